using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Writes rows into the file of the records, those that come together in one transaction. When it falls behind, or its disk fails, records are lost and counted.</summary>
sealed class TraceWriter : IAsyncDisposable
{
    /// The most records that wait to be written.
    const int MostRows = 20_000;

    /// The most records of a transaction.
    const int Batch = 1000;

    /// Mail comes first: what the spool's own reserve is for must not be taken by records.
    const long StandardReserve = 2 * DiskSpace.Reserve;

    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan StandardPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan PruningPause = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    readonly TraceFile file;
    readonly TracePolicy policy;
    readonly Journal journal;
    readonly TimeSpan pause;
    readonly long reserve;
    readonly MemoryBudget room;
    readonly Action onWritten;
    readonly Channel<TraceRow> rows = Channel.CreateBounded<TraceRow>(new BoundedChannelOptions(MostRows) { SingleReader = true });
    readonly CancellationTokenSource closing = new();
    readonly TraceLosses losses;
    readonly Task writing;
    TraceTable? table;
    bool isFailing;
    bool hasOpened;
    Instant pruned;

    /// <param name="file">Where records are kept.</param>
    /// <param name="policy">How long, and how many.</param>
    /// <param name="journal">Takes what goes wrong.</param>
    /// <param name="room">The memory of what waits.</param>
    /// <param name="pause">How long a disk that fails is left alone.</param>
    /// <param name="reserve">Octets of the disk that are left to mail.</param>
    /// <param name="onWritten">Is told when rows have been written.</param>
    public TraceWriter(TraceFile file, TracePolicy policy, Journal journal, MemoryBudget room, TimeSpan? pause, long? reserve, Action onWritten)
    {
        (this.file, this.policy, this.journal, this.room, this.onWritten) = (file, policy, journal, room, onWritten);
        (this.pause, this.reserve) = (pause ?? StandardPause, reserve ?? StandardReserve);
        losses = new TraceLosses(journal);
        writing = Task.Run(Write);
    }

    /// <summary>Has a row written.</summary>
    public void Write(TraceRow row)
    {
        if (!room.TryTake(row.Size))
        {
            Lose("more come than can be written");
        }
        else if (!rows.Writer.TryWrite(row))
        {
            room.Give(row.Size);
            Lose("more come than can be written");
        }
    }

    /// <summary>Counts a record that was lost before it was a row.</summary>
    /// <param name="reason">Why.</param>
    public void Lose(string reason) => losses.Add(1, reason);

    /// <summary>Writes what waits, as long as the disk lets it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        rows.Writer.TryComplete();
        await closing.CancelAsync();
        await Task.WhenAny(writing, Task.Delay(Farewell));
        losses.Flush();
        if (writing.IsCompleted)
        {
            closing.Dispose();
        }
    }

    async Task Write()
    {
        var batch = new List<TraceRow>(Batch);
        Attempt(batch);
        while (await rows.Reader.WaitToReadAsync())
        {
            // Records that come together are written together; each transaction costs as much as some dozens of them.
            await Rest(Gathering);
            while (batch.Count < Batch && rows.Reader.TryRead(out var row))
            {
                room.Give(row.Size);
                batch.Add(row);
            }

            while (!Attempt(batch))
            {
                if (closing.IsCancellationRequested)
                {
                    losses.Add(batch.Count, "the daemon goes down");
                    return;
                }

                await Rest(pause);
            }

            batch.Clear();
        }

        Attempt([TraceCodec.Write(new TraceRecord.Closed(Clock.Now))]);
        Attempt(() => table?.Checkpoint());
        table?.Dispose();
    }

    Task Rest(TimeSpan time) => Task.Delay(time, closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    /// True when the rows are written, or need not be.
    bool Attempt(List<TraceRow> batch) => Attempt(() =>
    {
        if (!new DiskSpace(file.Folder, reserve).Has(batch.Sum(row => row.Size)))
        {
            throw new IOException("the disk is full up to the reserve for mail");
        }

        if ((table ??= Open()) is not { } opened)
        {
            return;
        }

        var (lost, since) = losses.Current;
        opened.Add([.. batch, .. lost == 0 ? [] : new[] { TraceCodec.Write(new TraceRecord.Lost(Clock.Now, since, lost)) }]);
        losses.Told(lost);
        onWritten();
        if (opened.IsOver(policy) || Clock.Now - pruned > PruningPause)
        {
            opened.Prune(policy, Clock.Now);
            pruned = Clock.Now;
        }
    });

    bool Attempt(Action work)
    {
        try
        {
            work();
            isFailing = false;
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (!isFailing)
            {
                journal.Write("trace", ("trouble", $"records of mail cannot be kept in {file.Path}: {fault.Message}. Mail is not affected."));
            }

            isFailing = true;
            table?.Dispose();
            table = null;
            if (fault.IsDamage())
            {
                Attempt(() => journal.Write("trace", ("notice", file.SetAside(fault))));
                (isFailing, hasOpened) = (true, false);
            }

            return false;
        }
    }

    /// Null where a later version has written the file: then nothing is kept.
    TraceTable? Open() => file.Open(Clock.Now).Match(
        Right: opened =>
        {
            opened.Notices.Iter(notice => journal.Write("trace", ("notice", notice)));
            var fresh = new TraceTable(opened.Connection);
            if (!hasOpened)
            {
                var last = fresh.Last;
                fresh.Add([TraceCodec.Write(new TraceRecord.Opened(Clock.Now, last.Map(record => record.At), last.Exists(record => record.Kind == TraceKinds.Closed)))]);
                hasOpened = true;
            }

            return fresh;
        },
        Left: refusal =>
        {
            if (!hasOpened)
            {
                journal.Write("trace", ("trouble", refusal));
                hasOpened = true;
            }

            return (TraceTable?)null;
        });
}
