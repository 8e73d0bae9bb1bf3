using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;

namespace Laitos.Shell.Dns;

/// <summary>One packet sent to a server and the wait for packets of this server; what goes wrong on the way is an input too.</summary>
abstract class Exchange(NameServer server, SocketType type, ProtocolType protocol, TimeSpan timeout, CancellationToken stop) : IDisposable
{
    /// <summary>A socket of its own with a port chosen by the system: the port is unpredictable (RFC 5452 §4.5).</summary>
    protected Socket Socket { get; } = new(server.Address.IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, type, protocol);

    readonly CancellationTokenSource deadline = Deadline(timeout, stop);

    /// <summary>Sends, and waits for the first packet.</summary>
    public Task<LookupInput> Ask(Octets packet) => Guarded(async cancel =>
    {
        await Socket.ConnectAsync(new IPEndPoint(new IPAddress(server.Address.Octets.Span), server.Port), cancel);
        await Send(packet, cancel);
        return await Receive(cancel);
    });

    /// <summary>Waits for the next packet, for what is left of the time.</summary>
    public Task<LookupInput> Listen() => Guarded(Receive);

    /// <inheritdoc/>
    public void Dispose()
    {
        Socket.Dispose();
        deadline.Dispose();
    }

    /// <summary>Hands one packet to the network.</summary>
    protected abstract Task Send(Octets packet, CancellationToken cancel);

    /// <summary>Takes one packet from the network.</summary>
    protected abstract Task<Octets> Receive(CancellationToken cancel);

    /// The one place where faults of the network become inputs.
    async Task<LookupInput> Guarded(Func<CancellationToken, Task<Octets>> wait)
    {
        try
        {
            return new LookupInput.PacketReceived(await wait(deadline.Token), server);
        }
        catch (OperationCanceledException)
        {
            return new LookupInput.TimedOut();
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return new LookupInput.Failed(fault.Message);
        }
    }

    static CancellationTokenSource Deadline(TimeSpan timeout, CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        source.CancelAfter(timeout);
        return source;
    }
}

/// <summary>Over UDP. The socket is connected, so that only packets of the server arrive.</summary>
sealed class UdpExchange(NameServer server, TimeSpan timeout, CancellationToken stop) : Exchange(server, SocketType.Dgram, ProtocolType.Udp, timeout, stop)
{
    /// More than we ask for: a server that exceeds it is cut, and then not understood.
    readonly byte[] buffer = new byte[4096];

    /// <inheritdoc/>
    protected override Task Send(Octets packet, CancellationToken cancel) => Socket.SendAsync(packet.Memory, cancel).AsTask();

    /// <inheritdoc/>
    protected override async Task<Octets> Receive(CancellationToken cancel) =>
        Octets.Copy(buffer.AsSpan(0, await Socket.ReceiveAsync(buffer, cancel)));
}

/// <summary>Over TCP, each packet behind two octets of length (RFC 1035 §4.2.2), so at most 65535 octets.</summary>
sealed class TcpExchange(NameServer server, TimeSpan timeout, CancellationToken stop) : Exchange(server, SocketType.Stream, ProtocolType.Tcp, timeout, stop)
{
    /// <inheritdoc/>
    protected override async Task Send(Octets packet, CancellationToken cancel)
    {
        // In one write: some servers read length and packet together.
        byte[] framed = [(byte)(packet.Length >> 8), (byte)packet.Length, .. packet.Span];
        for (var sent = 0; sent < framed.Length;)
        {
            sent += await Socket.SendAsync(framed.AsMemory(sent), cancel);
        }
    }

    /// <inheritdoc/>
    protected override async Task<Octets> Receive(CancellationToken cancel)
    {
        var length = await Exactly(2, cancel);
        return new Octets(await Exactly((length[0] << 8) | length[1], cancel));
    }

    async Task<byte[]> Exactly(int count, CancellationToken cancel)
    {
        var octets = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await Socket.ReceiveAsync(octets.AsMemory(read), cancel);
            read += more > 0 ? more : throw new IOException("the connection was closed");
        }

        return octets;
    }
}
