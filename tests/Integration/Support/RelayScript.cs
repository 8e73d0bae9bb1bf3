namespace Laitos.Integration.Support;

/// <summary>How a <see cref="CapturingRelay"/> behaves. The default is a plain relay that takes everything.</summary>
public sealed record RelayScript
{
    /// <summary>What EHLO offers; STARTTLS and AUTH are to be named here too.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = ["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 52428800"];

    /// <summary>
    /// Replies of its own, by the beginning of a line: <c>RCPT TO:&lt;x@y&gt;</c> → <c>450 4.2.0 later</c>. The longest beginning that fits counts.
    /// Besides commands there are <c>connect</c> and <c>content</c>. The reply goes out as it is, with CRLF behind; an empty one means silence.
    /// </summary>
    public IReadOnlyDictionary<string, string> Replies { get; init; } = new Dictionary<string, string>();

    /// <summary>Its answer to a mail that holds a text: text → reply.</summary>
    public IReadOnlyDictionary<string, string> RefusedContent { get; init; } = new Dictionary<string, string>();

    /// <summary>Like <see cref="Replies"/>, but the connection is closed instead.</summary>
    public IReadOnlySet<string> CloseAt { get; init; } = new HashSet<string>();

    /// <summary>After so many mails the connection is closed without a word; none for never.</summary>
    public int? CloseAfterMails { get; init; }

    /// <summary>After so many octets of DATA the reply <c>cut</c> is given and the connection closed; none for never.</summary>
    public long? CutContentAt { get; init; }

    /// <summary>TLS from the first octet.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>The TLS handshake fails: what comes in its place is not TLS, and the end.</summary>
    public bool BrokenHandshake { get; init; }

    /// <summary>A pause before each octet of a reply.</summary>
    public TimeSpan Drip { get; init; }
}

/// <summary>A mail that the relay took: its envelope as announced, and its octets after unstuffing.</summary>
/// <param name="Mail">The whole MAIL command.</param>
/// <param name="Recipients">The addresses of the accepted RCPTs.</param>
/// <param name="Content">The octets.</param>
/// <param name="Encrypted">True when it came under TLS.</param>
/// <param name="Connection">The number of the connection, from 1.</param>
public sealed record CapturedMail(string Mail, IReadOnlyList<string> Recipients, byte[] Content, bool Encrypted, int Connection)
{
    /// <summary>When it was complete, just before it was answered: ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Complete { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>The reverse-path, with its brackets.</summary>
    public string Sender => Mail["MAIL FROM:".Length..].Split(' ')[0];

    /// <summary>The octets as text, one character each.</summary>
    public string Text => System.Text.Encoding.Latin1.GetString(Content);
}
