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

    /// <summary>
    /// The effects of the step are performed; once its Save or Remove is on disk the reply is given, and the entry lives on from the step's state.
    /// When the disk fails, nothing was taken and another reply is due.
    /// </summary>
    public sealed record Store(Step<QueueState, QueueEffect> Step, Reply Reply) : Acceptance;
}

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
        (_, FirstAttempt.Ended(var report)) => Store(
            entry, QueueProcess.Advance(policy, new QueueState.Attempting(entry), new QueueInput.Attempted(report, now, jitter))),
        (_, FirstAttempt.UnderWay) => Store(entry, UnderWay(policy, entry, now)),
        (_, FirstAttempt.NotMade) => Store(entry, NotMade(entry)),
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

    /// Should we crash before the attempt ends, the entry is tried again after the first pause.
    static Step<QueueState, QueueEffect> UnderWay(RetryPolicy policy, QueueEntry entry, Instant now)
    {
        var stored = entry with { Due = now + policy.Delay(1) };
        return new(new QueueState.Attempting(stored), Seqs.Of<QueueEffect>(new QueueEffect.Save(stored, Option<Notice>.None), new QueueEffect.AwaitReport()));
    }

    static Step<QueueState, QueueEffect> NotMade(QueueEntry entry) => new(
        new QueueState.Waiting(entry),
        Seqs.Of<QueueEffect>(new QueueEffect.Save(entry, Option<Notice>.None), new QueueEffect.AwaitDue(entry.Due)));

    static Acceptance.Store Store(QueueEntry entry, Step<QueueState, QueueEffect> step) => new Acceptance.Store(step, QueueReplies.Stored(entry.Id));
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
