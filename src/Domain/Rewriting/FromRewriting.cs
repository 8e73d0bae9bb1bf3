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
            RewriteMode.NoDmarc(var random) => authors.SelectEach(i => NoDmarcFrom.Edit(section, i, random)),
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
