using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Laitos.Integration.Support;

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
sealed class StubWeb : IAsyncDisposable
{
    readonly LoopbackServer server;
    readonly Func<WebRequest, IEnumerable<string>> answer;

    StubWeb(Func<WebRequest, IEnumerable<string>> answer) => (this.answer, server) = (answer, LoopbackServer.Start(Serve));

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<WebRequest> Requests { get; } = new();

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => $"http://127.0.0.1:{server.Port}";

    /// <summary>One that begins to serve.</summary>
    /// <param name="answer">The octets to answer with, chunk by chunk; the connection is closed behind them.</param>
    public static StubWeb Serve(Func<WebRequest, IEnumerable<string>> answer) => new(answer);

    /// <summary>An answer with a status and a body.</summary>
    public static string[] Answer(int status, string body) => [$"HTTP/1.1 {status} Stub\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"];

    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task Serve(TcpClient client, CancellationToken stop)
    {
        var stream = client.GetStream();
        foreach (var chunk in answer(await Read(stream, stop)))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(chunk), stop);
        }
    }

    async Task<WebRequest> Read(NetworkStream stream, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var line = await reader.ReadLineAsync(stop) ?? throw new IOException("closed");
        var fields = new List<string>();
        while (await reader.ReadLineAsync(stop) is { Length: > 0 } field)
        {
            fields.Add(field);
        }

        var body = new char[int.Parse(fields.FirstOrDefault(field => field.StartsWith("Content-Length: ", StringComparison.Ordinal))?[16..] ?? "0")];
        _ = body.Length > 0 ? await reader.ReadBlockAsync(body, stop) : 0;
        var request = new WebRequest(line, fields, new string(body));
        Requests.Enqueue(request);
        return request;
    }
}
