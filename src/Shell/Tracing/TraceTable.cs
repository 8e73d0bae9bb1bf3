using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>Writes rows and deletes them.</summary>
sealed class TraceTable : IDisposable
{
    readonly SqliteConnection connection;
    readonly SqliteCommand insert;

    /// <param name="connection">The open database, which is given up to this.</param>
    public TraceTable(SqliteConnection connection)
    {
        this.connection = connection;
        insert = connection.Prepare("INSERT INTO records(at, kind, mail, search, body) VALUES (@at, @kind, @mail, @search, @body)", "@at", "@kind", "@mail", "@search", "@body");
    }

    /// <summary>When the last record came about, and its kind; none when there is none.</summary>
    public Option<(Instant At, string Kind)> Last => connection
        .Rows("SELECT at, kind FROM records ORDER BY number DESC LIMIT 1", row => (new Instant(row.GetInt64(0)), row.GetString(1))).Gather().HeadOrNone();

    /// <summary>Writes rows: all of them, or none.</summary>
    public void Add(IReadOnlyList<TraceRow> rows)
    {
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        foreach (var row in rows)
        {
            insert.With(row.At.UnixMilliseconds, row.Kind, row.Mail, row.Search, row.Body.Span.ToArray()).ExecuteNonQuery();
            ProcessorTime.GiveWay(rows.Count);
        }

        transaction.Commit();
    }

    /// <summary>True when the records take more room than they may.</summary>
    public bool IsOver(TracePolicy policy) => TraceSchema.Used(connection) > policy.MaxSize;

    /// <summary>Deletes what is too old or too much.</summary>
    public void Prune(TracePolicy policy, Instant now)
    {
        var (isPruned, isThinned) = (false, false);
        while (TracePruning.Next(policy, Holdings(), now).Case is TracePruning step)
        {
            Delete(step);
            (isPruned, isThinned) = (true, isThinned || step is TracePruning.OldestSessions);
        }

        if (isThinned)
        {
            Add([TraceCodec.Write(new TraceRecord.Thinned(now, connection.Ask($"SELECT MIN(at) FROM records WHERE kind='{TraceKinds.Session}'") is long at ? new Instant(at) : now))]);
        }

        if (isPruned)
        {
            connection.Run("PRAGMA incremental_vacuum;");
        }
    }

    /// <summary>Moves the log into the database, so that one file holds all.</summary>
    public void Checkpoint() => connection.Run("PRAGMA wal_checkpoint(TRUNCATE);");

    /// <inheritdoc/>
    public void Dispose()
    {
        insert.Dispose();
        connection.Dispose();
    }

    TraceHoldings Holdings() => new(
        TraceSchema.Used(connection),
        connection.Rows("SELECT MIN(at) FROM records", row => row.IsDBNull(0) ? Option<Instant>.None : new Instant(row.GetInt64(0))).Gather().HeadOrNone().Flatten(),
        TraceSchema.Number(connection, "SELECT COUNT(*) FROM records"),
        TraceSchema.Number(connection, $"SELECT COUNT(*) FROM records WHERE kind='{TraceKinds.Session}'"));

    void Delete(TracePruning step)
    {
        using var command = step switch
        {
            TracePruning.Before(var at) => connection.Prepare("DELETE FROM records WHERE at<@bound", "@bound").With(at.UnixMilliseconds),
            TracePruning.OldestSessions(var count) => connection.Prepare(
                $"DELETE FROM records WHERE number IN (SELECT number FROM records WHERE kind='{TraceKinds.Session}' ORDER BY at, number LIMIT @bound)", "@bound").With(count),
            TracePruning.Oldest(var count) => connection.Prepare("DELETE FROM records WHERE number IN (SELECT number FROM records ORDER BY at, number LIMIT @bound)", "@bound").With(count),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        command.ExecuteNonQuery();
    }
}
