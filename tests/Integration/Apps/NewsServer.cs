using System.Net;
using System.Net.Sockets;
using System.Text;
using Laitos.Domain.Commands.Apps;

namespace Laitos.Integration.Apps;

/// <summary>A server of documents on a loopback port, well behaved or not.</summary>
sealed class NewsServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly Task serving;

    public NewsServer()
    {
        listener.Start();
        serving = Serve();
    }

    /// <summary>The address of a document.</summary>
    public WebAddress this[string path] => new(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}"));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    async Task Serve()
    {
        try
        {
            while (true)
            {
                _ = Answer(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    async Task Answer(TcpClient client)
    {
        try
        {
            using var _ = client;
            var stream = client.GetStream();
            var request = await new StreamReader(stream, Encoding.ASCII).ReadLineAsync(stop.Token) ?? "";
            var path = request.Split(' ')[1][1..];
            switch (path)
            {
                case "silent":
                    await Task.Delay(Timeout.Infinite, stop.Token);
                    break;
                case "endless":
                    await Say(stream, "HTTP/1.1 200 OK\r\n\r\n");
                    while (true)
                    {
                        await Say(stream, new string('x', 10_000));
                    }

                case "cut":
                    await Say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>");
                    break;
                case "garbage":
                    await Say(stream, "220 mail.example ESMTP\r\n");
                    break;
                case "missing":
                    await Say(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    break;
                case var hops when hops.StartsWith("hop", StringComparison.Ordinal):
                    await Say(stream, $"HTTP/1.1 302 Found\r\nLocation: {(hops == "hop1" ? "feed" : $"hop{int.Parse(hops[3..]) - 1}")}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    break;
                default:
                    await Say(stream, $"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss><item><title>{path}</title><description>&lt;b&gt;d&lt;/b&gt;</description></item></rss>");
                    break;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The other side has gone, or the test is over.
        }
    }

    async Task Say(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop.Token);
}
