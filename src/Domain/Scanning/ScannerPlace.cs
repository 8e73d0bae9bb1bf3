namespace Laitos.Domain.Scanning;

/// <summary>Where rspamd's worker is reached: <c>http://127.0.0.1:11333</c>, <c>https://scan.example.com:443</c> or <c>unix:/run/rspamd/normal.sock</c>.</summary>
public abstract record ScannerPlace
{
    ScannerPlace() { }

    /// <summary>A host and a port.</summary>
    /// <param name="Root">The root of the server, without a path.</param>
    public sealed record Web(Uri Root) : ScannerPlace
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Root.Scheme}://{Root.IdnHostWithBrackets()}:{Root.Port}";
    }

    /// <summary>A socket of this machine.</summary>
    /// <param name="Path">Its absolute path.</param>
    public sealed record UnixSocket(string Path) : ScannerPlace
    {
        /// <inheritdoc/>
        public override string ToString() => UnixPrefix + Path;
    }

    const string UnixPrefix = "unix:";

    /// The longest path of a socket that Linux takes.
    const int LongestPath = 107;

    /// <summary><c>["http://" / "https://"] host ":" port ["/"]</c> or <c>"unix:" absolute-path</c>.</summary>
    public static Either<SyntaxError, ScannerPlace> Parse(string text) =>
        text.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? text[UnixPrefix.Length..] is ['/', _, ..] path && System.Text.Encoding.UTF8.GetByteCount(path) <= LongestPath ? new UnixSocket(path) : SyntaxError.At("absolute path of a socket", text)
            : OfWeb(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text).ToEither(SyntaxError.At("address of a scanner", text));

    static Option<ScannerPlace> OfWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "", Port: > 0 } && NamesPort(text.TrimEnd('/'))
            ? new Web(uri)
            : Option<ScannerPlace>.None;

    /// 80 is no port that anybody means who leaves it out.
    static bool NamesPort(string text) => text.LastIndexOf(':') is var colon && colon > text.LastIndexOf('/') && colon > text.LastIndexOf(']') && text.Length > colon + 1;
}

/// <summary>How scanners are reached.</summary>
public abstract record ScannerAccess
{
    ScannerAccess() { }

    /// <summary>rspamd, over HTTP.</summary>
    /// <param name="Place">Where it listens.</param>
    /// <param name="Password">What it may ask for.</param>
    public sealed record Rspamd(ScannerPlace Place, Option<Secret> Password) : ScannerAccess;

    /// <summary>A program that is started for each mail.</summary>
    /// <param name="Path">Its file.</param>
    /// <param name="Arguments">Its arguments.</param>
    public sealed record Program(string Path, Seq<string> Arguments) : ScannerAccess;
}

static class Uris
{
    /// <summary>The host as it stands in an address, in A-labels.</summary>
    internal static string IdnHostWithBrackets(this Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
}
