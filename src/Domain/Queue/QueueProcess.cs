using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>
/// The life of a mail in the queue, from the moment when we are responsible for it until every destination has it or its failure has been
/// taken over by a notice (RFC 5321 §4.5.4, §6.1).
/// </summary>
/// <remarks>
/// Rules. A destination that is delivered or failed is never attempted again. A destination fails in the same step, and so in the same
/// transaction, as the notice of it is made: a crash loses neither. An entry expires only after an attempt that failed, never for having
/// waited while the daemon was down. An entry whose destination might be lost without anybody knowing is held, not dropped.
/// What was reported is recorded, even if it was not asked for. A mail that went out as it came, and that a relay refuses for lack of authentication, is tried
/// at once with another author's address where that may be changed; it never goes out as it came again.
/// </remarks>
public static class QueueProcess
{
    /// <summary>What becomes of the entry upon one input.</summary>
    public static Step<QueueState, QueueEffect> Advance(RetryPolicy policy, QueueState state, QueueInput input) => (state, input) switch
    {
        (QueueState.Done, _) => new(state, Seqs.Of<QueueEffect>(new QueueEffect.End())),
        (QueueState.Waiting(var entry), QueueInput.FellDue(var now)) => entry.Held.IsNone && entry.Due <= now ? Attempt(entry) : Wait(entry),
        (QueueState.Waiting(var entry), QueueInput.RetryNow) => Attempt(entry),
        (QueueState.Waiting(var entry), QueueInput.Interrupted) => Wait(entry),
        (QueueState.Waiting(var entry), QueueInput.Hold(var reason)) => Keep(entry with { Held = reason }),
        (QueueState.Waiting(var entry), QueueInput.Release(var now)) => Keep(Released(policy, entry, now)),
        (QueueState.Attempting, QueueInput.FellDue or QueueInput.RetryNow) => Continue(state),
        (QueueState.Attempting(var entry), QueueInput.Interrupted(var now)) => Keep(Deferred(policy, Tried(entry), now, jitter: 0.5)),
        (QueueState.Attempting(var entry), QueueInput.Hold(var reason)) => Continue(entry with { Held = reason }),
        (QueueState.Attempting(var entry), QueueInput.Release(var now)) => Continue(Released(policy, entry, now)),
        (_, QueueInput.Damaged(var reason, var now)) => Damaged(EntryOf(state), $"the mail is damaged on the disk: {Printable.Excerpt(reason, 300)}", now),
        (_, QueueInput.Attempted(var report, var now, var jitter)) => Judge(policy, EntryOf(state), report, now, jitter),
        (_, QueueInput.Drop) => Finish(EntryOf(state), Option<Notice>.None),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The outcome of an attempt: settled, kept for later, offered once more with another author's address, or, for our own notices, kept for the owner.
    static Step<QueueState, QueueEffect> Judge(RetryPolicy policy, QueueEntry before, DeliveryReport report, Instant now, double jitter)
    {
        var owedBefore = before.Owed;
        var refusing = before.AuthorChange.Exists(change => !change.IsMade) ? AuthenticationRefusal.Refusing(report).Filter(recipient => owedBefore.Contains(recipient)) : default;
        var reported = Tried(before) with { Destinations = before.Destinations.Map(destination => refusing.Contains(destination.Mailbox) ? destination.Answered(report) : destination.After(report, now)) };
        var isExpired = now >= before.ExpiresAt && before.Held.IsNone;
        var after = isExpired ? reported with { Destinations = reported.Destinations.Map(destination => refusing.Contains(destination.Mailbox) ? destination : destination.GivenUp(now)) } : reported;
        var later = AuthenticationRefusal.In(report).Filter(_ => !refusing.IsEmpty).Match(
            reply => after.Changed(reply) with { Due = now },
            () => Deferred(policy, after, now, jitter));
        var failed = after.Destinations.Filter(destination => destination.State is DestinationState.Failed && owedBefore.Contains(destination.Mailbox));
        return (before.Kind, failed.IsEmpty, after.OwesAnything) switch
        {
            (EntryKind.NoticeToOwner, false, _) => Keep(Kept(policy, before, after, now)),
            (EntryKind.Mail or EntryKind.Reply, false, false) => Finish(after, new Notice(NoticeKind.Failure, after, failed, now)),
            (_, _, false) => Finish(after, Option<Notice>.None),
            (EntryKind.Mail or EntryKind.Reply, false, true) => Keep(later, kept => new Notice(NoticeKind.Failure, kept, failed, now)),
            (EntryKind.Mail or EntryKind.Reply, true, true) when refusing.IsEmpty && (IsLate(policy, after, now) || IsOwnersToMend(after, report)) => Keep(
                later with { DelayTold = true },
                kept => new Notice(NoticeKind.Delay, kept, kept.Destinations.Filter(destination => destination.State is DestinationState.Pending), now)),
            _ => Keep(later),
        };
    }

    /// What waits for the owner is told at once, not when it is late.
    static bool IsOwnersToMend(QueueEntry entry, DeliveryReport report) => !entry.DelayTold && report.Outcomes.Exists(item => item.Outcome is Outcome.Deferred { IsSetUp: true });

    static bool IsLate(RetryPolicy policy, QueueEntry entry, Instant now) => !entry.DelayTold && now - entry.AcceptedAt >= policy.DelayNoticeAfter;

    static QueueEntry Tried(QueueEntry entry) => entry with { Attempts = entry.Attempts + 1 };

    /// After an attempt that was counted.
    static QueueEntry Deferred(RetryPolicy policy, QueueEntry tried, Instant now, double jitter) => tried with { Due = policy.Next(tried.Attempts, now, jitter, tried.ExpiresAt) };

    /// Held, for it would be the same another time. The owner is told once, unless the entry is such a notice itself.
    static Step<QueueState, QueueEffect> Damaged(QueueEntry entry, string reason, Instant now)
    {
        var held = Tried(entry) with { Held = entry.Held || Option<string>.Some(reason) };
        return entry.Held.IsNone && entry.Kind is EntryKind.Mail or EntryKind.Reply
            ? Keep(held, kept => new Notice(NoticeKind.Damage, kept, kept.Destinations.Filter(destination => destination.State is DestinationState.Pending), now))
            : Keep(held);
    }

    static QueueEntry Released(RetryPolicy policy, QueueEntry entry, Instant now) => entry with
    {
        Held = Option<string>.None,
        Due = now,
        ExpiresAt = entry.ExpiresAt < now + policy.Expire ? now + policy.Expire : entry.ExpiresAt,
    };

    /// A notice that cannot be delivered stays owed to whoever has not got it, and is held: nothing else would tell the owner.
    static QueueEntry Kept(RetryPolicy policy, QueueEntry before, QueueEntry after, Instant now)
    {
        var destinations = after.Destinations.Map(destination => destination.State is DestinationState.Failed(var reply, _)
            ? destination with { State = new DestinationState.Pending(reply) }
            : destination);
        var refusal = after.Destinations.AsEnumerable().Where(destination => destination.State is DestinationState.Failed)
            .SelectMany(destination => destination.Reply.AsEnumerable()).Select(reply => reply.ToString()).FirstOrDefault("");
        return Deferred(policy, after with { Destinations = destinations }, now, jitter: 0.5) with
        {
            Held = before.Held || Option<string>.Some($"this notice cannot be delivered: {Printable.Excerpt(refusal, 300)}"),
        };
    }

    static Step<QueueState, QueueEffect> Attempt(QueueEntry entry) =>
        new(new QueueState.Attempting(entry), Seqs.Of<QueueEffect>(new QueueEffect.Attempt(entry.Job, entry.ChangeMade)));

    static Step<QueueState, QueueEffect> Continue(QueueState state) => new(state, Seqs.Of<QueueEffect>(new QueueEffect.AwaitReport()));

    static Step<QueueState, QueueEffect> Continue(QueueEntry changed) => new(
        new QueueState.Attempting(changed),
        Seqs.Of<QueueEffect>(new QueueEffect.Save(changed, Option<Notice>.None), new QueueEffect.AwaitReport()));

    static Step<QueueState, QueueEffect> Keep(QueueEntry entry) => Keep(entry, Option<Notice>.None);

    static Step<QueueState, QueueEffect> Keep(QueueEntry entry, Func<QueueEntry, Notice> tell) => Keep(entry, Option<Notice>.Some(tell(entry)));

    static Step<QueueState, QueueEffect> Keep(QueueEntry entry, Option<Notice> notice)
    {
        var rest = Wait(entry);
        return rest with { Effects = Seqs.Of<QueueEffect>(new QueueEffect.Save(entry, notice)).Then(rest.Effects) };
    }

    static Step<QueueState, QueueEffect> Wait(QueueEntry entry) =>
        new(new QueueState.Waiting(entry), Seqs.Of<QueueEffect>(entry.Held.IsSome ? new QueueEffect.AwaitOwner() : new QueueEffect.AwaitDue(entry.Due)));

    static Step<QueueState, QueueEffect> Finish(QueueEntry entry, Option<Notice> notice) => new(
        new QueueState.Done(entry),
        Seqs.Of<QueueEffect>(new QueueEffect.Remove(entry, notice), new QueueEffect.End()));

    /// <summary>The entry of a state.</summary>
    public static QueueEntry EntryOf(QueueState state) => state switch
    {
        QueueState.Waiting(var entry) => entry,
        QueueState.Attempting(var entry) => entry,
        QueueState.Done(var entry) => entry,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
