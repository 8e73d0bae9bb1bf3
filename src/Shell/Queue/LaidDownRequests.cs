using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>What the owner has laid down in the spool for the queue.</summary>
sealed class LaidDownRequests : IDisposable
{
    /// Where nobody tells, they are looked for each second.
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly ISpool spool;
    readonly Journal journal;
    readonly SemaphoreSlim woken = new(0);
    readonly Channel<OwnerRequest> done = Channel.CreateUnbounded<OwnerRequest>(new UnboundedChannelOptions { SingleReader = true });
    readonly Task completing;

    public LaidDownRequests(ISpool spool, Journal journal)
    {
        (this.spool, this.journal) = (spool, journal);
        completing = CompleteAll();
    }

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

    /// <summary>Has one deleted that has been acted on.</summary>
    public void Complete(OwnerRequest request) => done.Writer.TryWrite(request);

    /// <summary>None is acted on any more: waits until all are deleted that were to be.</summary>
    public Task Completed()
    {
        done.Writer.TryComplete();
        return completing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        done.Writer.TryComplete();
        woken.Dispose();
    }

    /// Those that wait are given to the spool together, so that they share a transaction.
    async Task CompleteAll()
    {
        while (await done.Reader.WaitToReadAsync())
        {
            var waiting = new List<Task>();
            while (waiting.Count < SpoolReader.MostRequests && done.Reader.TryRead(out var request))
            {
                waiting.Add(Complete(new SpoolRequest(request.Number, request.Id, request.Verb)));
            }

            await Task.WhenAll(waiting);
        }
    }

    async Task Complete(SpoolRequest request)
    {
        if ((await spool.Complete(request)).Trouble is { } trouble)
        {
            journal.Write("spool", ("id", request.Id), ("trouble", trouble));
        }
    }
}
