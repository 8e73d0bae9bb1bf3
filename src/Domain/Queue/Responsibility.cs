using Laitos.Domain.Forwarding;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>When a mail is delivered: while its sender waits, or afterwards.</summary>
public enum DeliveryMode
{
    /// <summary>Once while the sender waits; what is owed after that goes to the spool.</summary>
    CutThrough,

    /// <summary>To the spool, then 250, then delivery: the classic way of a relay.</summary>
    SpoolFirst,

    /// <summary>While the sender waits, or not at all: nothing is ever stored.</summary>
    NoSpool,
}

/// <summary>How far the attempt came for which the sender waited.</summary>
public abstract record FirstAttempt
{
    FirstAttempt() { }

    /// <summary>None was made: the mode or the pressure forbade it.</summary>
    public sealed record NotMade : FirstAttempt;

    /// <summary>The sender has waited long enough, and the attempt goes on. It is not broken off: the relay might have taken the mail just then.</summary>
    public sealed record UnderWay : FirstAttempt;

    /// <summary>It came to an end.</summary>
    public sealed record Ended(DeliveryReport Report) : FirstAttempt;
}

/// <summary>What is done before the end of the data is answered.</summary>
public abstract record Acceptance
{
    Acceptance() { }

    /// <summary>Nothing is stored.</summary>
    public sealed record Answer(Reply Reply) : Acceptance;

    /// <summary>Once the mail is on disk the reply is given. When the disk fails, nothing was taken and another reply is due.</summary>
    public sealed record Store(OwedMail Mail, Reply Reply) : Acceptance;
}

/// <summary>A mail that we take responsibility for, as it is stored: the entry and the mails of the notice, all of it in one transaction.</summary>
/// <param name="Entry">The entry; when it owes nothing any more, only the notice is stored.</param>
/// <param name="IsUnderWay">True when the first attempt goes on.</param>
/// <param name="Notice">What must be told of destinations that refused the mail for good.</param>
public sealed record OwedMail(QueueEntry Entry, bool IsUnderWay, Option<Notice> Notice);

/// <summary>
/// The rule of taking responsibility (RFC 5321 §4.2.5): 250 means that every destination has the mail, or that what is owed is on disk; a final refusal
/// by all destinations is passed on, and nothing is stored.
/// </summary>
public static class Responsibility
{
    /// <summary>What is done with a mail.</summary>
    /// <param name="policy">When it is tried again.</param>
    /// <param name="mode">How mail is delivered.</param>
    /// <param name="entry">The mail as a fresh entry: <see cref="QueueEntry.Of"/>.</param>
    /// <param name="attempt">How far the first attempt came.</param>
    /// <param name="now">The time.</param>
    /// <param name="jitter">Drawn from 0 to 1.</param>
    public static Acceptance Of(RetryPolicy policy, DeliveryMode mode, QueueEntry entry, FirstAttempt attempt, Instant now, double jitter) => (mode, attempt) switch
    {
        (DeliveryMode.NoSpool, FirstAttempt.Ended(var report)) => new Acceptance.Answer(DeliveryReply.Of(report, entry.Id)),
        (DeliveryMode.NoSpool, _) => new Acceptance.Answer(QueueReplies.NotInTime),
        (_, FirstAttempt.Ended(var report)) when IsUnanimous(entry, report, now) => new Acceptance.Answer(DeliveryReply.Of(report, entry.Id)),
        (_, FirstAttempt.Ended(var report)) => Store(Judged(policy, entry, report, now, jitter)),
        // Should we crash before the attempt ends, the entry is tried again after the first pause.
        (_, FirstAttempt.UnderWay) => Store(new OwedMail(entry with { Due = now + policy.Delay(1) }, IsUnderWay: true, Option<Notice>.None)),
        (_, FirstAttempt.NotMade) => Store(new OwedMail(entry, IsUnderWay: false, Option<Notice>.None)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What the relay does with a mail when it wants some of its recipients to be tried again later: with a spool, the others get it now.</summary>
    public static PartialRefusal Partial(DeliveryMode mode) =>
        mode == DeliveryMode.NoSpool ? PartialRefusal.AllOrNothing : PartialRefusal.Individually;

    /// Every destination has it, or every one refused it for good.
    static bool IsUnanimous(QueueEntry entry, DeliveryReport report, Instant now)
    {
        var after = entry.Destinations.Map(destination => destination.After(report, now).State);
        return after.ForAll(state => state is DestinationState.Delivered) || after.ForAll(state => state is DestinationState.Failed);
    }

    static OwedMail Judged(RetryPolicy policy, QueueEntry entry, DeliveryReport report, Instant now, double jitter) =>
        QueueProcess.Advance(policy, new QueueState.Attempting(entry), new QueueInput.Attempted(report, now, jitter)).Effects.Head switch
        {
            QueueEffect.Save(var kept, var notice) => new OwedMail(kept, IsUnderWay: false, notice),
            QueueEffect.Remove(var settled, var notice) => new OwedMail(settled, IsUnderWay: false, notice),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static Acceptance.Store Store(OwedMail mail) => new(mail, QueueReplies.Stored(mail.Entry.Id));
}

/// <summary>What the queue says itself, by name.</summary>
public static class QueueReplies
{
    /// <summary>250 to a mail that is on disk.</summary>
    public static Reply Stored(string id) => Reply.Of(250, 0, 0, $"Ok: queued as {id}");

    /// <summary>250 to a mail that we hold or have just delivered: its sender did not hear our first answer.</summary>
    public static Reply Duplicate(string id) => Reply.Of(250, 0, 0, $"Ok: we have this mail already, as {id}");

    /// <summary>451 to a mail that is on its way in another session: its sender was cut off, and came again at once.</summary>
    public static Reply DuplicateInProgress(string id) => Reply.Of(451, 3, 0, $"The same mail is being delivered just now, as {id}; try again later");

    /// <summary>451 when the relay was not done in time and nothing may be stored.</summary>
    public static Reply NotInTime { get; } = Reply.Of(451, 4, 1, "The mail could not be handed on in time; try again later");

    /// <summary>Stands in for a reply while the mail cannot be read from the disk.</summary>
    /// <param name="trouble">What is wrong.</param>
    public static Reply Unreadable(string trouble) => Reply.Of(451, 3, 0, Printable.ReplyText($"the mail cannot be read from the spool: {trouble}"));

    /// <summary>Stands in for a reply where a destination expires of which no attempt has come to an end.</summary>
    public static Reply NeverTried { get; } = Reply.Of(451, 4, 7, "no attempt has come to an end in time");
}
