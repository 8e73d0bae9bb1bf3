using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>What the owner has laid down in the spool for the queue.</summary>
sealed class LaidDownRequests(ISpool spool, Journal journal) : IDisposable
{
    /// Where nobody tells, they are looked for each second.
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim woken = new(0);
    Task completing = Task.CompletedTask;

    /// <summary>Those behind a number, in their order; not more than there is room for at a time.</summary>
    public async Task<Seq<OwnerRequest>> After(long number) =>
        (await spool.LoadRequests(number)).Select(request => new OwnerRequest(request.Number, request.Id, request.Verb)).Gather();

    /// <summary>Waits until there may be more, or the daemon goes down.</summary>
    public Task MayBeMore(CancellationToken shutdown) => woken.WaitAsync(spool.Claims is null ? Pause : QueuePolicy.Lookout, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>There may be more.</summary>
    public void Wake(bool isNeeded)
    {
        if (isNeeded && woken.CurrentCount == 0)
        {
            woken.Release();
        }
    }

    /// <summary>Has one deleted that has been acted on; one after the other, so that none is left behind when the daemon ends.</summary>
    public void Complete(OwnerRequest request) => completing = Complete(completing, new SpoolRequest(request.Number, request.Id, request.Verb));

    /// <summary>Waits until all are deleted that were to be.</summary>
    public Task Completed() => completing;

    /// <inheritdoc/>
    public void Dispose() => woken.Dispose();

    async Task Complete(Task before, SpoolRequest request)
    {
        await before;
        if (await spool.Complete(request) is var outcome and not SpoolOutcome.Stored)
        {
            journal.Write("spool", ("id", request.Id), ("trouble", outcome.ToString()));
        }
    }
}
