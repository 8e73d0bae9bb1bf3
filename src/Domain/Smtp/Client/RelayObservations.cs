using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What the relay has shown of itself: what it refused although the profile allows it, and what it offered. It holds for a while, for accounts and settings change.</summary>
/// <param name="NullSender">When it refused the null sender last, and took the same mail from another.</param>
/// <param name="ForeignSender">When it did so with an envelope sender other than <c>MailFrom</c>.</param>
/// <param name="Author">When it refused an author last.</param>
/// <param name="Offered">What it offered in its last answer to EHLO.</param>
public sealed record RelayObservations(Option<Instant> NullSender, Option<Instant> ForeignSender, Option<Instant> Author, Option<ServiceExtensions> Offered)
{
    /// <summary>How long a refusal is remembered.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromHours(24);

    /// <summary>Nothing has been seen.</summary>
    public static RelayObservations None { get; } = new(default, default, default, default);

    /// <summary>The profile as it looks after what was seen.</summary>
    public RelayProfile Correct(RelayProfile profile, Instant now) => profile with
    {
        Author = profile.AllowsForeignAuthor && IsFresh(Author, now) ? ForeignAuthor.Refused : profile.Author,
        AllowsForeignSender = profile.AllowsForeignSender && !IsFresh(ForeignSender, now),
        AllowsNullSender = profile.AllowsNullSender && !IsFresh(NullSender, now),
        EightBitMime = Offered.Map(offered => offered.EightBitMime).IfNone(profile.EightBitMime),
        Utf8 = Offered.Map(offered => offered.International).IfNone(profile.Utf8),
        SizeLimit = Offered.Bind(offered => offered.SizeLimit).BiBind(Prelude.Some, () => profile.SizeLimit),
    };

    /// <summary>These observations and what the end of a mail adds to them.</summary>
    /// <param name="first">The envelope sender that the mail was begun with.</param>
    /// <param name="last">The one that it was ended with.</param>
    /// <param name="report">How it ended. A relay that takes it from neither objects to something else.</param>
    /// <param name="now">The time.</param>
    public RelayObservations After(ReversePath first, ReversePath last, DeliveryReport report, Instant now)
    {
        var seen = first != last && report.Outcomes.Exists(item => item.Outcome is Outcome.Delivered)
            ? first is ReversePath.Null ? this with { NullSender = now } : this with { ForeignSender = now }
            : this;
        return report.Outcomes.Exists(item => item.Outcome is Outcome.Failed(var reply) && AuthorRefusal.Is(reply)) ? seen with { Author = now } : seen;
    }

    static bool IsFresh(Option<Instant> seen, Instant now) => seen.IsSome && seen.IfNone(default(Instant)) is var at && at <= now && now < at + Lasts;
}

/// <summary>Replies by which servers say that they do not take a mail from this envelope sender.</summary>
public static class SenderRefusal
{
    static readonly Seq<string> Words = Seqs.Of(
        "sender address rejected", "sender rejected", "sender denied", "sender not", "sender is not", "sender verify", "mail from:", "mail from <", "mail from address", "envelope sender", "envelope from", "return-path", "return path", "reverse-path",
        "not owned by", "sendasdenied", "send as");

    /// <summary>
    /// True for a final refusal of MAIL that may be about the sender: any that is not about the size (552, 5.3.4), the parameters (555, 5.5.4) or the server.
    /// </summary>
    public static bool IsOfMail(Reply reply) =>
        Outcome.Of(reply) is Outcome.Failed && reply.Code is not (552 or 555) && reply.Status.ForAll(status => status.Subject is not (3 or 5));

    /// <summary>True for a final refusal of a recipient or of the content that speaks of the envelope sender: many servers look at it no sooner.</summary>
    public static bool IsLater(Reply reply) => IsOfMail(reply) && Words.Exists(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Replies by which relays say that they do not take a mail of this author.</summary>
public static class AuthorRefusal
{
    static readonly Seq<string> Words = Seqs.Of(
        "not verified", "not a verified", "unverified", "verified sender", "sender signature", "sender identity", "sender address is not allowed", "not one of your addresses", "relaying disallowed as",
        "on behalf of", "send as", "sendasdenied");

    /// <summary>
    /// True for a final refusal that speaks of who may be named as the author: Exchange's 5.7.60, and words that providers use. A refusal for DMARC is another matter: it
    /// comes from the server behind the relay, and is about this author alone.
    /// </summary>
    public static bool Is(Reply reply) =>
        Outcome.Of(reply) is Outcome.Failed
        && (reply.Status == new EnhancedStatus(5, 7, 60)
            || (!reply.Text.Contains("dmarc", StringComparison.OrdinalIgnoreCase) && Words.Exists(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase))));
}
