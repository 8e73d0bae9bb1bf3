using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Support;

/// <summary>A question that reached the stub server.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Tcp">Over TCP.</param>
/// <param name="Edns">With OPT.</param>
public sealed record AskedQuestion(Question Question, bool Tcp, bool Edns);

/// <summary>
/// A DNS server on 127.0.0.1, over UDP and TCP at one port, that answers from a text (see <see cref="StubZone"/>) and remembers what it was asked.
/// It behaves like a resolver: aliases are followed as far as the text goes.
/// </summary>
public sealed class StubDns : IAsyncDisposable
{
    readonly StubZone zone;
    readonly UdpClient udp;
    readonly TcpListener tcp;
    readonly CancellationTokenSource closing = new();
    readonly ConcurrentQueue<AskedQuestion> packets = new();
    readonly Task[] loops;

    StubDns(StubZone zone, UdpClient udp, TcpListener tcp)
    {
        (this.zone, this.udp, this.tcp) = (zone, udp, tcp);
        loops = [Task.Run(ServeUdp), Task.Run(ServeTcp)];
    }

    /// <summary>A server that has begun to answer.</summary>
    public static StubDns Start(string zoneText)
    {
        for (var attempt = 0; ; attempt++)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveBufferSize = 1 << 20 } };
            var tcp = new TcpListener((IPEndPoint)udp.Client.LocalEndPoint!);
            try
            {
                tcp.Start();
                return new StubDns(StubZone.Parse(zoneText), udp, tcp);
            }
            catch (SocketException) when (attempt < 20)
            {
                // The port is free for UDP but not for TCP: another one.
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    /// <summary>The port of UDP and TCP.</summary>
    public int Port => ((IPEndPoint)tcp.LocalEndpoint).Port;

    /// <summary>Where it listens: <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The questions asked so far, in the order of their packets.</summary>
    public IReadOnlyList<Question> Asked => [.. packets.Select(packet => packet.Question)];

    /// <summary>The same, with how they were asked.</summary>
    public IReadOnlyList<AskedQuestion> Packets => [.. packets];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        udp.Dispose();
        tcp.Dispose();
        await Task.WhenAll(loops);
        closing.Dispose();
    }

    Task ServeUdp() => UntilClosed(async () =>
    {
        var request = await udp.ReceiveAsync(closing.Token);
        _ = Quietly(async () =>
        {
            foreach (var packet in await Respond(new Octets(request.Buffer), overTcp: false))
            {
                await udp.SendAsync(packet.Memory, request.RemoteEndPoint, closing.Token);
            }
        });
    });

    Task ServeTcp() => UntilClosed(async () =>
    {
        var client = await tcp.AcceptTcpClientAsync(closing.Token);
        _ = Quietly(async () =>
        {
            using var connection = client;
            var stream = client.GetStream();
            var length = new byte[2];
            while (true)
            {
                await stream.ReadExactlyAsync(length, closing.Token);
                var request = new byte[(length[0] << 8) | length[1]];
                await stream.ReadExactlyAsync(request, closing.Token);
                foreach (var packet in await Respond(new Octets(request), overTcp: true))
                {
                    await stream.WriteAsync(new[] { (byte)(packet.Length >> 8), (byte)packet.Length }, closing.Token);
                    await stream.WriteAsync(packet.Memory, closing.Token);
                }
            }
        });
    });

    /// The packets to send back: none, one, or a false one ahead of the right one.
    async Task<Seq<Octets>> Respond(Octets packet, bool overTcp)
    {
        var query = MessageDecoder.Decode(packet).MatchUnsafe(Message? (message) => message, _ => null);
        if (query is null || query.Questions.IsEmpty)
        {
            return default;
        }

        var question = query.Questions.Head.Question;

        packets.Enqueue(new AskedQuestion(question, overTcp, query.Edns.IsSome));
        await Task.Delay(zone.Number(question.Name, "DELAY", 0), closing.Token);
        var response = zone.Is(question, "NOEDNS") && query.Edns.IsSome ? Coded(query, ResponseCode.FormatError) : StubAnswer.To(zone, query);
        var octets = Encode(response);
        return zone.Is(question, "SILENT") ? default
            : !overTcp && (zone.Is(question, "TRUNCATE") || octets.Length > Limit(query)) ? Seqs.Of(Encode(Cut(response)))
            : zone.Is(question, "SPOOFED") ? Seqs.Of(Encode(Forged(response)), octets)
            : Seqs.Of(octets);
    }

    static int Limit(Message query) => query.Edns.Map(edns => Math.Max(512, edns.PayloadSize)).IfNone(512);

    static Message Coded(Message query, ResponseCode code) =>
        new(query.Header with { Flags = Header.Response | (int)code }, query.Questions, default, default, default, default);

    static Message Cut(Message response) => response with
    {
        Header = response.Header with { Flags = response.Header.Flags | Header.Truncated },
        Answers = default,
        Authorities = default,
    };

    /// Another identity, and another answer.
    static Message Forged(Message response) => response with
    {
        Header = new Header(response.Header.Id ^ 1, (response.Header.Flags & ~0xf) | (int)ResponseCode.NameError),
        Answers = default,
    };

    static Octets Encode(Message message) => MessageEncoder.Encode(message).Match(octets => octets, error => throw new InvalidOperationException(error.ToString()));

    async Task UntilClosed(Func<Task> serve)
    {
        while (!closing.IsCancellationRequested)
        {
            await Quietly(serve);
        }
    }

    /// A client that goes away is no matter; nor is our own end.
    static async Task Quietly(Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
        }
    }
}
