using static Laitos.Domain.Queue.MailQueueProcess;
using QueueStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Queue.MailQueue, Laitos.Domain.Queue.MailQueueEffect>;

namespace Laitos.Domain.Queue;

/// <summary>How a daemon shares a spool with others.</summary>
/// <remarks>
/// Rules. What is in memory is claimed by this daemon, or is being claimed, and nobody else works on it; what waits for a later time, or for its owner, is let go of, and lies on disk for whoever
/// comes first. No more is claimed than will soon be attempted, so that the others have their share. An attempt begins only while the lease holds, as far as is known. A claim that was lost is
/// forgotten with what was claimed; what is under way comes to its end, and its outcome is written only if nobody has claimed the entry since: the spool refuses it otherwise.
/// </remarks>
static class QueueClaims
{
    /// <summary>What becomes of the claims.</summary>
    internal static QueueStep Advance(QueuePolicy policy, MailQueue queue, ClaimWatch watch, MailQueueInput input) => input switch
    {
        MailQueueInput.Claimed claimed when watch.IsClaiming => Claimed(policy, queue, watch, claimed),
        MailQueueInput.NotClaimed(var reason, var now) when watch.IsClaiming => Logged(
            queue with { Claims = watch with { IsClaiming = false, NotBefore = now + policy.DiskPause } }, new MailQueueEffect.Log("spool", Seqs.Of<LogFact>(("trouble", reason)))),
        MailQueueInput.Counted(var entries, _) => Only(queue with { Window = queue.Window with { Beyond = Math.Max(0, entries - queue.Entries.Count) } }),
        MailQueueInput.Woken => Only(queue with { Claims = watch.Woken }),
        MailQueueInput.Leased(var until, var now) when queue.MayAttempt(now) => Only(queue with { Claims = watch with { Until = until } }),
        MailQueueInput.Leased(var until, var now) => Only(Hurried(queue, now) with { Claims = watch.Woken with { Until = until } }),
        MailQueueInput.ClaimsLost(var claim, _) when claim > watch.Lost => Lost(queue with { Claims = watch.Woken with { Lost = claim, Until = Option<Instant>.None } }, claim),
        _ => Only(queue),
    };

    /// <summary>The change as it is written under the claim: an entry that rests afterwards is let go of with it.</summary>
    internal static MailQueueEffect.Change Marked(MailQueue queue, EntryProgress.Queued item, MailQueueEffect.Change change, QueueEffect next, Instant now) => queue.Claims.IsNone ? change : change with
    {
        Claim = item.Claim,
        IsReleased = item.Requests.IsEmpty && next is QueueEffect.AwaitOwner or QueueEffect.AwaitDue && !(next is QueueEffect.AwaitDue(var due) && due <= now),
    };

    /// <summary>An entry that nobody claims lies on disk; where its owner has requested something meanwhile, or it has been claimed for when it is due, it is looked for.</summary>
    internal static QueueStep Rest(MailQueue queue, string id, EntryProgress.Queued item, QueueEffect wait)
    {
        var known = queue with { Claims = queue.Claims.Map(watch => wait is QueueEffect.AwaitDue(var due) ? watch.Knowing(due) : watch) };
        return item is { Requests.IsEmpty: true, IsClaimedAnew: false }
            ? Only(known with { Entries = known.Entries.Remove(id), Window = known.Window with { Beyond = known.Window.Beyond + 1 } })
            : LookFor(known, id, item.Requests);
    }

    /// <summary>Nothing was written, for the claim does not hold any more, or the entry has been settled.</summary>
    internal static QueueStep Gone(MailQueue queue, string id, EntryProgress.Queued item, MailQueueEffect.Change change)
    {
        var told = change is MailQueueEffect.Release ? Only(queue) : Logged(queue, Trouble(id, "what was to be written is not: the entry has been claimed by another daemon since, or is settled"));
        var requests = item.CurrentRequest.ToSeq().Then(item.Requests);
        return told.Then(all => item.IsClaimedAnew || !requests.IsEmpty ? LookFor(all, id, requests) : Only(all.Without(id)));
    }

    /// <summary>True when the claim on an entry was lost while something was being done about it.</summary>
    internal static bool IsLost(MailQueue queue, EntryProgress.Queued item) => queue.Claims.Exists(watch => item.Claim <= watch.Lost);

    /// <summary>What cannot be read is claimed by nobody any more: it would come back with the next claim.</summary>
    internal static QueueStep SetAside(MailQueue queue, string id, long claim) =>
        queue.Claims.IsSome ? new QueueStep(queue, Seqs.Of<MailQueueEffect>(new MailQueueEffect.SetAside(id, claim))) : Only(queue);

    /// <summary>Lets go of an entry that waits.</summary>
    internal static QueueStep Release(MailQueue queue, string id, EntryProgress.Queued item)
    {
        var release = new MailQueueEffect.Release(item.Entry) { Claim = item.Claim, IsReleased = true };
        return new QueueStep(
            queue.Unscheduled(id, item).With(id, item with { Stage = new EntryStage.Writing(release, item.Entry.Wait, IsRetry: false) }), Seqs.Of<MailQueueEffect>(release));
    }

    /// <summary>What there is no room for is let go of; and more is claimed as far as it will soon be attempted.</summary>
    internal static QueueStep Fit(QueuePolicy policy, MailQueue queue, Instant now)
    {
        var excess = Math.Min(queue.Ready.Count - policy.Room, queue.Ready.Count - queue.Forced);
        var leaving = excess <= 0 ? [] : queue.Ready.Reverse().Where(place => QueuedEntry(queue, place.Id) is { Stage: EntryStage.Ready(false), Requests.IsEmpty: true }).Take(excess).Select(place => place.Id).ToArray();
        var fitting = leaving.Aggregate(Only(queue), (step, id) => step.Then(all => Release(all, id, QueuedEntry(all, id)!)));
        return fitting.Then(all => all.Claims.Case is ClaimWatch watch && all.MayAttempt(now) && watch.IsDue(now) && all.Ready.Count < Math.Min(all.Throttle.Most, policy.Room)
            ? new QueueStep(all with { Claims = watch.Claiming }, Seqs.Of<MailQueueEffect>(new MailQueueEffect.ClaimDue(now, Math.Min(2 * all.Throttle.Most, policy.Room - all.Ready.Count))))
            : Only(all));
    }

    /// What was claimed under a lost number is nobody's. An entry that is known, and that was nobody's nevertheless, is looked at once what is being done about it has come to its end.
    static QueueStep Claimed(QueuePolicy policy, MailQueue queue, ClaimWatch watch, MailQueueInput.Claimed claimed)
    {
        var isLost = claimed.Claim <= watch.Lost;
        var known = queue with { Claims = watch.Claimed(claimed.Next, isMore: isLost || !claimed.Entries.IsEmpty, claimed.Now) };
        return isLost ? Only(known) : claimed.Entries.Fold(Only(known), (step, item) => step.Then(all => all.Entries.GetValueOrDefault(item.Id) switch
        {
            null => QueueReading.Take(policy, all, item, default, claimed.Now, claimed.Claim),
            EntryProgress.Finding => Only(all),
            var known => Only(all.With(item.Id, known with { IsClaimedAnew = true })),
        }));
    }

    /// The spool works again: what it has refused is brought to it at once, for an outcome that is not written is an attempt that is made again. What others let go of meanwhile nobody has told.
    static MailQueue Hurried(MailQueue queue, Instant now) => queue.Paused.Where(place => place.At > now).ToArray().Aggregate(queue, (all, place) => all.Entries[place.Id] switch
    {
        EntryProgress.Queued { Stage: EntryStage.DiskPause pause } item => (all with { Paused = all.Paused.Remove(place).Add(new ScheduledEntry(now, place.Id)) }).With(place.Id, item with { Stage = pause with { Until = now } }),
        _ => all,
    });

    static QueueStep Lost(MailQueue queue, long claim) => queue.Entries.Where(each => each.Value is EntryProgress.Queued { Stage: EntryStage.Idle or EntryStage.Ready } item && item.Claim <= claim).Select(each => each.Key).ToArray()
        .Aggregate(Only(queue), (step, id) => step.Then(all =>
        {
            var item = QueuedEntry(all, id)!;
            var requests = item.CurrentRequest.ToSeq().Then(item.Requests);
            return requests.IsEmpty ? Only(all.Unscheduled(id, item).Without(id)) : LookFor(all.Unscheduled(id, item), id, requests);
        }));

    /// <summary>An entry is claimed by its name, whatever is known of it here.</summary>
    internal static QueueStep LookFor(MailQueue queue, string id, Seq<OwnerRequest> requests) =>
        new(queue.With(id, new EntryProgress.Finding(requests)), Seqs.Of<MailQueueEffect>(new MailQueueEffect.Find(id)));
}
