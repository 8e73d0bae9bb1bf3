using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Copies this daemon's records to where those of all daemons lie together, out of its own file and behind the writer, as <see cref="TraceCopyProcess"/> has it.</summary>
sealed class TraceCopying : IAsyncDisposable
{
    readonly TraceFile file;
    readonly ITraceCopies copies;
    readonly TracePolicy policy;
    readonly Journal journal;
    readonly SemaphoreSlim written = new(1);
    readonly CancellationTokenSource closing = new();
    readonly Task copying;
    IReadOnlyList<TraceRow> rows = [];

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
        if (await copying.EndsWithin(TraceCopyProcess.Farewell))
        {
            closing.Dispose();
            written.Dispose();
        }
    }

    async Task Copy()
    {
        for (var (state, effect) = (TraceCopyState.Start, TraceCopyProcess.First); effect is not TraceCopyEffect.End;)
        {
            var input = await Performed(effect);
            (state, var effects) = TraceCopyProcess.Advance(state, input, Clock.Now, closing.IsCancellationRequested);
            foreach (var each in effects)
            {
                if (each is TraceCopyEffect.Log(var fact))
                {
                    journal.Write("trace", fact);
                }
                else
                {
                    effect = each;
                }
            }
        }
    }

    /// A fault of the disk is trouble like one of the database.
    async Task<TraceCopyInput> Performed(TraceCopyEffect effect)
    {
        try
        {
            switch (effect)
            {
                case TraceCopyEffect.AwaitRecords:
                    await written.WaitAsync(closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                    return new TraceCopyInput.Waited();
                case TraceCopyEffect.Rest(var time):
                    await Task.Delay(time, closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                    return new TraceCopyInput.Waited();
                case TraceCopyEffect.Look:
                    return Input(await copies.Copied(), copied => new TraceCopyInput.Looked(copied));
                case TraceCopyEffect.ReadBehind(var copied, var most):
                    (var after, rows) = Behind(copied, most);
                    return new TraceCopyInput.Read(after, rows.Count);
                case TraceCopyEffect.Add(var before, var next):
                    return Input(await copies.Add(before, next, rows), isAdded => new TraceCopyInput.Added(isAdded));
                case TraceCopyEffect.Prune:
                    return Input(await copies.Prune(policy, Clock.Now), _ => new TraceCopyInput.Pruned());
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return new TraceCopyInput.Failed(fault.Message);
        }
    }

    static TraceCopyInput Input<A>(Either<string, A> found, Func<A, TraceCopyInput> input) => found.Match(Right: input, Left: reason => new TraceCopyInput.Failed(reason));

    (TraceCopy After, IReadOnlyList<TraceRow> Rows) Behind(TraceCopy before, int most)
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
            $"SELECT at, kind, mail, search, body, number FROM records WHERE number>@number ORDER BY number LIMIT {most}", row => (Row: TraceFileRows.Row(row), Number: row.GetInt64(5)), ("@number", behind));
        return rows.Count == 0 ? (before, []) : (new TraceCopy(rows[^1].Number, rows[^1].Row.At), [.. rows.Select(row => row.Row)]);
    }
}
