using System.Buffers;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>What a Received field tells of one hop.</summary>
/// <param name="Helo">The argument of HELO or EHLO, unverified.</param>
/// <param name="Extended">True after EHLO.</param>
/// <param name="Utf8">True when MAIL carried SMTPUTF8.</param>
/// <param name="Tls">Protocol version and cipher suite, none for a connection in clear.</param>
/// <param name="Client">The address of the client.</param>
/// <param name="By">The name of this host.</param>
/// <param name="Id">Names the mail in our log.</param>
/// <param name="For">The recipient, only when it is the only one: else each would learn of the others (RFC 5321 §7.2).</param>
/// <param name="At">When the mail arrived.</param>
public sealed record TraceFacts(
    string Helo, bool Extended, bool Utf8, Option<(string Protocol, string Cipher)> Tls, IpAddress Client, DomainName By, string Id, Option<Mailbox> For, Instant At);

/// <summary>The trace of a mail through its hops (RFC 5321 §4.4), and what it says of loops (§6.3).</summary>
public static class TraceFields
{
    /// The most characters of a text from outside.
    const int MaxWord = 255;

    /// <summary>
    /// <c>Time-stamp-line = "Received:" FWS Stamp CRLF</c>. What the client said is reduced to the characters of a domain or address literal, so that
    /// it can neither end the line nor open a comment.
    /// </summary>
    public static Octets Received(TraceFacts facts)
    {
        var tls = facts.Tls.Case is (string protocol, string cipher) ? $" ({Word(protocol, false)} {Word(cipher, false)})" : "";
        var recipient = facts.For.Case is Mailbox mailbox && (facts.Utf8 || !mailbox.NeedsUtf8) ? $"\r\n\tfor <{mailbox.Local.Strict}@{mailbox.Host}>" : "";
        return Octets.Utf8(
            $"Received: from {Word(facts.Helo, facts.Utf8)} ([{facts.Client.Literal}])\r\n"
            + $"\tby {facts.By.Value} with {Protocol(facts)}{tls}\r\n"
            + $"\tid {Word(facts.Id, false)}{recipient};\r\n"
            + $"\t{facts.At.ToDateTime()}\r\n");
    }

    /// <summary>How many hops the mail has behind it: its Received fields.</summary>
    public static int Hops(HeaderSection section) => section.Count("Received");

    /// The registered names of RFC 3848 and RFC 6531 §4.3. Whoever starts TLS speaks ESMTP, even if HELO follows.
    static string Protocol(TraceFacts facts) => (facts.Utf8, facts.Tls.IsSome, facts.Extended) switch
    {
        (true, true, _) => "UTF8SMTPS",
        (true, false, _) => "UTF8SMTP",
        (false, true, _) => "ESMTPS",
        (false, false, true) => "ESMTP",
        (false, false, false) => "SMTP",
    };

    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]");

    static string Word(string text, bool utf8) => text.Length is > 0 and <= MaxWord && !text.AsSpan().ContainsAnyExcept(Plain) ? text : Reduced(text, utf8);

    static string Reduced(string text, bool utf8)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().TakeWhile(_ => word.Length < MaxWord))
        {
            var plain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || ".-_:[]".Contains((char)rune.Value, StringComparison.Ordinal));
            word.Append(plain || (utf8 && Rune.IsLetterOrDigit(rune)) ? rune.ToString() : "?");
        }

        return word.Length == 0 ? "unknown" : word.ToString();
    }
}

/// <summary>The field by which this daemon recognises a mail that it has forwarded before (RFC 5321 §6.3).</summary>
public static class LoopMark
{
    /// <summary>The name of the field.</summary>
    public const string Name = "X-Laitos-Loop";

    /// <summary>The field with a token that is this daemon's own: printable ASCII without blanks.</summary>
    public static Octets Field(string token) => Octets.Utf8($"{Name}: {token}\r\n");

    /// <summary>True when the section carries the mark with exactly this token.</summary>
    public static bool IsOurs(HeaderSection section, string token) =>
        section.Named(Name) is { IsEmpty: false } marks && marks.Exists(mark => string.Equals(mark.Value, token, StringComparison.Ordinal));
}
