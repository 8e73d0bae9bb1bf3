using Laitos.Domain.Foundation;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Laitos.Shell.Spool;

/// <summary>
/// The one writer of the database. All changes that wait at the moment it gets to work are committed in one transaction, so they share
/// one flush of the disk; each caller hears of it once COMMIT has returned.
/// </summary>
/// <remarks>
/// When a transaction fails because the disk is full, the log is moved into the database to make room, and each change is tried alone: a
/// small one may still fit. When it fails in any other way all of them are broken, and a new connection is made: after a failed flush nothing that was written since the last one is
/// believed.
/// </remarks>
sealed class SpoolWriter : IAsyncDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// How long outcomes of attempts wait for others to share their flush.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    readonly SpoolDirectory directory;
    readonly SegmentFiles segments;
    readonly ChangeQueue queue = new();
    readonly Task writing;
    SqliteConnection connection;
    SpoolTables tables;
    bool wroteSinceCheckpoint;
    bool mayForgetMore;
    Instant forgotten = Clock.Now;

    /// <summary>Takes over an open connection.</summary>
    public SpoolWriter(SpoolDirectory directory, SqliteConnection connection, SegmentFiles segments)
    {
        this.directory = directory;
        this.segments = segments;
        this.connection = connection;
        tables = new SpoolTables(connection);
        writing = Task.Run(Write);
    }

    /// <summary>How often what has lapsed is forgotten, while there is something to write.</summary>
    public TimeSpan ForgetsEach { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Transactions committed so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Has a change carried out; completes once it is flushed to the disk, or has failed.</summary>
    public Task<SpoolOutcome> Submit(SpoolChange change) => queue.Submit(change);

    /// <summary>Carries out what has been submitted, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        await writing.ConfigureAwait(false);
        Checkpoint();
        tables.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    async Task Write()
    {
        var group = new List<ChangeQueue.Waiting>();
        while (await Next().ConfigureAwait(false))
        {
            group.Clear();
            Take(group);
            if (group.TrueForAll(one => one.Change.HasTime))
            {
                await ForCompany(group).ConfigureAwait(false);
            }

            CommitGroup(group);
        }
    }

    /// Takes what waits; true when something of it has no time.
    bool Take(List<ChangeQueue.Waiting> group)
    {
        var isUrgent = false;
        while (queue.TryRead(out var waiting))
        {
            isUrgent |= !waiting.Change.HasTime;
            group.Add(waiting);
        }

        return isUrgent;
    }

    /// What has time waits a little, so that the next mail takes it along.
    async Task ForCompany(List<ChangeQueue.Waiting> group)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (until - Environment.TickCount64 is var left and > 0 && queue.WaitToRead() is var work && await work.EndsWithin(TimeSpan.FromMilliseconds(left)).ConfigureAwait(false)
            && await work.ConfigureAwait(false) && !Take(group))
        {
        }
    }

    /// Waits for work. When there is none for a moment, the log is moved into the database: what has been deleted is wiped from it too, and little lies
    /// where a damaged frame takes those behind it along.
    async Task<bool> Next()
    {
        var work = queue.WaitToRead();
        while (wroteSinceCheckpoint && !await work.EndsWithin(Quiet).ConfigureAwait(false))
        {
            segments.Rest();
            Checkpoint();
        }

        return await work.ConfigureAwait(false);
    }

    void CommitGroup(List<ChangeQueue.Waiting> group)
    {
        try
        {
            Commit(group);
        }
        catch (Exception fault) when (fault.IsNoSpace() || (group.Count > 1 && IsOneCallersOwn(fault)))
        {
            group.ForEach(CommitAlone);
        }
        catch (Exception fault)
        {
            // Whatever it is, the callers must hear of it, and the writer must live.
            group.ForEach(one => one.Done.SetResult(fault.ToOutcome()));
        }
    }

    void CommitAlone(ChangeQueue.Waiting one)
    {
        try
        {
            Commit([one]);
        }
        catch (Exception fault)
        {
            if (fault.IsNoSpace())
            {
                // The next one may fit in what this one has taken.
                segments.GiveBack(one.Change);
            }

            one.Done.SetResult(fault.ToOutcome());
        }
    }

    void Commit(List<ChangeQueue.Waiting> group)
    {
        SpoolOutcome[] outcomes;
        try
        {
            if (group.Any(one => one.Change.HasFiles))
            {
                FileCalls.FlushDirectory(directory.Bodies);
            }

            segments.Flush(group.SelectMany(one => one.Change.Segments).Distinct());
            connection.Run("BEGIN IMMEDIATE");
            outcomes = [.. group.Select(one => tables.Apply(one.Change, out var freed) ? (SpoolOutcome)new SpoolOutcome.Stored { Freed = freed } : SpoolOutcome.Missing)];
            ForgetNowAndThen();
            connection.Run("COMMIT");
            Commits++;
            wroteSinceCheckpoint = true;
        }
        catch (Exception fault)
        {
            Recover(fault);
            throw;
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].Done.SetResult(outcomes[i]);
        }
    }

    /// What is remembered for an hour must not lie there for as long as the daemon runs.
    void ForgetNowAndThen()
    {
        if (Clock.Now is var now && (mayForgetMore || now - forgotten >= ForgetsEach))
        {
            (mayForgetMore, forgotten) = (tables.Forget(now), now);
        }
    }

    /// A name that is taken, not trouble with the disk.
    static bool IsOneCallersOwn(Exception fault) => fault is SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT };

    void Recover(Exception fault)
    {
        directory.Remember(fault);
        try
        {
            connection.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The failure has ended the transaction already.
        }

        if (fault.IsNoSpace())
        {
            Checkpoint();
        }
        else if (!IsOneCallersOwn(fault))
        {
            Reconnect();
        }
    }

    void Reconnect()
    {
        try
        {
            var fresh = SpoolSchema.Connect(directory.Database);
            tables.Dispose();
            connection.Dispose();
            (connection, tables) = (fresh, new SpoolTables(fresh));
        }
        catch (SqliteException)
        {
            // The next transaction fails too, and tries again.
        }
    }

    void Checkpoint()
    {
        try
        {
            // A reader may be in the way, as the first column tells; mails do not wait for it.
            connection.Run("PRAGMA busy_timeout=100");
            wroteSinceCheckpoint = connection.Ask("PRAGMA wal_checkpoint(TRUNCATE)") is not 0L;
            connection.Run(SpoolSchema.BusyTimeout);
        }
        catch (SqliteException)
        {
            // The disk is in trouble: the log is wiped another time.
        }
    }
}
