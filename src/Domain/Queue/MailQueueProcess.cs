using Laitos.Domain.Smtp.Client;
using QueueStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Queue.MailQueue, Laitos.Domain.Queue.MailQueueEffect>;

namespace Laitos.Domain.Queue;

/// <summary>The queue of a running daemon: which entry is attempted when, what is brought to the disk, what the owner's requests do, how it goes down.</summary>
/// <remarks>
/// Rules. An entry has one driver: whatever is known already, or is just being stored, is not taken up a second time. What is true is on disk before
/// anything else is done with the entry: a disk that fails is tried again after a pause, and meanwhile the entry rests; once it works it is read again, for it may have kept
/// what it said it had not. An entry that has gone from the disk is settled. The mail accepted first has the first turn at the relay. A request of the owner is acted on while its entry waits, and complete once its effect is on
/// disk. What waits is in memory as far as there is room, those due first (<see cref="QueueWindow"/>). Going down, no attempt begins; the report of one that is under way is
/// written down, as long as the disk allows.
/// </remarks>
public static class MailQueueProcess
{
    /// <summary>What one input does to the queue. What was not asked for changes nothing, and nothing is done.</summary>
    public static QueueStep Advance(QueuePolicy policy, MailQueue queue, MailQueueInput input) =>
        Expected(policy, queue, input) is { } step ? step.Then(next => Continue(policy, next, input.Now)) : new(queue, default);

    /// Null for an input that nobody asked for.
    static QueueStep? Expected(QueuePolicy policy, MailQueue queue, MailQueueInput input) => input switch
    {
        _ when queue.Phase == QueuePhase.Ended => null,
        MailQueueInput.Begun(var entries, _) => QueueReading.Begun(queue, entries),
        MailQueueInput.Loaded(var entries, var next, var now) => queue.Window.Reading.Case is SpoolReading reading ? QueueReading.Loaded(policy, queue, reading, entries, next, now) : null,
        MailQueueInput.NotLoaded(var reason, var now) => queue.Window.Reading.IsSome ? QueueReading.NotLoaded(policy, queue, reason, now) : null,
        MailQueueInput.Found found => queue.Entries.GetValueOrDefault(found.Id) is EntryProgress.Finding item ? QueueReading.Found(policy, queue, item, found) : null,
        MailQueueInput.Elsewhere(var id, var now) => queue.Entries.GetValueOrDefault(id) is EntryProgress.Finding ? Only(QueueReading.LookedForAgain(queue, id, now + policy.DiskPause)) : null,
        MailQueueInput.NotFound(var id, var reason, var now) => queue.Entries.GetValueOrDefault(id) is EntryProgress.Finding ? QueueReading.NotFound(queue, id, reason, now + policy.DiskPause) : null,
        MailQueueInput.Storing(var ids, _) => Only(ids.Filter(id => !queue.Entries.ContainsKey(id)).Fold(queue, (all, id) => all.With(id, new EntryProgress.Storing(default)))),
        MailQueueInput.NotStored(var ids, _) => ids.Fold(Only(queue), (step, id) => step.Then(all => CancelStoring(all, id))),
        MailQueueInput.Stored stored => stored.Entries.Fold(Only(queue), (step, entry) => step.Then(all => Add(policy, all, entry, stored))),
        MailQueueInput.TimerElapsed => Only(queue with { Timer = Option<Instant>.None }),
        MailQueueInput.Attempted(var id, var report, var now, var jitter) =>
            EntryInDelivery(queue, id) is { } item ? AttemptEnded(policy, queue, id, item, report, now, new QueueInput.Attempted(report, now, jitter)) : null,
        MailQueueInput.Unreadable(var id, var reason, var now, var jitter) =>
            EntryInDelivery(queue, id) is { } item ? AttemptEnded(policy, queue, id, item, default, now, new QueueInput.Attempted(Unreadable(item.Entry, reason), now, jitter)) : null,
        MailQueueInput.Damaged(var id, var reason, var now) =>
            EntryInDelivery(queue, id) is { } item ? AttemptEnded(policy, queue, id, item, default, now, new QueueInput.Damaged(reason, now)) : null,
        MailQueueInput.Interrupted(var id, var now) =>
            EntryInDelivery(queue, id) is { } item ? AttemptEnded(policy, queue, id, item, default, now, new QueueInput.Interrupted(now)) : null,
        MailQueueInput.Written(var id, var outcome, var now) =>
            QueuedEntry(queue, id) is { Stage: EntryStage.Writing writing } item ? Written(policy, queue, id, item, writing, outcome, now) : null,
        MailQueueInput.Requested(var requests, var now) => requests.Fold(Only(queue), (step, request) => step.Then(all => OwnerRequests.Request(policy, all, request, now))),
        MailQueueInput.Counted or MailQueueInput.Claimed or MailQueueInput.NotClaimed or MailQueueInput.Woken or MailQueueInput.Leased or MailQueueInput.ClaimsLost =>
            queue.Claims.Case is ClaimWatch watch ? QueueClaims.Advance(policy, queue, watch, input) : null,
        MailQueueInput.PhaseBegan(var phase, _) => phase > queue.Phase && phase != QueuePhase.Ended ? Only(queue with { Phase = phase, Timer = Option<Instant>.None }) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static QueueStep Add(QueuePolicy policy, MailQueue queue, QueueEntry entry, MailQueueInput.Stored stored)
    {
        if (QueuedEntry(queue, entry.Id) is not null)
        {
            return Only(queue);
        }

        var storing = queue.Entries.GetValueOrDefault(entry.Id);
        var item = EntryProgress.Queued.Fresh(new QueueState.Waiting(entry), storing?.Requests ?? default, stored.Claim) with { IsClaimedAnew = storing?.IsClaimedAnew == true };
        return !entry.OwesAnything ? Remove(queue, entry.Id)
            : stored.UnderWay == entry.Id ? Only(queue.With(entry.Id, item with { State = new QueueState.Attempting(entry), Stage = new EntryStage.Delivering(IsOurs: false) }))
            : queue.Claims.Exists(watch => !entry.IsClaimedFromTheStart || stored.Claim <= watch.Lost) ? QueueClaims.Rest(queue, entry.Id, item, entry.Wait)
            : Await(policy, queue, entry.Id, item, entry.Wait, stored.Now);
    }

    static QueueStep CancelStoring(MailQueue queue, string id) => queue.Entries.GetValueOrDefault(id) switch
    {
        EntryProgress.Storing { IsClaimedAnew: true } item => QueueClaims.LookFor(queue, id, item.Requests),
        EntryProgress.Storing => Remove(queue, id),
        _ => Only(queue),
    };

    /// Whatever has fallen due, and what a disk that failed is to be given once more.
    static QueueStep TakeDue(MailQueue queue, Instant now)
    {
        while (!queue.Scheduled.IsEmpty && queue.Scheduled.Min is var (at, id) && at <= now)
        {
            var item = QueuedEntry(queue, id)!;
            queue = Enqueue(queue.Unscheduled(id, item), id, item, isForced: false);
        }

        var effects = new List<MailQueueEffect>();
        while (!queue.Paused.IsEmpty && queue.Paused.Min is var pause && pause.At <= now)
        {
            (queue, var effect) = Resume(queue with { Paused = queue.Paused.Remove(pause) }, pause.Id);
            effects.Add(effect);
        }

        return new QueueStep(queue, effects.Gather());
    }

    static (MailQueue, MailQueueEffect) Resume(MailQueue queue, string id) => queue.Entries[id] switch
    {
        EntryProgress.Queued { Stage: EntryStage.DiskPause(var change, var next, _) } item => (queue.With(id, item with { Stage = new EntryStage.Writing(change, next, IsRetry: true) }), change),
        EntryProgress.Finding => (queue, new MailQueueEffect.Find(id)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static QueueStep AttemptEnded(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, Option<DeliveryReport> report, Instant now, QueueInput input) =>
        Perform(policy, item.Stage is EntryStage.Delivering(true) ? queue with { Throttle = Throttle.Ended(queue.Throttle, report, now) } : queue, id, item, input, now);

    static QueueStep Written(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, EntryStage.Writing writing, WriteOutcome outcome, Instant now) => outcome switch
    {
        WriteOutcome.Stored or WriteOutcome.Gone when writing.IsRetry => Written(policy, QueueReading.Again(queue), id, item, writing with { IsRetry = false }, outcome, now),
        WriteOutcome.Stored => AfterWrite(policy, queue, id, item, writing.Next, now, writing.Change.IsReleased),
        WriteOutcome.Gone when queue.Claims.IsSome => QueueClaims.Gone(queue, id, item, writing.Change),
        WriteOutcome.Gone when writing.Next is QueueEffect.End => Remove(queue, id),
        WriteOutcome.Gone => Logged(queue, Trouble(id, "the entry has gone from the disk and is settled")).Then(all => Remove(all, id)),
        WriteOutcome.Failed(var reason) => Logged(
            Pause(queue, id, item with { Stage = new EntryStage.DiskPause(writing.Change, writing.Next, now + policy.DiskPause) }, now + policy.DiskPause), Trouble(id, reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// One input of the entry's own machine, and its change on the way to the disk.
    internal static QueueStep Perform(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, QueueInput input, Instant now)
    {
        var step = QueueProcess.Advance(policy.Retry, item.State, input);
        var next = item with { State = step.Next };
        var logged = new QueueStep(queue, QueueLog.Of(input, step).ToSeq().Map(line => (MailQueueEffect)line).AsEnumerable().Gather());
        return MailQueueEffect.ChangeOf(step) is { } made && QueueClaims.Marked(queue, item, made, step.Effects.Last, now) is var change
            ? logged.Then(all => new QueueStep(all.With(id, next with { Stage = new EntryStage.Writing(change, step.Effects.Last, IsRetry: false) }), Seqs.Of<MailQueueEffect>(change)))
            : logged.Then(all => AfterWrite(policy, all, id, next, step.Effects.Last, now));
    }

    /// What was asked for is on disk.
    static QueueStep AfterWrite(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, QueueEffect next, Instant now, bool isReleased = false) =>
        CompleteRequests(queue, item.CurrentRequest.AsEnumerable()).Then(all => isReleased || (next is not QueueEffect.End && QueueClaims.IsLost(all, item))
            ? QueueClaims.Rest(all, id, item, next)
            : Await(policy, all, id, item with { CurrentRequest = Option<OwnerRequest>.None }, next, now));

    /// What an entry waits for.
    internal static QueueStep Await(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, QueueEffect wait, Instant now) => wait switch
    {
        QueueEffect.End => Remove(queue.With(id, item), id),
        QueueEffect.AwaitOwner => OwnerRequests.Begin(policy, queue, id, item with { Stage = new EntryStage.Idle() }, now).Then(all => QueueReading.Resting(all, id)),
        QueueEffect.AwaitDue(var due) when queue.Claims.IsSome && due > now && item is { Requests.IsEmpty: true } => QueueClaims.Release(queue, id, item with { Stage = new EntryStage.Idle() }),
        QueueEffect.AwaitDue(var due) when item with { Stage = new EntryStage.Idle() } is var idle => OwnerRequests.Begin(policy, Schedule(queue, id, idle, due), id, idle, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// With an entry goes all that was requested for it.
    internal static QueueStep Remove(MailQueue queue, string id) => queue.Entries.TryGetValue(id, out var item)
        ? CompleteRequests(queue.Without(id), item is EntryProgress.Queued queued ? queued.CurrentRequest.AsEnumerable().Concat(queued.Requests.AsEnumerable()) : item.Requests.AsEnumerable())
        : Only(queue);

    /// What follows whatever has happened: attempts begin as far as the relay bears them, the next time is waited for, or the queue ends.
    static QueueStep Continue(QueuePolicy policy, MailQueue queue, Instant now)
    {
        if (queue.Phase >= QueuePhase.Draining && !queue.Entries.Values.Any(item => IsBusy(queue.Phase, item)))
        {
            return new QueueStep(queue with { Phase = QueuePhase.Ended }, Seqs.Of<MailQueueEffect>(new MailQueueEffect.End()));
        }

        var begun = TakeDue(QueueReading.WithoutBeyond(queue), now);
        while (queue.MayAttempt(now) && !begun.Next.Ready.IsEmpty && Throttle.Admit(begun.Next.Throttle, now) is { Admission: Admission.Now, Next: var throttle })
        {
            begun = begun.Then(all => BeginAttempt(policy, all, throttle, all.Ready.Min.Id, now));
        }

        return begun.Then(all => all.Claims.IsSome ? QueueClaims.Fit(policy, all, now) : QueueReading.Fit(policy, all, now)).Then(all => SetTimer(all, now));
    }

    static QueueStep BeginAttempt(QueuePolicy policy, MailQueue queue, Throttle throttle, string id, Instant now)
    {
        var item = QueuedEntry(queue, id)!;
        var unscheduled = queue.Unscheduled(id, item);
        var step = QueueProcess.Advance(policy.Retry, item.State, item.Stage is EntryStage.Ready(true) ? new QueueInput.RetryNow(now) : new QueueInput.FellDue(now));
        return step.Effects.Last is QueueEffect.Attempt(var job, var change)
            ? new QueueStep(
                (unscheduled with { Throttle = throttle }).With(id, item with { State = step.Next, Stage = new EntryStage.Delivering(IsOurs: true) }),
                Seqs.Of<MailQueueEffect>(new MailQueueEffect.Attempt(id, job, change)))
            : Await(policy, unscheduled, id, item with { State = step.Next }, step.Effects.Last, now); // the clock was set back meanwhile
    }

    /// The next time at which there is something to do.
    static QueueStep SetTimer(MailQueue queue, Instant now)
    {
        var isOpen = queue.Phase == QueuePhase.Open;
        var times = Seqs.Joined(
            First(queue.Paused),
            queue.Phase <= QueuePhase.Open ? First(queue.Scheduled) : default,
            isOpen && !queue.Ready.IsEmpty && queue.Throttle.IsPaused(now) ? Seqs.Of(queue.Throttle.PausedUntil) : default,
            isOpen ? (queue.Claims.Bind(watch => watch.NotBefore) || queue.Window.NotBefore).Filter(until => now < until).ToSeq() : default);
        var next = times.Fold(Option<Instant>.None, (first, at) => first.Match(known => known < at ? known : at, () => at));
        return next == queue.Timer
            ? Only(queue)
            : new QueueStep(queue with { Timer = next }, next.Match(at => Seqs.Of<MailQueueEffect>(new MailQueueEffect.SetTimer(at)), () => default));
    }

    static Seq<Instant> First(System.Collections.Immutable.ImmutableSortedSet<ScheduledEntry> set) => set.IsEmpty ? default : Seqs.Of(set.Min.At);

    static bool IsBusy(QueuePhase phase, EntryProgress item) => item switch
    {
        EntryProgress.Storing => true,
        EntryProgress.Queued { Stage: EntryStage.Writing } => true,
        EntryProgress.Queued { Stage: EntryStage.Delivering(var isOurs) } => isOurs || phase < QueuePhase.Abandoning,
        EntryProgress.Queued { Stage: EntryStage.DiskPause } => phase < QueuePhase.Abandoning,
        _ => false,
    };

    internal static MailQueue Enqueue(MailQueue queue, string id, EntryProgress.Queued item, bool isForced) =>
        (queue with { Ready = queue.Ready.Add(new ScheduledEntry(item.Entry.AcceptedAt, id)), Forced = queue.Forced + (isForced ? 1 : 0) }).With(id, item with { Stage = new EntryStage.Ready(isForced) });

    static MailQueue Schedule(MailQueue queue, string id, EntryProgress.Queued item, Instant at) =>
        (queue with { Scheduled = queue.Scheduled.Add(new ScheduledEntry(at, id)) }).With(id, item);

    static MailQueue Pause(MailQueue queue, string id, EntryProgress.Queued item, Instant until) =>
        (queue with { Paused = queue.Paused.Add(new ScheduledEntry(until, id)) }).With(id, item);

    internal static EntryProgress.Queued? QueuedEntry(MailQueue queue, string id) => queue.Entries.TryGetValue(id, out var item) ? item as EntryProgress.Queued : null;

    static EntryProgress.Queued? EntryInDelivery(MailQueue queue, string id) => QueuedEntry(queue, id) is { Stage: EntryStage.Delivering } item ? item : null;

    static DeliveryReport Unreadable(QueueEntry entry, string reason) =>
        new(entry.Owed.Map(recipient => (recipient, (Outcome)new Outcome.Deferred(QueueReplies.Unreadable(reason)))));

    internal static QueueStep CompleteRequests(MailQueue queue, IEnumerable<OwnerRequest> requests) => new(queue, requests.Select(request => (MailQueueEffect)new MailQueueEffect.CompleteRequest(request)).Gather());

    internal static MailQueueEffect.Log Trouble(string id, string trouble) => new("spool", Seqs.Of<LogFact>(("id", id), ("trouble", trouble)));

    internal static QueueStep Logged(MailQueue queue, MailQueueEffect.Log line) => new(queue, Seqs.Of<MailQueueEffect>(line));

    internal static QueueStep Only(MailQueue queue) => new(queue, default);

    internal static QueueStep Then(this QueueStep step, Func<MailQueue, QueueStep> next) =>
        next(step.Next) is var (state, effects) ? new QueueStep(state, effects.IsEmpty ? step.Effects : step.Effects.Then(effects)) : default;
}
