using Laitos.Domain.Smtp.Client;
using QueueStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Queue.MailQueue, Laitos.Domain.Queue.MailQueueEffect>;

namespace Laitos.Domain.Queue;

/// <summary>The queue of a running daemon: which entry is attempted when, what is brought to the disk, what the owner's requests do, how it goes down.</summary>
/// <remarks>
/// Rules. An entry has one driver: whatever is known already, or is just being stored, is not taken up a second time. What is true is on disk before
/// anything else is done with the entry: a disk that fails is tried again after a pause, and meanwhile the entry rests; once it works it is read again, for it may have kept
/// what it said it had not. An entry that has gone from the disk is settled. The mail accepted first has the first turn at the relay. A request of the owner is heard while its entry waits, and fulfilled once its effect is on
/// disk. Going down, no attempt begins; the report of one that is under way is written down, as long as the disk allows.
/// </remarks>
public static class MailQueueProcess
{
    /// <summary>What one input does to the queue. What was not asked for changes nothing, and nothing is done.</summary>
    public static QueueStep Advance(QueuePolicy policy, MailQueue queue, MailQueueInput input) =>
        Expected(policy, queue, input) is { } step ? step.Then(next => GoOn(policy, next, input.Now)) : new(queue, default);

    /// Null for an input that nobody asked for.
    static QueueStep? Expected(QueuePolicy policy, MailQueue queue, MailQueueInput input) => input switch
    {
        _ when queue.Phase == QueuePhase.Ended => null,
        MailQueueInput.Loaded(var entries, var now) => Load(policy, queue, entries, now).Then(next => Only(next with { IsLoaded = true })),
        MailQueueInput.Announced(var ids, _) => Only(ids.Filter(id => !queue.Entries.ContainsKey(id)).Fold(queue, (all, id) => all.With(id, new EntryProgress.Arriving(default)))),
        MailQueueInput.Withdrawn(var ids, _) => ids.Fold(Only(queue), (step, id) => step.Then(all => Withdraw(all, id))),
        MailQueueInput.Arrived(var entries, var underWay, var now) =>
            entries.Fold(Only(queue), (step, entry) => step.Then(all => Arrive(policy, all, entry, underWay == entry.Id, now))),
        MailQueueInput.Woke => Only(queue with { Alarm = Option<Instant>.None }),
        MailQueueInput.Attempted(var id, var report, var now, var jitter) =>
            UnderWay(queue, id) is { } item ? Reported(policy, queue, id, item, report, now, new QueueInput.Attempted(report, now, jitter)) : null,
        MailQueueInput.Unreadable(var id, var reason, var now, var jitter) =>
            UnderWay(queue, id) is { } item ? Reported(policy, queue, id, item, default, now, new QueueInput.Attempted(Unreadable(item.Entry, reason), now, jitter)) : null,
        MailQueueInput.Damaged(var id, var reason, var now) =>
            UnderWay(queue, id) is { } item ? Reported(policy, queue, id, item, default, now, new QueueInput.Damaged(reason, now)) : null,
        MailQueueInput.BrokenOff(var id, var now) =>
            UnderWay(queue, id) is { } item ? Reported(policy, queue, id, item, default, now, new QueueInput.Interrupted(now)) : null,
        MailQueueInput.Written(var id, var outcome, var now) =>
            LiveOf(queue, id) is { Stage: EntryStage.Writing writing } item ? Written(policy, queue, id, item, writing, outcome, now) : null,
        MailQueueInput.Requested(var requests, var now) => queue.IsLoaded ? requests.Fold(Only(queue), (step, request) => step.Then(all => Request(policy, all, request, now))) : null,
        MailQueueInput.Reached(var phase, _) => phase > queue.Phase && phase != QueuePhase.Ended ? Only(queue with { Phase = phase, Alarm = Option<Instant>.None }) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static QueueStep Load(QueuePolicy policy, MailQueue queue, Seq<(string Id, Octets State)> entries, Instant now)
    {
        var told = entries.IsEmpty || queue.IsLoaded ? Only(queue) : Told(queue, new MailQueueEffect.Tell("queue", Seqs.Of<LogFact>(("entries", entries.Count))));
        return entries.AsEnumerable().Where(stored => !queue.Entries.ContainsKey(stored.Id)).Select(stored => (stored.Id, Read: EntryCodec.Read(stored.State))).Aggregate(
            told,
            (step, stored) => stored.Read.Match(
                Right: entry => step.Then(all => all.Entries.ContainsKey(entry.Id) ? Only(all) : Follow(policy, all, entry.Id, Fresh(new QueueState.Waiting(entry), default), Waiting(entry), now)),
                Left: error => step.Then(all => Told(all, Trouble(stored.Id, $"the entry cannot be read and is left alone: {error}")))));
    }

    static QueueStep Arrive(QueuePolicy policy, MailQueue queue, QueueEntry entry, bool isUnderWay, Instant now)
    {
        if (LiveOf(queue, entry.Id) is not null)
        {
            return Only(queue);
        }

        var requests = queue.Entries.TryGetValue(entry.Id, out var arriving) ? arriving.Requests : default;
        return !entry.OwesAnything ? Leave(queue, entry.Id)
            : isUnderWay ? Only(queue.With(entry.Id, Fresh(new QueueState.Attempting(entry), requests) with { Stage = new EntryStage.UnderWay(IsOurs: false) }))
            : Follow(policy, queue, entry.Id, Fresh(new QueueState.Waiting(entry), requests), Waiting(entry), now);
    }

    static QueueStep Withdraw(MailQueue queue, string id) =>
        queue.Entries.TryGetValue(id, out var item) && item is EntryProgress.Arriving ? Leave(queue, id) : Only(queue);

    /// Whatever has fallen due.
    static QueueStep Wake(MailQueue queue, Instant now)
    {
        var effects = new List<MailQueueEffect>();
        while (!queue.Agenda.IsEmpty && queue.Agenda.Min is var (at, id) && at <= now)
        {
            var item = LiveOf(queue, id)!;
            var freed = queue.Unscheduled(id, item);
            if (item.Stage is EntryStage.DiskPause(var change, var behind, _))
            {
                effects.Add(change);
                queue = freed.With(id, item with { Stage = new EntryStage.Writing(change, behind, IsAgain: true) });
            }
            else
            {
                queue = Enqueue(freed, id, item, isHurried: false);
            }
        }

        return new QueueStep(queue, effects.Gather());
    }

    static QueueStep Reported(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, Option<DeliveryReport> report, Instant now, QueueInput input) =>
        Perform(policy, item.Stage is EntryStage.UnderWay(true) ? queue with { Throttle = Throttle.Ended(queue.Throttle, report, now) } : queue, id, item, input, now);

    static QueueStep Written(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, EntryStage.Writing writing, WriteOutcome outcome, Instant now) => outcome switch
    {
        WriteOutcome.Stored or WriteOutcome.Gone when writing.IsAgain => Written(policy, queue, id, item, writing with { IsAgain = false }, outcome, now)
            .Then(all => new QueueStep(all, Seqs.Of<MailQueueEffect>(new MailQueueEffect.Load()))),
        WriteOutcome.Stored => Acted(policy, queue, id, item, writing.Behind, now),
        WriteOutcome.Gone when writing.Behind is QueueEffect.End => Leave(queue, id),
        WriteOutcome.Gone => Told(queue, Trouble(id, "the entry has gone from the disk and is settled")).Then(all => Leave(all, id)),
        WriteOutcome.Failed(var reason) => Told(
            Scheduled(queue, id, item with { Stage = new EntryStage.DiskPause(writing.Change, writing.Behind, now + policy.DiskPause) }, now + policy.DiskPause), Trouble(id, reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// A request for an entry that is not there has nothing to act on any more.
    static QueueStep Request(QueuePolicy policy, MailQueue queue, OwnerRequest request, Instant now)
    {
        if (request.Number <= queue.Heard)
        {
            return Only(queue);
        }

        var heard = queue with { Heard = request.Number };
        var parsed = QueueRequests.Parse(request.Verb);
        return parsed.IsLeft
            ? new QueueStep(heard, Seqs.Of<MailQueueEffect>(Trouble(request.Id, parsed.LeftAsEnumerable().First().ToString()), new MailQueueEffect.Fulfil(request)))
            : !heard.Entries.TryGetValue(request.Id, out var item) ? new QueueStep(heard, Seqs.Of<MailQueueEffect>(new MailQueueEffect.Fulfil(request)))
            : item is EntryProgress.Live live ? Hear(policy, heard, request.Id, live with { Requests = live.Requests.Then(Seqs.Of(request)) }, now)
            : Only(heard.With(request.Id, item with { Requests = item.Requests.Then(Seqs.Of(request)) }));
    }

    /// The owner is heard while an entry waits for its time, for its turn, or for the owner.
    static QueueStep Hear(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, Instant now)
    {
        if (item.Requests.IsEmpty || item.Stage is not (EntryStage.Resting or EntryStage.Ready) || queue.Phase != QueuePhase.Open)
        {
            return Only(queue.With(id, item));
        }

        var (request, freed) = (item.Requests[0], queue.Unscheduled(id, item));
        var acting = item with { Requests = item.Requests.AsEnumerable().Skip(1).Gather(), Acting = request };
        return QueueRequests.Parse(request.Verb).Match(
            Right: verb => verb == QueueRequest.Retry
                ? Enqueue(freed, id, acting, isHurried: true) is var next ? Hear(policy, next, id, (EntryProgress.Live)next.Entries[id], now) : default
                : Perform(policy, freed, id, acting, verb.ToInput(now), now),
            Left: _ => throw new System.Diagnostics.UnreachableException());
    }

    /// One input of the entry's own machine, and its change on the way to the disk.
    static QueueStep Perform(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, QueueInput input, Instant now)
    {
        var step = QueueProcess.Advance(policy.Retry, item.State, input);
        var next = item with { State = step.Next };
        var told = new QueueStep(queue, QueueLog.Of(input, step).ToSeq().Map(line => (MailQueueEffect)line).AsEnumerable().Gather());
        return MailQueueEffect.ChangeOf(step) is { } change
            ? told.Then(all => new QueueStep(all.With(id, next with { Stage = new EntryStage.Writing(change, step.Effects.Last, IsAgain: false) }), Seqs.Of<MailQueueEffect>(change)))
            : told.Then(all => Acted(policy, all, id, next, step.Effects.Last, now));
    }

    /// What was asked for is on disk.
    static QueueStep Acted(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, QueueEffect behind, Instant now) =>
        Fulfilled(queue, item.Acting.AsEnumerable()).Then(all => Follow(policy, all, id, item with { Acting = Option<OwnerRequest>.None }, behind, now));

    /// What an entry waits for.
    static QueueStep Follow(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Live item, QueueEffect wait, Instant now) => wait switch
    {
        QueueEffect.End => Leave(queue.With(id, item), id),
        QueueEffect.AwaitOwner => Hear(policy, queue, id, item with { Stage = new EntryStage.Resting() }, now),
        QueueEffect.AwaitDue(var due) when item with { Stage = new EntryStage.Resting() } is var resting => Hear(policy, Scheduled(queue, id, resting, due), id, resting, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// With an entry goes all that was wished for it.
    static QueueStep Leave(MailQueue queue, string id) => queue.Entries.TryGetValue(id, out var item)
        ? Fulfilled(queue.Without(id), item is EntryProgress.Live live ? live.Acting.AsEnumerable().Concat(live.Requests.AsEnumerable()) : item.Requests.AsEnumerable())
        : Only(queue);

    /// What follows whatever has happened: attempts begin as far as the relay bears them, the next time is waited for, or the queue ends.
    static QueueStep GoOn(QueuePolicy policy, MailQueue queue, Instant now)
    {
        if (queue.Phase >= QueuePhase.Draining && !queue.Entries.Values.Any(item => IsBusy(queue.Phase, item)))
        {
            return new QueueStep(queue with { Phase = QueuePhase.Ended }, Seqs.Of<MailQueueEffect>(new MailQueueEffect.End()));
        }

        var begun = Wake(queue, now);
        while (queue.Phase == QueuePhase.Open && !begun.Next.Ready.IsEmpty && Throttle.Admit(begun.Next.Throttle, now) is { Admission: Admission.Now, Next: var throttle })
        {
            begun = begun.Then(all => Begin(policy, all, throttle, all.Ready.Min.Id, now));
        }

        return begun.Then(all => SetAlarm(all, now));
    }

    static QueueStep Begin(QueuePolicy policy, MailQueue queue, Throttle throttle, string id, Instant now)
    {
        var item = LiveOf(queue, id)!;
        var freed = queue.Unscheduled(id, item);
        var step = QueueProcess.Advance(policy.Retry, item.State, item.Stage is EntryStage.Ready(true) ? new QueueInput.RetryNow(now) : new QueueInput.FellDue(now));
        return step.Effects.Last is QueueEffect.Attempt(var job)
            ? new QueueStep(
                (freed with { Throttle = throttle }).With(id, item with { State = step.Next, Stage = new EntryStage.UnderWay(IsOurs: true) }),
                Seqs.Of<MailQueueEffect>(new MailQueueEffect.Attempt(id, job)))
            : Follow(policy, freed, id, item with { State = step.Next }, step.Effects.Last, now); // the clock was set back meanwhile
    }

    static QueueStep SetAlarm(MailQueue queue, Instant now)
    {
        var agenda = queue.Phase <= QueuePhase.Open ? queue.Agenda : queue.Agenda.Where(each => LiveOf(queue, each.Id) is { Stage: EntryStage.DiskPause });
        var first = agenda.Select(each => each.At).Take(1).Gather().HeadOrNone();
        var pause = queue.Phase == QueuePhase.Open && !queue.Ready.IsEmpty && queue.Throttle.IsPaused(now) ? queue.Throttle.PausedUntil : Option<Instant>.None;
        var next = first.Match(at => pause.Match(until => until < at ? until : at, () => at), () => pause);
        return next == queue.Alarm
            ? Only(queue)
            : new QueueStep(queue with { Alarm = next }, next.Match(at => Seqs.Of<MailQueueEffect>(new MailQueueEffect.WakeAt(at)), () => default));
    }

    static bool IsBusy(QueuePhase phase, EntryProgress item) => item switch
    {
        EntryProgress.Arriving => true,
        EntryProgress.Live { Stage: EntryStage.Writing } => true,
        EntryProgress.Live { Stage: EntryStage.UnderWay(var isOurs) } => isOurs || phase < QueuePhase.Abandoning,
        EntryProgress.Live { Stage: EntryStage.DiskPause } => phase < QueuePhase.Abandoning,
        _ => false,
    };

    static MailQueue Enqueue(MailQueue queue, string id, EntryProgress.Live item, bool isHurried) =>
        (queue with { Ready = queue.Ready.Add(new ScheduledEntry(item.Entry.AcceptedAt, id)) }).With(id, item with { Stage = new EntryStage.Ready(isHurried) });

    static MailQueue Scheduled(MailQueue queue, string id, EntryProgress.Live item, Instant at) =>
        (queue with { Agenda = queue.Agenda.Add(new ScheduledEntry(at, id)) }).With(id, item);

    static EntryProgress.Live? LiveOf(MailQueue queue, string id) => queue.Entries.TryGetValue(id, out var item) ? item as EntryProgress.Live : null;

    static EntryProgress.Live? UnderWay(MailQueue queue, string id) => LiveOf(queue, id) is { Stage: EntryStage.UnderWay } item ? item : null;

    static EntryProgress.Live Fresh(QueueState state, Seq<OwnerRequest> requests) => new(state, new EntryStage.Resting(), requests, Option<OwnerRequest>.None);

    static QueueEffect Waiting(QueueEntry entry) => entry.Held.IsSome ? new QueueEffect.AwaitOwner() : new QueueEffect.AwaitDue(entry.Due);

    static DeliveryReport Unreadable(QueueEntry entry, string reason) =>
        new(entry.Owed.Map(recipient => (recipient, (Outcome)new Outcome.Deferred(QueueReplies.Unreadable(reason)))));

    static QueueStep Fulfilled(MailQueue queue, IEnumerable<OwnerRequest> requests) => new(queue, requests.Select(request => (MailQueueEffect)new MailQueueEffect.Fulfil(request)).Gather());

    static MailQueueEffect.Tell Trouble(string id, string trouble) => new("spool", Seqs.Of<LogFact>(("id", id), ("trouble", trouble)));

    static QueueStep Told(MailQueue queue, MailQueueEffect.Tell line) => new(queue, Seqs.Of<MailQueueEffect>(line));

    static QueueStep Only(MailQueue queue) => new(queue, default);

    static QueueStep Then(this QueueStep step, Func<MailQueue, QueueStep> next) =>
        next(step.Next) is var (state, effects) ? new QueueStep(state, effects.IsEmpty ? step.Effects : step.Effects.Then(effects)) : default;
}
