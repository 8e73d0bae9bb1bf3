namespace Laitos.Integration.Apps;

/// <summary>What servers that mean harm send, chunk by chunk, for as long as somebody listens.</summary>
static class Unruly
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Nothing; the connection stays open.</summary>
    public static IEnumerable<string> Silence() => Drip("");

    /// <summary>A little, again and again.</summary>
    public static IEnumerable<string> Drip(string chunk)
    {
        while (true)
        {
            yield return chunk;
            Thread.Sleep(Pause);
        }
    }

    /// <summary>As much as is taken.</summary>
    public static IEnumerable<string> Flood(string chunk)
    {
        while (true)
        {
            yield return chunk;
        }
    }

    /// <summary>What a web server says to a request for a path, as harmful as its name tells; nothing for any other.</summary>
    public static IEnumerable<string> Web(WebRequest request) => request.Target[1..] switch
    {
        "silent" => Silence(),
        "drip" => Drip("x").Prepend("HTTP/1.1 200 OK\r\n\r\n"),
        "endless" => Flood(new string('x', 10_000)).Prepend("HTTP/1.1 200 OK\r\n\r\n"),
        "fields" => Flood("X-More: and more\r\n").Prepend("HTTP/1.1 200 OK\r\n"),
        "garbage" => ["220 mail.example ESMTP\r\n"],
        "cut" => ["HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>"],
        "missing" => StubWeb.Answer(404, ""),
        _ => [],
    };
}
