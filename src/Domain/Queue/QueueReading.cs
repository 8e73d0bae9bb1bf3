using static Laitos.Domain.Queue.MailQueueProcess;
using QueueStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Queue.MailQueue, Laitos.Domain.Queue.MailQueueEffect>;

namespace Laitos.Domain.Queue;

/// <summary>How entries come from the disk into memory and leave it again, so that a bounded number of them waits there.</summary>
static class QueueReading
{
    /// <summary>An earlier run has left so many entries.</summary>
    internal static QueueStep Begun(MailQueue queue, Option<long> entries) => entries == 0
        ? Only(queue)
        : new QueueStep(
            queue with { Window = queue.Claims.IsSome ? QueueWindow.Empty with { Beyond = entries.IfNone(0) } : QueueWindow.OnDisk(entries.IfNone(0)) },
            entries.Map(count => (MailQueueEffect)new MailQueueEffect.Log("queue", Seqs.Of<LogFact>(("entries", count)))).ToSeq());

    /// <summary>All that lies on disk is read once more: after trouble it may hold what it said it had not.</summary>
    internal static MailQueue Again(MailQueue queue) => queue.Claims.Case is ClaimWatch watch ? queue with { Claims = watch.Woken } : queue with
    {
        Window = queue.Window with { From = ScheduledEntry.First, Reading = queue.Window.Reading.Map(reading => reading with { From = ScheduledEntry.First }) },
    };

    /// <summary>An entry that waits for its owner alone leaves memory.</summary>
    internal static QueueStep Resting(MailQueue queue, string id) =>
        QueuedEntry(queue, id) is not { Stage: EntryStage.Idle, Requests.IsEmpty: true } item ? Only(queue)
        : queue.Claims.IsSome ? QueueClaims.Release(queue, id, item)
        : Only(queue.Leaving(item));

    /// <summary>Entries were read. Those that are in memory are known better there; those that have left it meanwhile are not what was read any more.</summary>
    internal static QueueStep Loaded(QueuePolicy policy, MailQueue queue, SpoolReading reading, Seq<QueueItem> entries, Option<ScheduledEntry> next, Instant now)
    {
        var read = queue with { Window = queue.Window.Read(next) };
        return entries.AsEnumerable().Where(item => !queue.Entries.ContainsKey(item.Id) && !reading.Departed.Contains(item.Id)).Aggregate(
            Only(read), (step, item) => step.Then(all => Take(policy, all, item, default, now, claim: 0)));
    }

    /// <summary>The disk could not be read: it is left alone for a while.</summary>
    internal static QueueStep NotLoaded(QueuePolicy policy, MailQueue queue, string reason, Instant now) => Logged(
        queue with { Window = queue.Window with { Reading = Option<SpoolReading>.None, NotBefore = now + policy.DiskPause } },
        new MailQueueEffect.Log("spool", Seqs.Of<LogFact>(("trouble", reason))));

    /// <summary>An entry was looked for that the owner wants something done with. Where there is none, there is nothing to act on any more.</summary>
    internal static QueueStep Found(QueuePolicy policy, MailQueue queue, EntryProgress.Finding item, MailQueueInput.Found found)
    {
        var wanted = found.LaidDown.Match(numbers => item.Requests.Filter(request => numbers.Contains(request.Number)), () => item.Requests);
        return queue.Claims.Exists(watch => found.Entry.IsSome && found.Claim <= watch.Lost)
            ? new QueueStep(queue, Seqs.Of<MailQueueEffect>(new MailQueueEffect.Find(found.Id)))
            : found.Entry.Match(
                read => read.Entry.IsRight
                    ? Take(policy, queue, read, wanted, found.Now, found.Claim)
                    : Take(policy, queue, read, default, found.Now, found.Claim).Then(all => Remove(all, found.Id)),
                () => Remove(queue, found.Id));
    }

    /// <summary>The disk could not be read for it: it is looked for again after a pause.</summary>
    internal static QueueStep NotFound(MailQueue queue, string id, string reason, Instant until) =>
        Logged(LookedForAgain(queue, id, until), Trouble(id, reason));

    /// <summary>The same entry, looked for after a pause.</summary>
    internal static MailQueue LookedForAgain(MailQueue queue, string id, Instant until) => queue with { Paused = queue.Paused.Add(new ScheduledEntry(until, id)) };

    /// <summary>
    /// What waits beyond the window leaves memory, even what is due: those that lie on disk have been waiting longer, and their turn comes first.
    /// </summary>
    internal static MailQueue WithoutBeyond(MailQueue queue)
    {
        while (!queue.Scheduled.IsEmpty && queue.Window.IsBeyond(queue.Scheduled.Max))
        {
            queue = queue.Leaving(QueuedEntry(queue, queue.Scheduled.Max.Id)!);
        }

        return queue;
    }

    /// <summary>What there is no room for leaves memory, those that are due last at first; and what there is room for is read.</summary>
    internal static QueueStep Fit(QueuePolicy policy, MailQueue queue, Instant now)
    {
        while (!queue.Scheduled.IsEmpty && queue.Waiting > policy.Room)
        {
            queue = queue.Leaving(QueuedEntry(queue, queue.Scheduled.Max.Id)!);
        }

        // What its owner wants tried stays, wherever it stands among them; where all are such, they are not looked through.
        var excess = Math.Min(queue.Waiting - policy.Room, queue.Ready.Count - queue.Forced);
        var leaving = excess <= 0 ? [] : queue.Ready.Reverse().Select(place => QueuedEntry(queue, place.Id)!).Where(item => item.Stage is EntryStage.Ready(false)).Take(excess).ToArray();
        var fitting = WithoutBeyond(leaving.Aggregate(queue, (all, item) => all.Leaving(item)));
        return fitting.Phase > QueuePhase.Open || fitting.Waiting > policy.Room / 2
            ? Only(fitting)
            : fitting.Window.Readable(now).Match(
                from => new QueueStep(
                    fitting with { Window = fitting.Window with { Reading = SpoolReading.Begun, NotBefore = Option<Instant>.None } }, Seqs.Of<MailQueueEffect>(new MailQueueEffect.Load(from, policy.Batch))),
                () => Only(fitting));
    }

    /// One entry comes into memory. One that cannot be read stays where it is.
    internal static QueueStep Take(QueuePolicy policy, MailQueue queue, QueueItem item, Seq<OwnerRequest> requests, Instant now, long claim) => item.Entry.Match(
        Right: entry => Await(policy, queue with { Window = queue.Window.Taking(1) }, item.Id, EntryProgress.Queued.Fresh(new QueueState.Waiting(entry), requests, claim), entry.Wait, now),
        Left: error => Logged(queue, Trouble(item.Id, $"the entry cannot be read and is left alone: {error}")).Then(all => QueueClaims.SetAside(all, item.Id, claim)));
}
