using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Message;

/// <summary>A stretch of a field body.</summary>
/// <param name="Start">Octets of the body in front of it.</param>
/// <param name="Length">How many octets.</param>
public readonly record struct OctetRange(int Start, int Length)
{
    /// <summary>The position behind it.</summary>
    public int End => Start + Length;
}

/// <summary>
/// One mailbox of an address field (RFC 5322 §3.4) with the places where its parts stand, so that one part can be
/// changed and the rest of the field keeps its octets.
/// </summary>
/// <param name="DisplayName">The meaning of the phrase in front of the address, or else of a comment behind it: unquoted, decoded, blanks reduced to one. Empty when there is none.</param>
/// <param name="Local">The meaning of the local part, without quotes, comments and blanks.</param>
/// <param name="Domain">The domain or the literal with its brackets in the letters of the writer, without comments and blanks; perhaps ill-formed.</param>
/// <param name="Start">Where the address begins: at its angle bracket, if it has one. A field may be folded here.</param>
/// <param name="DomainPlace">Where the domain stands.</param>
public sealed record AddressEntry(string DisplayName, string Local, string Domain, int Start, OctetRange DomainPlace)
{
    /// <summary>The domain that a policy may speak for; none for a literal and for what is no domain.</summary>
    public Option<DomainName> DomainName => Addresses.DomainName.Parse(Domain).ToOption();

    /// <summary>The address to send to; none where local part or domain are ill-formed.</summary>
    public Option<Mailbox> Mailbox =>
        (from local in LocalPart.Parse(QuotedString.Write(Local))
         from host in Host.Parse(Domain)
         select new Mailbox(local, host)).ToOption();
}

/// <summary>
/// The grammar of From, Sender, Reply-To and their like (RFC 5322 §3.4, obsolete forms of §4.4, UTF-8 of RFC 6532 §3.2): the one reader of
/// addresses, for policy and for delivery alike.
/// </summary>
/// <remarks>
/// <para>It reads what real mail has: bare dots, at signs and brackets in display names, stray commas, a missing angle bracket, text behind the
/// address. What angle brackets enclose is the address, and whatever stands before them is a name; without brackets it is the words around an at
/// sign. An address is never looked for inside a quoted string, a comment or the meaning of an encoded word.</para>
/// <para>Where two readings are possible (<c>a@b@c</c>) both are given: a policy must hold for each, and a delivery finds no single address.</para>
/// </remarks>
public static class AddressList
{
    /// <summary>The most addresses of one field that are looked at: far more than a person writes, few enough for a bomb to cost nothing.</summary>
    public const int Limit = 1000;

    /// <summary>
    /// <c>address-list = (address *("," address)) / obs-addr-list</c>, read from a field body with its folding. Groups give their members.
    /// An error when no address can be recognised. Addresses past <see cref="Limit"/> are left out. Linear time, no recursion.
    /// </summary>
    public static Either<SyntaxError, Seq<AddressEntry>> Parse(Octets body)
    {
        var text = body.ToLatin1();
        var tokens = AddressLexer.Tokens(text);
        var entries = new List<AddressEntry>();
        var from = 0;
        while (from < tokens.Count && entries.Count < Limit)
        {
            var angle = IndexOf(tokens, from, "<,;:");
            if (angle == tokens.Count || !tokens[angle].Is('<'))
            {
                // mailbox = addr-spec; a colon ends the name of a group, a semicolon the group.
                AddressSpec.Find(entries, text, tokens, new OctetRange(from, angle - from), Option<OctetRange>.None);
                from = angle + 1;
                continue;
            }

            var end = EndOfAngle(tokens, angle);
            var name = new OctetRange(from, angle - from);
            _ = AddressSpec.Find(entries, text, tokens, Inside(tokens, angle, end), name) || AddressSpec.Find(entries, text, tokens, name, Option<OctetRange>.None);
            from = end < tokens.Count && tokens[end].Is('<') ? end : end + 1;
        }

        return entries.Count > 0 ? entries.Gather() : SyntaxError.At("address-list", Folding.Unfold(body).Trim());
    }

    /// angle-addr = [CFWS] "&lt;" [obs-route] addr-spec "&gt;" [CFWS]; without its end it goes up to the next separator.
    static int EndOfAngle(List<AddressToken> tokens, int angle) =>
        BeginsRoute(tokens, angle) && IndexOf(tokens, angle + 1, ":<>") is var colon && colon < tokens.Count && tokens[colon].Is(':')
            ? IndexOf(tokens, colon + 1, "<>,;")
            : IndexOf(tokens, angle + 1, "<>,;");

    /// obs-route = obs-domain-list ":"; it is read over (RFC 5321 appendix C).
    static OctetRange Inside(List<AddressToken> tokens, int angle, int end)
    {
        var colon = BeginsRoute(tokens, angle) ? IndexOf(tokens, angle + 1, ":<>") : tokens.Count;
        var start = colon < end ? colon + 1 : angle + 1;
        return new OctetRange(start, end - start);
    }

    static bool BeginsRoute(List<AddressToken> tokens, int angle) =>
        tokens.FindIndex(angle + 1, token => token.Kind != AddressTokenKind.Comment) is var first and >= 0 && tokens[first].Is('@');

    static int IndexOf(List<AddressToken> tokens, int from, string specials)
    {
        while (from < tokens.Count && !(tokens[from].Kind == AddressTokenKind.Special && specials.Contains(tokens[from].First, StringComparison.Ordinal)))
        {
            from++;
        }

        return from;
    }
}

/// <summary>Who wrote a mail by its own account: the addresses of the From field (RFC 5322 §3.6.2).</summary>
public static class Authors
{
    /// <summary>The addresses of all From fields, for there may be several against the rules, from top to bottom. At most <see cref="AddressList.Limit"/>; empty when none can be recognised.</summary>
    public static Seq<AddressEntry> Of(HeaderSection section)
    {
        var entries = section.Named("From").SelectEach(static from => AddressList.Parse(from.Body).IsRight(out var entries, out _) ? entries : default);
        return entries.Count > AddressList.Limit ? entries.AsEnumerable().Take(AddressList.Limit).Gather() : entries;
    }

    /// <summary>The domains of the authors, each once: those whose DMARC policy concerns the mail (RFC 7489 §6.6.1).</summary>
    public static Seq<DomainName> Domains(HeaderSection section)
    {
        var domains = Of(section).SelectEach(static entry => entry.DomainName.Case is DomainName domain ? Seqs.Of(domain) : default);
        return domains.Count < 2 ? domains : domains.AsEnumerable().Distinct().Gather();
    }
}

/// <summary>Fields of a header section that hold addresses (RFC 5322 §3.6.2, §3.6.3, §3.6.6).</summary>
public static class AddressFields
{
    static readonly Seq<string> Names = Seqs.Of(
        "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Bcc");

    /// <summary>True when an address in the field is beyond ASCII (RFC 6532 §3.2); the names beside addresses do not count.</summary>
    public static bool HasUtf8Address(HeaderField field) =>
        Names.Exists(field.Is)
        && AddressList.Parse(field.Body).Match(Right: entries => entries.Exists(entry => !Ascii.IsValid(entry.Local) || !Ascii.IsValid(entry.Domain)), Left: _ => false);
}
