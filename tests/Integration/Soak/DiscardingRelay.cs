using System.Net.Sockets;
using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Soak;

/// <summary>A relay that takes every mail and keeps none, so that a test of hundreds of thousands stays small.</summary>
sealed class DiscardingRelay : IAsyncDisposable
{
    readonly LoopbackServer server;
    int taken;

    public DiscardingRelay() => server = LoopbackServer.Start(Serve);

    /// <summary>The loopback port.</summary>
    public int Port => server.Port;

    /// <summary>How many mails it has taken.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task Serve(TcpClient client, CancellationToken stop)
    {
        using var lines = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var replies = new StreamWriter(client.GetStream(), Encoding.Latin1) { AutoFlush = true };
        await replies.WriteAsync("220 relay.test ESMTP\r\n");
        while (await lines.ReadLineAsync(stop) is { } command)
        {
            await replies.WriteAsync(command.Length < 4 ? "500 5.5.2 What?\r\n" : command[..4].ToUpperInvariant() switch
            {
                "EHLO" => "250-relay.test\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING\r\n",
                "DATA" => "354 Go on\r\n",
                "QUIT" => "221 2.0.0 Bye\r\n",
                _ => "250 2.0.0 OK\r\n",
            });
            if (command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                while (await lines.ReadLineAsync(stop) is { } line && line != ".")
                {
                }

                Interlocked.Increment(ref taken);
                await replies.WriteAsync("250 2.0.0 Taken\r\n");
            }
        }
    }
}
