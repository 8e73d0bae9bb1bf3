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
