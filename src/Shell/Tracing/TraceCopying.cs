using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>
/// Copies this daemon's records to where those of all daemons lie together: out of its own file, behind the writer. Neither mail nor the writer waits for it, and while the other place is away the file holds what is yet to be copied.
/// </summary>
sealed class TraceCopying : IAsyncDisposable
{
    /// The most records of a transaction.
    const int Batch = 500;

    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500), Pause = TimeSpan.FromSeconds(10), PrunedEach = TimeSpan.FromMinutes(5), Farewell = TimeSpan.FromSeconds(3);

    readonly TraceFile file;
    readonly ITraceCopies copies;
    readonly TracePolicy policy;
    readonly Journal journal;
    readonly SemaphoreSlim written = new(1);
    readonly CancellationTokenSource closing = new();
    readonly Task copying;
    TraceCopy? known;
    bool isFailing;
    Instant pruned;

    /// <param name="file">The daemon's own file.</param>
    /// <param name="copies">Where the records are copied to.</param>
    /// <param name="policy">How long they are kept there, and how many.</param>
    /// <param name="journal">Takes what goes wrong.</param>
    public TraceCopying(TraceFile file, ITraceCopies copies, TracePolicy policy, Journal journal)
    {
        (this.file, this.copies, this.policy, this.journal) = (file, copies, policy, journal);
        copying = BackgroundTask.Run(Copy, journal);
    }

    /// <summary>There are new records in the file.</summary>
    public void Wake()
    {
        if (!closing.IsCancellationRequested && written.CurrentCount == 0)
        {
            written.Release();
        }
    }

    /// <summary>Copies what the file holds, if that can be done soon, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (await copying.EndsWithin(Farewell))
        {
            closing.Dispose();
            written.Dispose();
        }
    }

    async Task Copy()
    {
        var isLast = false;
        while (!isLast)
        {
            // What was written before the end is copied once more after it.
            isLast = closing.IsCancellationRequested;
            await written.WaitAsync(closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            await Rest(Gathering);
            while (!await IsCopied())
            {
                if (closing.IsCancellationRequested)
                {
                    return;
                }

                await Rest(Pause);
            }
        }
    }

    Task Rest(TimeSpan time) => Task.Delay(time, closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    /// False when there is trouble.
    async Task<bool> IsCopied()
    {
        var trouble = await Copied();
        if (trouble is null == isFailing)
        {
            journal.Write("trace", trouble is null ? ("notice", "records of mail are copied to the database again") : ("trouble", $"records of mail cannot be copied to the database: {trouble}. They are kept in {file.Path}, and copied later."));
        }

        isFailing = trouble is not null;
        return !isFailing;
    }

    async Task<string?> Copied()
    {
        try
        {
            while (true)
            {
                var before = known ?? (await copies.Copied()).MatchUnsafe<TraceCopy?>(Right: copy => known = copy, Left: trouble => throw new IOException(trouble));
                var (after, rows) = Behind(before!);
                if (rows.Count > 0 && (await copies.Add(before!, after, rows)).Match(Right: isAdded => isAdded, Left: trouble => throw new IOException(trouble)))
                {
                    known = after;
                }
                else if (rows.Count > 0)
                {
                    known = null;
                }

                if (Clock.Now is var now && now - pruned > PrunedEach)
                {
                    pruned = now;
                    if ((await copies.Prune(policy, now)).LeftAsEnumerable().FirstOrDefault() is { } trouble)
                    {
                        return trouble;
                    }
                }

                if (rows.Count < Batch && known is not null)
                {
                    return null;
                }
            }
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            known = null;
            return fault.Message;
        }
    }

    (TraceCopy After, IReadOnlyList<TraceRow> Rows) Behind(TraceCopy before)
    {
        if (!file.Exists)
        {
            return (before, []);
        }

        using var connection = TraceSchema.Connect(file.Path);
        if (TraceSchema.KindOf(connection) != TraceFileKind.Ours)
        {
            return (before, []);
        }

        connection.Run("PRAGMA query_only=ON; BEGIN;");
        var behind = before.Behind(
            connection.Rows("SELECT at FROM records WHERE number=@number", row => new Instant(row.GetInt64(0)), ("@number", before.Number)).Gather().HeadOrNone(),
            connection.Ask("SELECT MIN(number) FROM records") is long lowest ? lowest : Option<long>.None);
        var rows = connection.Rows(
            $"SELECT at, kind, mail, search, body, number FROM records WHERE number>@number ORDER BY number LIMIT {Batch}", row => (Row: TraceFileRows.Row(row), Number: row.GetInt64(5)), ("@number", behind));
        return rows.Count == 0 ? (before, []) : (new TraceCopy(rows[^1].Number, rows[^1].Row.At), [.. rows.Select(row => row.Row)]);
    }
}
