using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// That this program, and no other, works on a spool. It is an advisory lock of one session, which the server takes back when the session ends, and a token that is another one whenever the lock was
/// taken: each transaction that writes names its token, and fails when it is not the current one (<see cref="PostgreSqlTables.Fence"/>).
/// </summary>
/// <remarks>
/// When a connection fails, nobody knows what has become of its transaction. Then all sessions of this program are ended, the lock is taken anew, and the token changed: the server waits with that for
/// transactions of the old one, and refuses later ones. So what is there afterwards is all that will ever be there of them, and what is missing can be written again. The change of the
/// token is a commit like any other, so a standby that it has waited for has all that was before it.
/// </remarks>
sealed class PostgreSqlTenure : IAsyncDisposable
{
    /// "lait" in hexadecimal, beside the number of the schema.
    const int SpoolLock = 0x6C61_6974;

    const int LockTries = 50;

    static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100), Pause = TimeSpan.FromSeconds(1);

    readonly PostgreSqlConnections connections;
    readonly SemaphoreSlim turn = new(1);
    readonly CancellationTokenSource closing = new();
    readonly TaskCompletionSource superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<SpoolChange> doubtful = [];
    NpgsqlConnection session;
    Task watching = Task.CompletedTask;
    long token;
    string? trouble;

    PostgreSqlTenure(PostgreSqlConnections connections, NpgsqlConnection session, long token) => (this.connections, this.session, this.token) = (connections, session, token);

    /// <summary>Names the time since the spool was taken last.</summary>
    public long Token => Volatile.Read(ref token);

    /// <summary>Why the database cannot be had just now; null while it can, as far as is known.</summary>
    public string? Trouble => superseded.Task.IsCompleted ? "the spool has passed to another daemon" : Volatile.Read(ref trouble);

    /// <summary>Ends when another daemon has had the spool meanwhile: what is in memory here is not true any more.</summary>
    public Task Superseded => superseded.Task;

    /// <summary>Takes a spool whose tables are there; otherwise gives who has it.</summary>
    /// <param name="connections">The way to it.</param>
    /// <param name="name">What others are told; empty for a command that lets go in a moment.</param>
    public static async Task<Either<string, PostgreSqlTenure>> TryTake(PostgreSqlConnections connections, string name)
    {
        var session = await connections.Open();
        try
        {
            if (await IsLocked(session))
            {
                // Nobody works on it now.
                await PostgreSqlSchema.Upgrade(session, connections.Schema);
                var token = (long)(await Committed(session, batch => batch.Then("UPDATE holder SET token=token+1, name=$1", name)) ?? throw new IOException("the table holder of the spool is empty"));
                var taken = new PostgreSqlTenure(connections, session, token);
                taken.watching = Task.Run(taken.Watch);
                return taken;
            }

            var holder = (string?)await session.Ask("SELECT name FROM holder") ?? "";
            await session.DisposeAsync();
            return holder;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes sure that no transaction of an earlier token is under way any more, and gives whether the database can be had again.
    /// </summary>
    /// <param name="failed">The token of the transaction that failed.</param>
    public async Task<bool> Restore(long failed)
    {
        await turn.WaitAsync();
        try
        {
            if (Token == failed && !superseded.Task.IsCompleted && !closing.IsCancellationRequested)
            {
                await Reconnect();
                Volatile.Write(ref trouble, null);
            }

            return Trouble is null;
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            Volatile.Write(ref trouble, $"the database of the spool cannot be had: {PostgreSqlFaults.Words(fault)}");
            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same, tried again until it works or a time is over.</summary>
    public async Task<bool> Restore(long failed, TimeSpan patience)
    {
        for (var end = Environment.TickCount64 + (long)patience.TotalMilliseconds; !await Restore(failed); await Task.Delay(LockPause))
        {
            if (Environment.TickCount64 > end || superseded.Task.IsCompleted || closing.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes new mails back whose senders are told that they were not taken, once the database can be had: the server may have them.</summary>
    public async Task Doubt(IReadOnlyList<SpoolChange> changes)
    {
        await turn.WaitAsync();
        doubtful.AddRange(changes.Select(change => change with { Added = [.. change.Added.Select(added => added with { Mail = null })] }));
        Volatile.Write(ref trouble, doubtful.Count > 0 ? trouble ?? "the database of the spool does not say what has become of a mail" : trouble);
        turn.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await watching;
        try
        {
            await session.Ask("SELECT pg_advisory_unlock_all()");
        }
        catch (Exception fault) when (fault.IsDatabase() || fault is InvalidOperationException)
        {
            // With the session the lock is gone.
        }

        connections.Clear();
        await Abandon(session);
        closing.Dispose();
        turn.Dispose();
    }

    /// Notices that the session of the lock has ended, whether anybody writes or not; and goes on trying until the database is back.
    async Task Watch()
    {
        while (!closing.IsCancellationRequested && !superseded.Task.IsCompleted)
        {
            await Task.Delay(Pause, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var known = Token;
            if (!closing.IsCancellationRequested && (Trouble is not null || !await IsAlive()))
            {
                await Restore(known);
            }
        }
    }

    async Task<bool> IsAlive()
    {
        await turn.WaitAsync();
        try
        {
            return await session.Ask("SELECT true") is true;
        }
        catch (Exception fault) when (fault.IsDatabase() || fault is InvalidOperationException)
        {
            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    async Task Reconnect()
    {
        connections.Clear();
        await Abandon(session);
        session = await connections.Open();
        await session.Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name=$1 AND pid<>pg_backend_pid()", connections.Application);
        for (var tries = 1; !await IsLocked(session); tries++)
        {
            if (await IsPassedOn())
            {
                return;
            }

            if (tries == LockTries)
            {
                throw new IOException("it is locked by another program");
            }

            await Task.Delay(LockPause);
        }

        if (await IsPassedOn())
        {
            return;
        }

        var next = (long)(await Committed(session, batch =>
        {
            batch.Then("UPDATE holder SET token=token+1");
            PostgreSqlTables.TakeBack(batch, doubtful);
        }))!;

        doubtful.Clear();
        Volatile.Write(ref token, next);
    }

    /// Another program has had the lock since: whoever takes it raises the token first.
    async Task<bool> IsPassedOn()
    {
        if (await session.Ask("SELECT token FROM holder") is long found && found == token)
        {
            return false;
        }

        superseded.TrySetResult();
        return true;
    }

    /// The token after a transaction.
    static async Task<object?> Committed(NpgsqlConnection session, Action<NpgsqlBatch> fill)
    {
        await using var batch = new NpgsqlBatch(session);
        fill(batch);
        await batch.Commit();
        return await session.Ask("SELECT token FROM holder");
    }

    static async Task<bool> IsLocked(NpgsqlConnection session) =>
        await session.Ask("SELECT pg_try_advisory_lock($1, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", SpoolLock) is true;

    /// What is left of a session that has failed; the server may still have it.
    static async Task Abandon(NpgsqlConnection session)
    {
        try
        {
            await session.DisposeAsync();
        }
        catch (Exception fault) when (fault.IsDatabase() || fault is InvalidOperationException)
        {
            // It had ended.
        }
    }
}
