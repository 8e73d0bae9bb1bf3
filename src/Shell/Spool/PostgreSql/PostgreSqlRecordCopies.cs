using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Tracing;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// Copies a daemon's records to the table <c>records</c>. How far they are copied is written in the same transaction (<c>recorders</c>), so each is copied once, whatever breaks off; its commit waits for no disk: a server that forgets
/// it forgets both.
/// </summary>
sealed class PostgreSqlRecordCopies(PostgreSqlConnections connections, PostgreSqlWorker worker) : ITraceCopies
{
    /// "trim" in hexadecimal, beside the number of the schema: one daemon at a time deletes.
    const int PruneLock = 0x7472_696D;

    /// <inheritdoc/>
    public Task<Either<string, TraceCopy>> Copied() => Made(async connection =>
    {
        var known = await connection.Rows("SELECT number, at FROM recorders WHERE identity=$1", row => new TraceCopy(row.GetInt64(0), new Instant(row.GetInt64(1))), worker.Identity);
        return known.Count > 0 ? known[0] : TraceCopy.None;
    });

    /// <inheritdoc/>
    public Task<Either<string, bool>> Add(TraceCopy before, TraceCopy after, IReadOnlyList<TraceRow> rows) => Made(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var first = new NpgsqlBatch(connection);
        first.Then("SET LOCAL synchronous_commit=off");
        var moved = first.Then(
            "INSERT INTO recorders AS known(identity, number, at) SELECT $1, $2, $3 WHERE $4=0 OR EXISTS (SELECT FROM recorders WHERE identity=$1) ON CONFLICT (identity) DO UPDATE SET number=excluded.number, at=excluded.at WHERE known.number=$4 AND known.at=$5",
            worker.Identity, after.Number, after.At.UnixMilliseconds, before.Number, before.At.UnixMilliseconds);
        first.Then(
            "INSERT INTO records(daemon, at, kind, mail, search, body, size) SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::integer[])",
            worker.Name, rows.Select(row => row.At.UnixMilliseconds).ToArray(), Texts(rows, row => row.Kind), Texts(rows, row => row.Mail), Texts(rows, row => row.Search),
            rows.Select(row => row.Body.Span.ToArray()).ToArray(), rows.Select(row => (int)Math.Min(row.Size, int.MaxValue)).ToArray());
        await first.ExecuteNonQueryAsync();
        if (moved.RecordsAffected == 0)
        {
            return false;
        }

        await transaction.CommitAsync();
        return true;
    });

    /// <inheritdoc/>
    public Task<Either<string, Unit>> Prune(TracePolicy policy, Instant now) => Made(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (await connection.Ask("SELECT pg_try_advisory_xact_lock($1, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", PruneLock) is not true)
        {
            return Unit.Default;
        }

        var isThinned = false;
        while (TracePruning.Next(policy, await Holdings(connection), now).Case is TracePruning step)
        {
            await Delete(connection, step);
            isThinned |= step is TracePruning.OldestSessions;
        }

        if (isThinned)
        {
            var kept = TraceCodec.Write(new TraceRecord.Thinned(now, await connection.Ask($"SELECT min(at) FROM records WHERE kind='{TraceKinds.Session}'") is long at ? new Instant(at) : now));
            await connection.Run(
                "INSERT INTO records(daemon, at, kind, mail, search, body, size) VALUES('',$1,$2,'','',$3,$4)", kept.At.UnixMilliseconds, kept.Kind, kept.Body.Span.ToArray(), (int)kept.Size);
        }

        await transaction.CommitAsync();
        return Unit.Default;
    });

    static async Task<TraceHoldings> Holdings(NpgsqlConnection connection) => (await connection.Rows(
        $"SELECT coalesce(sum(size), 0)::bigint, min(at), count(*), count(*) FILTER (WHERE kind='{TraceKinds.Session}') FROM records",
        row => new TraceHoldings(row.GetInt64(0), row.IsDBNull(1) ? Option<Instant>.None : new Instant(row.GetInt64(1)), row.GetInt64(2), row.GetInt64(3))))[0];

    static Task<int> Delete(NpgsqlConnection connection, TracePruning step) => step switch
    {
        TracePruning.Before(var at) => connection.Run("DELETE FROM records WHERE at<$1", at.UnixMilliseconds),
        TracePruning.OldestSessions(var count) => connection.Run($"DELETE FROM records WHERE number IN (SELECT number FROM records WHERE kind='{TraceKinds.Session}' ORDER BY at, number LIMIT $1)", count),
        TracePruning.Oldest(var count) => connection.Run("DELETE FROM records WHERE number IN (SELECT number FROM records ORDER BY at, number LIMIT $1)", count),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string[] Texts(IReadOnlyList<TraceRow> rows, Func<TraceRow, string> text) => [.. rows.Select(row => PostgreSqlRecords.WithoutNul(text(row)))];

    Task<Either<string, A>> Made<A>(Func<NpgsqlConnection, Task<A>> make) => PostgreSqlFaults.Told(async () =>
    {
        await using var connection = await connections.Open();
        return await make(connection);
    });
}
