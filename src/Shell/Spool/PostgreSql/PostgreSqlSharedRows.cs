using System.Globalization;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sharing;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The table <c>shared</c>. It is not logged: its commits wait for no disk, no standby has it, and a server that crashes comes back with it empty. Nothing is locked between reading and writing: a row that is not as it was read
/// is not written.
/// </summary>
sealed class PostgreSqlSharedRows(PostgreSqlConnections connections, PostgreSqlLease lease) : ISharedRows, IDisposable
{
    const string Now = "(extract(epoch FROM clock_timestamp())*1000)::bigint";

    readonly SemaphoreSlim turn = new(DatabaseBounds.Questions);
    Periodic sweeping = new(DatabaseBounds.SweptEach, Clock.Now);

    /// <inheritdoc/>
    public async Task<Either<string, A>> Ask<A>(ISharedQuestion<A> question)
    {
        if (lease.Trouble is { } trouble)
        {
            return trouble;
        }

        await turn.WaitAsync();
        try
        {
            return (await PostgreSqlFaults.Told(async () =>
            {
                await using var connection = await connections.Open();
                await SweepNowAndThen(connection);
                return await Answer(connection, question);
            })).Bind(answer => answer);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    async Task<Either<string, A>> Answer<A>(NpgsqlConnection connection, ISharedQuestion<A> question)
    {
        for (var asking = SharedAsking.Begin(question); ;)
        {
            switch (asking)
            {
                case SharedAsking<A>.Reading reading:
                    var (rows, now) = await Read(connection, question.Kind, question.Keys);
                    asking = reading.Read(rows, now);
                    break;
                case SharedAsking<A>.Changing changing:
                    asking = changing.Made(await IsMade(connection, question.Kind, changing.Changes));
                    break;
                case SharedAsking<A>.Ended(var answer):
                    return answer;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    static async Task<(Seq<Option<SharedRow>> Rows, Instant Now)> Read(NpgsqlConnection connection, SharedKind kind, Seq<Octets> keys)
    {
        var rows = await connection.Rows(
            $"SELECT {Now}, state, until, holder<>0 FROM unnest($2::bytea[]) WITH ORDINALITY AS asked(wanted, place) LEFT JOIN shared ON kind=$1 AND key=wanted ORDER BY place",
            row => (Now: row.GetInt64(0), Row: row.IsDBNull(1) ? Option<SharedRow>.None : new SharedRow(new Octets((byte[])row[1]), new Instant(row.GetInt64(2))) { EndsWithDaemon = row.GetBoolean(3) }),
            (short)kind, keys.Map(key => key.Span.ToArray()).ToArray());
        return (rows.Select(row => row.Row).Gather(), new Instant(rows[0].Now));
    }

    /// One statement is a transaction of its own.
    async Task<bool> IsMade(NpgsqlConnection connection, SharedKind kind, Seq<SharedChange> changes)
    {
        await using var transaction = changes.Count > 1 ? await connection.BeginTransactionAsync() : null;
        foreach (var change in changes)
        {
            if (await Made(connection, (short)kind, change) == 0)
            {
                return false;
            }
        }

        await (transaction?.CommitAsync() ?? Task.CompletedTask);
        return true;
    }

    Task<int> Made(NpgsqlConnection connection, short kind, SharedChange change)
    {
        var key = change.Key.Span.ToArray();
        return (change.Before.Case, change.After.Case) switch
        {
            (null, SharedRow after) => connection.Run(
                "INSERT INTO shared(kind, key, state, until, holder) VALUES($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING", kind, key, after.State.Span.ToArray(), after.Until.UnixMilliseconds, Holder(after)),
            (SharedRow before, SharedRow after) => connection.Run(
                "UPDATE shared SET state=$5, until=$6, holder=$7 WHERE kind=$1 AND key=$2 AND state=$3 AND until=$4",
                kind, key, before.State.Span.ToArray(), before.Until.UnixMilliseconds, after.State.Span.ToArray(), after.Until.UnixMilliseconds, Holder(after)),
            (SharedRow before, null) => connection.Run(
                "DELETE FROM shared WHERE kind=$1 AND key=$2 AND state=$3 AND until=$4", kind, key, before.State.Span.ToArray(), before.Until.UnixMilliseconds),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    long Holder(SharedRow row) => row.EndsWithDaemon ? lease.Fence.Session : 0;

    /// One of those who ask at the same time.
    async Task SweepNowAndThen(NpgsqlConnection connection)
    {
        var (before, now) = (Volatile.Read(ref sweeping), Clock.Now);
        if (before.IsDue(now) && Interlocked.CompareExchange(ref sweeping, before.Done(now), before) == before)
        {
            await connection.Run(string.Create(
                CultureInfo.InvariantCulture,
                $"DELETE FROM shared WHERE until<={Now} OR (kind, key) IN (SELECT kind, key FROM shared ORDER BY until DESC OFFSET {DatabaseBounds.SharedRows})"));
        }
    }
}
