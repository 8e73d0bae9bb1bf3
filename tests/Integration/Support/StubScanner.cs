using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Laitos.Integration.Support;

/// <summary>A request as a scanner hears it; one character is one octet.</summary>
/// <param name="Head">The request line and the header fields.</param>
/// <param name="Body">The mail.</param>
public sealed record ScanHeard(string Head, string Body);

/// <summary>
/// A scanner for tests on a loopback port. A mail says in its subject how it is to be answered: <c>stub reject</c>, <c>stub garbage</c> and so on. It is written without an HTTP library, so that it can misbehave.
/// </summary>
public sealed class StubScanner : IAsyncDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    readonly LoopbackServer server;
    readonly ConcurrentQueue<ScanHeard> heard = new();

    StubScanner() => server = LoopbackServer.Start(Serve);

    /// <summary>The loopback port.</summary>
    public int Port => server.Port;

    /// <summary>What it has heard.</summary>
    public IReadOnlyList<ScanHeard> Heard => [.. heard];

    /// <summary>Starts it.</summary>
    public static StubScanner Start() => new();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task Serve(TcpClient client, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Bound);
        await Serve(client.GetStream(), late.Token);
    }

    async Task Serve(NetworkStream stream, CancellationToken late)
    {
        var head = await Head(stream, late);
        var size = int.Parse(head.Split("\r\n").First(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))["Content-Length: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        if (head.Contains("\r\nHelo: early\r\n", StringComparison.Ordinal))
        {
            heard.Enqueue(new ScanHeard(head, ""));
            await Say(stream, Answer("reject", 20, "{}", "seen enough"), late);
            await Task.Delay(Timeout.Infinite, late);
        }

        var body = new byte[size];
        await stream.ReadExactlyAsync(body, late);
        heard.Enqueue(new ScanHeard(head, Encoding.Latin1.GetString(body)));
        await Answer(stream, Encoding.Latin1.GetString(body), late);
    }

    static async Task Answer(NetworkStream stream, string mail, CancellationToken late)
    {
        switch (mail.Split("\r\n").FirstOrDefault(line => line.StartsWith("Subject: stub ", StringComparison.Ordinal))?["Subject: stub ".Length..])
        {
            case "reject":
                await Say(stream, Answer("reject", 18.2, """{"BAYES_SPAM": {"score": 5.1, "options": ["99%"]}}""", "spam message rejected"), late);
                break;
            case "soft":
                await Say(stream, Answer("soft reject", 2, "{}", "try again later"), late);
                break;
            case "mark":
                await Say(stream, Answer("add header", 7.25, """{"BAYES_SPAM": {"score": 5.1}, "X\r\nBcc: all@example.com\r\n\r\n": {"score": 1}}"""), late);
                break;
            case "subject":
                await Say(stream, Answer("rewrite subject", 8, "{}"), late);
                break;
            case "garbage":
                await Say(stream, Response("200 OK", "<html>busy</html>"), late);
                break;
            case "status":
                await Say(stream, Response("500 Oops", "no"), late);
                break;
            case "endless":
                await Say(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"action\": \"", late);
                for (var more = new string('x', 64 << 10); ;)
                {
                    await Say(stream, more, late);
                }

            case "slow":
                await Task.Delay(Timeout.Infinite, late);
                break;
            case "closed":
                break;
            default:
                await Say(stream, Answer("no action", 0.5, """{"R_SPF_ALLOW": {"score": -0.2}}"""), late);
                break;
        }
    }

    static string Answer(string action, double score, string symbols, string words = "") => Response("200 OK", string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $$"""{"is_skipped":false,"score":{{score}},"required_score":15.0,"action":"{{action}}","symbols":{{symbols}},"messages":{{{(words.Length > 0 ? $"\"smtp_message\":\"{words}\"" : "")}} },"subject":"***SPAM*** x"}"""));

    static string Response(string status, string body) => $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    static async Task Say(NetworkStream stream, string text, CancellationToken late) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), late);

    static async Task<string> Head(NetworkStream stream, CancellationToken late)
    {
        var (head, octet) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(octet, late);
            head.Append((char)octet[0]);
        }

        return head.ToString();
    }
}
