using static Laitos.Domain.Queue.MailQueueProcess;
using QueueStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Queue.MailQueue, Laitos.Domain.Queue.MailQueueEffect>;

namespace Laitos.Domain.Queue;

/// <summary>How the owner's requests are acted on, each in its turn.</summary>
static class OwnerRequests
{
    /// <summary>A request was found. An entry that is not in memory is looked for.</summary>
    internal static QueueStep Request(QueuePolicy policy, MailQueue queue, OwnerRequest request, Instant now)
    {
        if (request.Number <= queue.LastRequest)
        {
            return Only(queue);
        }

        var known = queue with { LastRequest = request.Number };
        return !known.Entries.TryGetValue(request.Id, out var item) ? new QueueStep(known.With(request.Id, new EntryProgress.Finding(Seqs.Of(request))), Seqs.Of<MailQueueEffect>(new MailQueueEffect.Find(request.Id)))
            : item is EntryProgress.Queued queued ? Begin(policy, known, request.Id, queued with { Requests = queued.Requests.Then(Seqs.Of(request)) }, now)
            : Only(known.With(request.Id, item with { Requests = item.Requests.Then(Seqs.Of(request)) }));
    }

    /// <summary>A request is acted on while its entry waits for its time, for its turn, or for the owner.</summary>
    internal static QueueStep Begin(QueuePolicy policy, MailQueue queue, string id, EntryProgress.Queued item, Instant now)
    {
        if (queue.Claims.IsSome && item is { Requests.IsEmpty: true, Stage: EntryStage.Idle, Entry.Wait: QueueEffect.AwaitDue(var due) } && due > now)
        {
            // What was asked for has done nothing, and it is not due: it is let go of again.
            return QueueClaims.Release(queue, id, item);
        }

        if (item.Requests.IsEmpty || item.Stage is not (EntryStage.Idle or EntryStage.Ready) || queue.Phase != QueuePhase.Open)
        {
            return Only(queue.With(id, item));
        }

        var (request, unscheduled) = (item.Requests[0], queue.Unscheduled(id, item));
        var current = item with { Requests = item.Requests.AsEnumerable().Skip(1).Gather(), CurrentRequest = request };
        return QueueRequests.Parse(request.Verb).Match(
            Right: verb => verb == QueueRequest.Retry
                ? Enqueue(unscheduled, id, current, isForced: true) is var next ? Begin(policy, next, id, (EntryProgress.Queued)next.Entries[id], now) : default
                : Perform(policy, unscheduled, id, current, verb.ToInput(now), now),
            // A verb that nobody knows does nothing, in its turn: with a request go those before it, and one of these may still be acted on.
            Left: error => Logged(queue, Trouble(id, error.ToString()))
                .Then(all => item.CurrentRequest.IsSome ? Only(all) : CompleteRequests(all, [request]))
                .Then(all => Begin(policy, all, id, item.CurrentRequest.IsSome ? current : current with { CurrentRequest = Option<OwnerRequest>.None }, now)));
    }
}
