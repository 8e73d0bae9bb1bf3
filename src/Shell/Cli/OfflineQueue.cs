using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>
/// The queue of a daemon that is stopped: the same machine makes the change as in a running one. An attempt takes a daemon, so the request
/// for one is laid down for its next start.
/// </summary>
/// <param name="spool">The spool, which this process holds alone.</param>
/// <param name="policy">When its mails are tried and given up.</param>
/// <param name="record">Keeps what was done.</param>
sealed class OfflineQueue(ISpool spool, RetryPolicy policy, Action<QueueEntry, QueueRequest> record)
{
    /// <summary>Changes an entry, and says what has become of it.</summary>
    public async Task<Either<CliError, string>> Apply(string id, QueueRequest request)
    {
        var entry = await StoredQueue.Find(spool, id).ConfigureAwait(false);
        return await entry.MatchAsync(
            Left: error => error,
            RightAsync: found => Advance(found, request)).ConfigureAwait(false);
    }

    async Task<Either<CliError, string>> Advance(QueueEntry entry, QueueRequest request)
    {
        var step = QueueProcess.Advance(policy, new QueueState.Waiting(entry), request.ToInput(Clock.Now));
        foreach (var effect in step.Effects)
        {
            if (await Perform(entry.Id, effect).ConfigureAwait(false) is { } failure)
            {
                return CliError.Because($"mail {entry.Id} is unchanged: {failure}");
            }
        }

        record(QueueProcess.EntryOf(step.Next), request);
        if (request != QueueRequest.Retry)
        {
            // Older requests that no daemon has come to must not undo this one at the next start.
            await spool.Complete(new SpoolRequest(long.MaxValue, entry.Id, request.Format())).ConfigureAwait(false);
        }

        return request switch
        {
            QueueRequest.Retry => $"mail {entry.Id} will be tried when the daemon starts",
            QueueRequest.Hold => $"mail {entry.Id} is held",
            QueueRequest.Release => $"mail {entry.Id} is released, and will be tried when the daemon starts",
            QueueRequest.Drop => $"mail {entry.Id} is dropped",
            _ => throw new UnreachableException(),
        };
    }

    /// What went wrong, or null. The effects that wait have nothing to wait for here.
    async Task<string?> Perform(string id, QueueEffect effect) => effect switch
    {
        QueueEffect.Save(var entry, _) => (await spool.Update(SpoolEntry.Of(entry)).ConfigureAwait(false)).Trouble,
        QueueEffect.Remove => (await spool.Replace(id).ConfigureAwait(false)).Trouble,
        QueueEffect.Attempt => (await spool.Request(id, QueueRequest.Retry.Format()).ConfigureAwait(false)).Trouble,
        _ => null,
    };
}
