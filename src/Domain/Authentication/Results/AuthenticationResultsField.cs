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
    public static Octets Write(DomainName service, Seq<MethodResult> results) => Octets.Utf8(
        $"{Name}: {service.Value};" + (results.IsEmpty ? " none" : string.Join(';', results.Map(result => "\r\n" + Folding.Fold("", WordsOf(result))))) + "\r\n");

    /// <summary>A text as it is written in a field: printable ASCII, cut to <see cref="MaxText"/> characters.</summary>
    internal static string Shown(string text) => Printable.ReplyText(text, MaxText);

    /// resinfo = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
    static IEnumerable<string> WordsOf(MethodResult result) =>
    [
        $"{Word(result.Method)}={Word(result.Result)}",
        .. result.Comment.Length == 0 ? [] : (string[])[$"({Uncommented(Shown(result.Comment))})"],
        .. result.Reason.Length == 0 ? [] : (string[])[$"reason={QuotedString.Write(Shown(result.Reason))}"],
        .. result.Properties.AsEnumerable().Where(property => property.Value.Length > 0).Select(property => $"{property.Name}={Value(property.Value)}"),
    ];

    /// pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) ) [CFWS]; value = token / quoted-string
    static string Value(string text) => Mailbox.Parse(text).Match(Right: Address, Left: _ => text.StartsWith('@') ? AtDomain(text) : Plain(text));

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

    static string Plain(string text) => DomainName.Parse(text).Match(Right: domain => domain.Value, Left: _ => IsToken(text) && text.Length <= MaxText ? text : QuotedString.Write(Shown(text)));

    static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Token);

    static string Uncommented(string text) => new([.. text.Select(c => c is '(' or ')' or '\\' ? '?' : c)]);

    static string Word<E>(E value)
        where E : struct, Enum => value.ToString().ToLowerInvariant();
}
