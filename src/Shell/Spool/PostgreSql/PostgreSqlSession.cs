using System.Globalization;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The connection by which a program keeps its lease on a spool. It holds an advisory lock for as long as it is there: daemons share it, and a command has it alone, so that each knows that the other
/// is not there.
/// </summary>
sealed class PostgreSqlSession : IAsyncDisposable
{
    /// "lait" in hexadecimal, beside the number of the schema.
    const int SpoolLock = 0x6C61_6974;

    const int LockTries = 20;

    static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    readonly NpgsqlConnection connection;
    readonly PostgreSqlWorker worker;
    readonly long opened = Environment.TickCount64;
    bool isWoken;

    PostgreSqlSession(NpgsqlConnection connection, PostgreSqlWorker worker)
    {
        (this.connection, this.worker) = (connection, worker);
        connection.Notification += (_, _) => isWoken = true;
    }

    /// <summary>Opens one for a spool whose tables are there, and brings these to our format; otherwise gives who keeps it from that.</summary>
    /// <param name="connections">The way to it.</param>
    /// <param name="worker">Who works.</param>
    /// <param name="endsOthers">True to end all other sessions of this program first.</param>
    public static async Task<Either<string, PostgreSqlSession>> Open(PostgreSqlConnections connections, PostgreSqlWorker worker, bool endsOthers = false)
    {
        var connection = await connections.Open();
        try
        {
            if (endsOthers)
            {
                await connection.Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name=$1 AND pid<>pg_backend_pid()", connections.Application);
            }

            // A session that was just ended may hold its lock for a moment.
            for (var tries = 1; !await IsLocked(connection, connections.Schema, worker.IsAlone); tries++)
            {
                if (!endsOthers || tries == LockTries)
                {
                    var names = await Names(connection);
                    await connection.DisposeAsync();
                    return names;
                }

                await Task.Delay(LockPause);
            }

            if (!worker.IsAlone)
            {
                var schema = (uint)(await connection.Ask("SELECT oid FROM pg_namespace WHERE nspname=current_schema()"))!;
                await connection.Run(string.Create(CultureInfo.InvariantCulture, $"LISTEN laitos_{schema}"));
            }

            return new PostgreSqlSession(connection, worker);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a lease. The daemon's own from before its end is over with that; and beside a command nobody has one.</summary>
    /// <param name="doubtful">What is settled with that.</param>
    public async Task<PostgreSqlFence> Begin(IReadOnlyCollection<SpoolChange>? doubtful = null)
    {
        var number = (long)(await connection.Ask("SELECT nextval('sessions')"))!;
        await using var batch = new NpgsqlBatch(connection);
        batch.Then("SELECT dismiss(ARRAY(SELECT session FROM daemons WHERE $1 OR identity=$2))", worker.IsAlone, worker.Identity);
        batch.Then($"UPDATE entries SET holder=0 WHERE holder={PostgreSqlTables.Aside}");
        batch.Then("INSERT INTO daemons(session, token, identity, name, until) VALUES($1, 0, $2, $3, clock_timestamp()+$4)", number, worker.Identity, worker.Name, worker.Lease.Length);
        PostgreSqlTables.Settle(batch, doubtful ?? [], number);
        await batch.Commit();
        return new PostgreSqlFence(number, 0);
    }

    /// <summary>Changes the token, and renews the lease; null when it was taken away.</summary>
    public async Task<PostgreSqlFence?> Raise(PostgreSqlFence fence, IReadOnlyCollection<SpoolChange> doubtful)
    {
        await using var batch = new NpgsqlBatch(connection);
        var raised = batch.Then("UPDATE daemons SET token=$2+1, until=clock_timestamp()+$3 WHERE session=$1 AND token>=$2", fence.Session, fence.Token, worker.Lease.Length);
        PostgreSqlTables.Settle(batch, doubtful, fence.Session);
        await batch.Commit();
        return raised.RecordsAffected > 0 ? fence with { Token = fence.Token + 1 } : null;
    }

    /// <summary>Renews the lease, and takes those away that have lapsed; false when it was itself taken away.</summary>
    public async Task<bool> Renew(PostgreSqlFence fence)
    {
        await using var batch = new NpgsqlBatch(connection);
        var renewed = batch.Then("UPDATE daemons SET until=clock_timestamp()+$3 WHERE session=$1 AND token=$2", fence.Session, fence.Token, worker.Lease.Length);
        if (worker.Lease.MayTakeAway(TimeSpan.FromMilliseconds(Environment.TickCount64 - opened)))
        {
            batch.Then("SELECT dismiss_lapsed($1)", fence.Session);
        }

        await batch.Commit();
        return renewed.RecordsAffected > 0;
    }

    /// <summary>Waits until something is told, or a time is over; whether something was told since the last time.</summary>
    public async Task<bool> IsWoken(TimeSpan longest, CancellationToken cancel)
    {
        if (!isWoken)
        {
            await connection.WaitAsync(longest, cancel);
        }

        var told = isWoken;
        isWoken = false;
        return told;
    }

    /// <summary>What is left of one that has failed the server may still have.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception fault) when (fault.IsDatabase() || fault is InvalidOperationException)
        {
            // It had ended.
        }
    }

    /// Tables of an earlier version are changed beside nobody.
    static async Task<bool> IsLocked(NpgsqlConnection connection, string schema, bool isAlone)
    {
        if (await PostgreSqlSchema.VersionOf(connection) == PostgreSqlSchema.Version)
        {
            return await IsLocked(connection, isAlone ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared");
        }

        if (!await IsLocked(connection, "pg_try_advisory_lock"))
        {
            return false;
        }

        await PostgreSqlSchema.Upgrade(connection, schema);
        return isAlone || (await IsLocked(connection, "pg_try_advisory_lock_shared") && await IsLocked(connection, "pg_advisory_unlock"));
    }

    static async Task<bool> IsLocked(NpgsqlConnection connection, string function) =>
        await connection.Ask($"SELECT {function}($1, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", SpoolLock) is true;

    /// Of those who work, or worked until a moment ago; empty when only a command does.
    static async Task<string> Names(NpgsqlConnection connection) => (string?)await connection.Ask(
        await PostgreSqlSchema.VersionOf(connection) < 2 ? "SELECT name FROM holder" : "SELECT string_agg(name, '; ' ORDER BY name) FROM daemons WHERE name<>''") ?? "";
}
