using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Laitos.Integration.Apps;

/// <summary>What somebody asked of a <see cref="StubWeb"/>.</summary>
/// <param name="Line">The request line.</param>
/// <param name="Fields">The header fields, a line each.</param>
/// <param name="Body">The body, by Content-Length.</param>
sealed record WebRequest(string Line, IReadOnlyList<string> Fields, string Body)
{
    /// <summary>The path and what follows it.</summary>
    public string Target => Line.Split(' ')[1];
}

/// <summary>A web server on a loopback port that keeps what it was asked, and answers whatever it was told to, well-formed or not.</summary>
/// <param name="answer">The octets to answer with, chunk by chunk; the connection is closed behind them.</param>
sealed class StubWeb(Func<WebRequest, IEnumerable<string>> answer) : IAsyncDisposable
{
    readonly TcpListener listener = Listening();
    readonly CancellationTokenSource stop = new();
    Task serving = Task.CompletedTask;

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<WebRequest> Requests { get; } = new();

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>One that begins to serve.</summary>
    public static StubWeb Serve(Func<WebRequest, IEnumerable<string>> answer)
    {
        var web = new StubWeb(answer);
        web.serving = web.Accept();
        return web;
    }

    /// <summary>An answer with a status and a body.</summary>
    public static string[] Answer(int status, string body) => [$"HTTP/1.1 {status} Stub\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    static TcpListener Listening()
    {
        var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        return listening;
    }

    async Task Accept()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                // Who is answered slowly must not keep the next one from being heard.
                sessions.Add(Task.Run(() => Serve(client)));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }

        await Task.WhenAll(sessions);
    }

    async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            foreach (var chunk in answer(await Read(stream)))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(chunk), stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The other side has gone, or the test is over.
        }
    }

    async Task<WebRequest> Read(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var line = await reader.ReadLineAsync(stop.Token) ?? throw new IOException("closed");
        var fields = new List<string>();
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } field)
        {
            fields.Add(field);
        }

        var body = new char[int.Parse(fields.FirstOrDefault(field => field.StartsWith("Content-Length: ", StringComparison.Ordinal))?[16..] ?? "0")];
        _ = body.Length > 0 ? await reader.ReadBlockAsync(body, stop.Token) : 0;
        var request = new WebRequest(line, fields, new string(body));
        Requests.Enqueue(request);
        return request;
    }
}
