using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Dns;

namespace Laitos.Integration.Support;

/// <summary>A question that reached the stub server.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Tcp">Over TCP.</param>
/// <param name="Edns">With OPT.</param>
public sealed record AskedQuestion(Question Question, bool Tcp, bool Edns);

/// <summary>
/// A DNS server on 127.0.0.1, over UDP and TCP at one port, that remembers what it was asked. It answers from a text (see <see cref="StubZone"/>), or with
/// whatever octets a test wants.
/// </summary>
public sealed class StubDns : IAsyncDisposable
{
    readonly Func<WireQuery, bool, CancellationToken, Task<byte[][]>> respond;
    readonly UdpClient udp;
    readonly TcpListener tcp;
    readonly CancellationTokenSource closing = new();
    readonly ConcurrentQueue<AskedQuestion> packets = new();
    readonly TaskCompletionSource hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task[] loops;

    StubDns(Func<WireQuery, bool, CancellationToken, Task<byte[][]>> respond, UdpClient udp, TcpListener tcp)
    {
        (this.respond, this.udp, this.tcp) = (respond, udp, tcp);
        loops = [Task.Run(ServeUdp), Task.Run(ServeTcp)];
    }

    /// <summary>A server that has begun to answer from a zone.</summary>
    public static StubDns Start(string zoneText)
    {
        var zone = StubZone.Parse(zoneText);
        return Start((query, tcp, stop) => StubAnswer.To(zone, query, tcp, stop));
    }

    /// <summary>The same, which waits before each answer for something of the test's own.</summary>
    public static StubDns Start(string zoneText, Func<Question, Task> before)
    {
        var zone = StubZone.Parse(zoneText);
        return Start(async (query, tcp, stop) =>
        {
            await before(query.Question).WaitAsync(stop);
            return await StubAnswer.To(zone, query, tcp, stop);
        });
    }

    /// <summary>A server that sends these packets to a query, over TCP each behind its length.</summary>
    public static StubDns Start(Func<WireQuery, bool, byte[][]> packets) => Start((query, tcp, _) => Task.FromResult(packets(query, tcp)));

    /// <summary>The port of UDP and TCP.</summary>
    public int Port => ((IPEndPoint)tcp.LocalEndpoint).Port;

    /// <summary>Where it listens: <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The questions asked so far, in the order of their packets.</summary>
    public IReadOnlyList<Question> Asked => [.. packets.Select(packet => packet.Question)];

    /// <summary>The same, with how they were asked.</summary>
    public IReadOnlyList<AskedQuestion> Packets => [.. packets];

    /// <summary>Ends when a client has closed its connection.</summary>
    public Task HungUp => hungUp.Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(loops);
        udp.Dispose();
        tcp.Dispose();
        closing.Dispose();
    }

    static StubDns Start(Func<WireQuery, bool, CancellationToken, Task<byte[][]>> respond)
    {
        for (var attempt = 0; ; attempt++)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveBufferSize = 1 << 20 } };
            var tcp = new TcpListener((IPEndPoint)udp.Client.LocalEndPoint!);
            try
            {
                tcp.Start();
                return new StubDns(respond, udp, tcp);
            }
            catch (SocketException) when (attempt < 20)
            {
                // The port is free for UDP but not for TCP: another one.
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    Task ServeUdp() => UntilClosed(async () =>
    {
        var request = await udp.ReceiveAsync(closing.Token);
        _ = Quietly(async () =>
        {
            foreach (var packet in await Respond(request.Buffer, overTcp: false))
            {
                await udp.SendAsync(packet, request.RemoteEndPoint, closing.Token);
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
                if (await stream.ReadAsync(length.AsMemory(0, 1), closing.Token) == 0)
                {
                    hungUp.TrySetResult();
                    return;
                }

                await stream.ReadExactlyAsync(length.AsMemory(1), closing.Token);
                var request = new byte[(length[0] << 8) | length[1]];
                await stream.ReadExactlyAsync(request, closing.Token);
                foreach (var packet in await Respond(request, overTcp: true))
                {
                    await stream.WriteAsync((byte[])[(byte)(packet.Length >> 8), (byte)packet.Length, .. packet], closing.Token);
                }
            }
        });
    });

    async Task<byte[][]> Respond(byte[] packet, bool overTcp)
    {
        if (DnsWire.Read(packet) is not { } query)
        {
            return [];
        }

        packets.Enqueue(new AskedQuestion(query.Question, overTcp, query.Payload > 0));
        return await respond(query, overTcp, closing.Token);
    }

    async Task UntilClosed(Func<Task> serve)
    {
        while (!closing.IsCancellationRequested)
        {
            await Quietly(serve);
        }
    }

    /// What fails when the server or the other side closes is no matter.
    static async Task Quietly(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
        }
    }
}
