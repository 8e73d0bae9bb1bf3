using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Looks at a port: whether it could be listened on, and what a mail server says there.</summary>
static class PortProbe
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What stands in the way of listening there.</summary>
    public static PlaceUse Bind(IpAddress address, int port)
    {
        var place = new IPEndPoint(new IPAddress(address.Octets.Span), port);
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(place);
            return PlaceUse.Free;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode switch
            {
                SocketError.AccessDenied => PlaceUse.Forbidden,
                SocketError.AddressNotAvailable => PlaceUse.NotHere,
                _ => PlaceUse.Taken,
            };
        }
    }

    /// <summary>Connects, reads the greeting, and asks what is offered.</summary>
    public static async Task<Observation> Greet(IpAddress address, int port, DomainName hello, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(address.IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(new IPAddress(address.Octets.Span), port), late.Token).ConfigureAwait(false);
            var greeting = await Reply(socket, late.Token).ConfigureAwait(false);
            await socket.SendAsync(Octets.Utf8($"EHLO {hello}\r\n").Memory, late.Token).ConfigureAwait(false);
            var offer = greeting.IsPositive ? await Reply(socket, late.Token).ConfigureAwait(false) : greeting;
            await socket.SendAsync(Octets.Utf8("QUIT\r\n").Memory, late.Token).ConfigureAwait(false);
            return new Observation.Greeting(greeting, offer.Lines.AsEnumerable().Skip(1).Select(line => line.Split(' ')[0].ToUpperInvariant()).Gather());
        }
        catch (OperationCanceledException)
        {
            return new Observation.Nothing("no answer in time");
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return new Observation.Nothing(fault.Message);
        }
    }

    static async Task<Reply> Reply(Socket socket, CancellationToken late)
    {
        var octets = new byte[ReplyCodec.MaxOctets];
        for (var count = 0; count < octets.Length;)
        {
            var read = await socket.ReceiveAsync(octets.AsMemory(count), late).ConfigureAwait(false);
            count += read > 0 ? read : throw new IOException("it closed the connection");
            switch (ReplyCodec.Read(ReplyProgress.Start, octets.AsSpan(0, count)))
            {
                case ReplyRead.Complete(var reply, _):
                    return reply;
                case ReplyRead.Malformed(var error):
                    throw new IOException($"it says {Printable.Excerpt(error.Found, 60)}");
            }
        }

        throw new IOException("its reply does not end");
    }
}
