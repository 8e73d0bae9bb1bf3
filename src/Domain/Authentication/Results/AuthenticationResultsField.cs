using System.Buffers;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Authentication.Results;

/// <summary>The Authentication-Results field that tells the next reader what was checked here (RFC 8601 §2.2).</summary>
public static class AuthenticationResultsField
{
    /// <summary>The name of the field.</summary>
    public const string Name = "Authentication-Results";

    /// The most characters of a reason, of a comment, and of a value that is no address.
    const int MaxText = 200;

    /// The most characters of an address: a line stays below 998 octets though each of them be quoted.
    const int MaxAddress = 480;

    /// token of RFC 2045 §5.1: printable ASCII without tspecials.
    static readonly SearchValues<char> Token = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except("()<>@,;:\\\"/[]?=")]);

    /// <summary>
    /// The whole field with its CRLF, a line for each result and more where they are long; <c>none</c> when nothing was checked. ASCII throughout: whatever
    /// else a domain, mailbox or explanation holds becomes <c>?</c>, and texts are cut, so that no line exceeds the limit of RFC 5322 §2.1.1.
    /// </summary>
    /// <param name="service">The authserv-id: the name of this host. It stands in front of all else, for some readers take a comment for it.</param>
    /// <param name="results">What was checked, in any order; a handful.</param>
    public static Octets Write(DomainName service, Seq<MethodResult> results)
    {
        var field = new FoldedText($"{Name}: {service.Value};{(results.IsEmpty ? " none" : "")}");
        for (var i = 0; i < results.Count; i++)
        {
            field.Break(i == 0 ? "" : ";");
            Write(ref field, results[i]);
        }

        field.Break("");
        return field.ToOctets();
    }

    /// <summary>A text as it is written in a field: printable ASCII, cut to <see cref="MaxText"/> characters.</summary>
    internal static string Shown(string text) => Printable.ReplyText(text, MaxText);

    /// resinfo = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
    static void Write(ref FoldedText field, MethodResult result)
    {
        field.Word(EnumWords.Of(result.Method), "=", EnumWords.Of(result.Result));
        if (result.Comment.Length > 0)
        {
            field.Word("(", Shown(result.Comment), ")");
        }

        if (result.Reason.Length > 0)
        {
            field.Word("reason=", QuotedString.Write(Shown(result.Reason)));
        }

        for (var i = 0; i < result.Properties.Count; i++)
        {
            if (result.Properties[i] is { Name: var name, Value: { Length: > 0 } value })
            {
                field.Word(name, "=", Value(value));
            }
        }
    }

    /// pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) ) [CFWS]; value = token / quoted-string
    static string Value(string text) =>
        text.StartsWith('@') ? AtDomain(text)
        : text.Contains('@', StringComparison.Ordinal) && Mailbox.Parse(text).Case is Mailbox mailbox ? Address(mailbox)
        : Plain(text);

    /// One that is not made of tokens is quoted whole: some readers understand no quoted local part. Where it has no form here, beyond ASCII or much too long, its domain
    /// is what was checked.
    static string Address(Mailbox mailbox)
    {
        var (domain, address) = (mailbox.Domain.Map(name => name.Value).IfNone(""), mailbox.AddrSpec);
        return domain.Length == 0 ? Plain(address)
            : mailbox.NeedsUtf8 || address.Length > MaxAddress ? domain
            : IsToken(mailbox.Local.Strict) ? address
            : QuotedString.Write(address);
    }

    static string AtDomain(string text) => DomainName.Parse(text[1..]).Match(Right: domain => $"@{domain}", Left: _ => Plain(text));

    static string Plain(string text) =>
        DomainName.Parse(text).Case is DomainName domain ? domain.Value
        : IsToken(text) && text.Length <= MaxText ? text
        : QuotedString.Write(Shown(text));

    static bool IsToken(string text) => !text.AsSpan().ContainsAnyExcept(Token);
}
