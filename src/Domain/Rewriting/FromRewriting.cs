using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>
/// The edits that let a mail pass DMARC at the next hop although the forwarder is not its author: another From, the original kept in Reply-To and
/// X-Original-From, and no other field that still speaks for the author's domain.
/// </summary>
/// <remarks>
/// <para>DMARC looks at From fields of the header section alone (RFC 7489 §3.1), but relays that check senders also look at Sender and Return-Path: see
/// <see cref="OriginalSender"/>. Resent fields stay. A mail may hold several From fields against the rules; all are treated, for a receiver may look at any of them.</para>
/// <para>A mail without a From field is left alone in every mode: it has no author domain, and inventing an author would mislead.</para>
/// <para>A From field without any recognisable address has no author domain either. NoDmarc has nothing to change in it; OwnAddress replaces it,
/// so that the mail leaves with one valid author.</para>
/// <para>An X-Original-From of an earlier hop stays below the new one, as trace fields do.</para>
/// </remarks>
public static class FromRewriting
{
    /// <summary>
    /// The edit script for a mail that is to be rewritten; whether it is, the caller has decided. All addresses of From are treated, also those whose own
    /// domain has no policy: the receiver chooses which one it judges. Empty when nothing can be changed.
    /// </summary>
    public static Seq<HeaderEdit> Plan(HeaderSection section, RewriteMode mode)
    {
        var authors = Enumerable.Range(0, section.Fields.Count).Where(i => section.Fields[i].Is("From")).Gather();
        var changes = mode switch
        {
            RewriteMode.NoDmarc noDmarc => authors.SelectEach(i => NoDmarcFrom.Edit(section, i, noDmarc)),
            RewriteMode.OwnAddress(var mailFrom) => OwnAddressFrom.Edits(section, authors, mailFrom),
            _ => default,
        };
        return changes.IsEmpty ? default : OriginalFrom.Edits(section, authors).Then(changes).Then(OriginalSender.Edits(section, mode));
    }
}

/// <summary>Where the original From of a rewritten mail is kept.</summary>
static class OriginalFrom
{
    /// <summary>
    /// One X-Original-From for each From field; and a Reply-To with all authors, unless the mail has one with an address. An empty one is replaced.
    /// The octets of each value are those of the From field.
    /// </summary>
    public static Seq<HeaderEdit> Edits(HeaderSection section, Seq<int> authors) =>
        ReplyTo(section, authors)
            .Then(authors.Map(i => (HeaderEdit)new HeaderEdit.Prepend(Field("X-Original-From", section.Fields[i].Body))));

    static Seq<HeaderEdit> ReplyTo(HeaderSection section, Seq<int> authors)
    {
        var existing = section.Named("Reply-To");
        if (existing.Exists(one => AddressList.Parse(one.Body).IsRight) || Authors.Of(section).IsEmpty)
        {
            return default;
        }

        var bodies = authors.Map(i => section.Fields[i].Body).Filter(body => AddressList.Parse(body).IsRight);
        var field = Field("Reply-To", bodies.Count == 1 ? bodies.Head : Joined(bodies));
        var empty = section.Fields.AsEnumerable().TakeWhile(one => !one.Is("Reply-To")).Count();
        return Seqs.Of<HeaderEdit>(existing.IsEmpty ? new HeaderEdit.Prepend(field) : new HeaderEdit.Replace(empty, field));
    }

    static Octets Joined(Seq<Octets> bodies)
    {
        var joined = new List<byte>();
        foreach (var body in bodies)
        {
            joined.AddRange(joined.Count == 0 ? " "u8 : ",\r\n "u8);
            joined.AddRange(body.Span.Trim(" \t\r\n"u8));
        }

        return new Octets(joined.ToArray());
    }

    /// <summary>A field with the body of another. The longer name must not push the first line over the limit of RFC 5322 §2.1.1.</summary>
    internal static Octets Field(string name, Octets body)
    {
        var ended = body.Span.EndsWith("\n"u8) ? body : new Octets((byte[])[.. body.Span, .. "\r\n"u8]);
        var field = HeaderField.Write(name, ended);
        return Folding.LongestLine(field) <= Folding.Limit ? field
            : HeaderField.Write(name, new Octets((byte[])[.. "\r\n"u8, .. body.Span.StartsWith(" "u8) || body.Span.StartsWith("\t"u8) ? ""u8 : " "u8, .. ended.Span]));
    }
}

/// <summary>
/// Sender (RFC 5322 §3.6.2) and Return-Path (RFC 5321 §4.4) of a mail whose From has been replaced. Left as they are, they claim a sender that the relay or the receiver
/// does not accept from us; they are renamed where they stand, and keep their octets.
/// </summary>
static class OriginalSender
{
    /// <summary>
    /// With our own address in From, every other Sender and Return-Path is renamed. With a changed domain in From, those of an author's domain, or of one below or above
    /// it, are: a mailing list keeps its own.
    /// </summary>
    public static Seq<HeaderEdit> Edits(HeaderSection section, RewriteMode mode)
    {
        var authors = Authors.Domains(section);
        return section.Fields.AsEnumerable()
            .Select((field, index) => (Field: field, Index: index, Name: Renamed(field)))
            .Where(item => item.Name.Length > 0 && !IsKept(item.Field, mode, authors))
            .Select(item => (HeaderEdit)new HeaderEdit.Replace(item.Index, OriginalFrom.Field(item.Name, item.Field.Body)))
            .Gather();
    }

    static string Renamed(HeaderField field) => field.Is("Sender") ? "X-Original-Sender" : field.Is("Return-Path") ? "X-Original-Return-Path" : "";

    static bool IsKept(HeaderField field, RewriteMode mode, Seq<DomainName> authors)
    {
        var addresses = AddressList.Parse(field.Body).IfLeft(Seqs.Of<AddressEntry>());
        return mode is RewriteMode.OwnAddress(var own)
            ? !addresses.IsEmpty && addresses.ForAll(address => address.Mailbox == own)
            : !addresses.Exists(address => address.DomainName.Exists(domain => authors.Exists(author => IsRelated(domain.Value, author.Value))));
    }

    static bool IsRelated(string one, string other) => one == other || one.EndsWith("." + other, StringComparison.Ordinal) || other.EndsWith("." + one, StringComparison.Ordinal);
}

/// <summary>Text from a stranger made fit to stand in front of our own address.</summary>
static class DisplayName
{
    /// <summary>
    /// The text on one line, without control characters and marks that turn the direction of writing, and without at signs: some
    /// receivers take a second address in a display name for a forgery, and people may take it for the sender. At most
    /// <paramref name="limit"/> characters.
    /// </summary>
    public static string Safe(string text, int limit)
    {
        var safe = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            var written = IsAt(rune) ? " at " : IsInvisible(rune) ? " " : rune.ToString();
            if (safe.Length + written.Length > limit)
            {
                break;
            }

            safe.Append(written);
        }

        return string.Join(' ', safe.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// The at sign and its small and full-width forms.
    static bool IsAt(Rune rune) => rune.Value is '@' or 0xfe6b or 0xff20;

    static bool IsInvisible(Rune rune) =>
        Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)
        || rune.Value is (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0x200e or 0x200f or 0x061c or 0xfeff;
}
