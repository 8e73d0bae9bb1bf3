using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The lease of a daemon on a spool: a row of the table <c>daemons</c>, renewed until the daemon ends, and a connection that listens for what others let go of. Each transaction that writes names the session and
/// the token of the row, and fails when they are not there (<see cref="PostgreSqlTables.Fence"/>).
/// </summary>
/// <remarks>
/// When a connection fails, nobody knows what has become of its transaction. Then all sessions of this program are ended, and the token is changed: the server waits with that for
/// transactions of the old one, and refuses later ones. So what is there afterwards is all that will ever be there of them, and what is missing can be written again. The change of the
/// token is a commit like any other, so a standby that it has waited for has all that was before it. Where the lease was taken away meanwhile the daemon begins anew, under another session, and whoever hears it
/// knows that its claims are lost.
/// </remarks>
sealed class PostgreSqlLease : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100), LongPause = TimeSpan.FromSeconds(1);

    readonly PostgreSqlConnections connections;
    readonly PostgreSqlWorker worker;
    readonly CancellationTokenSource closing = new();
    readonly ListeningTurn turn;
    readonly List<SpoolChange> doubtful = [];
    Action<MailQueueInput> hear = _ => { };
    PostgreSqlSession session;
    Task watching = Task.CompletedTask;
    PostgreSqlFence fence;
    Instant until;
    string? trouble;

    PostgreSqlLease(PostgreSqlConnections connections, PostgreSqlWorker worker, PostgreSqlSession session, PostgreSqlFence fence, Instant until) =>
        (this.connections, this.worker, this.session, this.fence, this.until, turn) = (connections, worker, session, fence, until, new ListeningTurn(closing.Token));

    /// <summary>As whom this program works.</summary>
    public PostgreSqlWorker Worker => worker;

    /// <summary>What transactions name now.</summary>
    public PostgreSqlFence Fence => Volatile.Read(ref fence);

    /// <summary>Why the database cannot be had just now; null while it can, as far as is known.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    /// <summary>Has somebody told of the lease, and of what others let go of.</summary>
    public void Subscribe(Action<MailQueueInput> listener)
    {
        hear += listener;
        listener(new MailQueueInput.Leased(until, Clock.Now));
    }

    /// <summary>Begins to work on a spool whose tables are there; otherwise gives who keeps it from that.</summary>
    public static async Task<Either<string, PostgreSqlLease>> TryTake(PostgreSqlConnections connections, PostgreSqlWorker worker)
    {
        var opened = await PostgreSqlSession.Open(connections, worker);
        return await opened.BindAsync(async session =>
        {
            var asked = Clock.Now;
            var taken = new PostgreSqlLease(connections, worker, session, await session.Begin(), worker.Lease.ReliedOnUntil(asked));
            taken.watching = Task.Run(taken.Watch);
            return Prelude.Right<string, PostgreSqlLease>(taken);
        });
    }

    /// <summary>
    /// Makes sure that no transaction of an earlier token is under way any more, and gives whether the database can be had again.
    /// </summary>
    /// <param name="failed">The fence of the transaction that failed.</param>
    public async Task<bool> Restore(PostgreSqlFence failed)
    {
        if (Fence != failed && Trouble is null)
        {
            return true;
        }

        await turn.Take();
        try
        {
            if (Fence == failed && !closing.IsCancellationRequested)
            {
                await Reconnect();
                Volatile.Write(ref trouble, null);
            }

            return Trouble is null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Away($"the database of the spool cannot be had: {PostgreSqlFaults.Words(fault)}");
            return false;
        }
        finally
        {
            turn.End();
        }
    }

    /// <summary>The same, tried again until it works or a time is over.</summary>
    public async Task<bool> Restore(PostgreSqlFence failed, TimeSpan patience)
    {
        for (var end = Environment.TickCount64 + (long)patience.TotalMilliseconds; !await Restore(failed); await Task.Delay(Pause))
        {
            if (Environment.TickCount64 > end || closing.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Settles what the server may have, though it was told that it failed, once the database can be had (<see cref="PostgreSqlTables.Settle"/>).</summary>
    public async Task Doubt(IReadOnlyList<SpoolChange> changes)
    {
        await turn.Take();
        doubtful.AddRange(changes.Select(change => change with { Added = [.. change.Added.Select(added => added with { Mail = null })] }));
        if (doubtful.Count > 0 && Trouble is null)
        {
            Away("the database of the spool does not say what has become of a mail");
        }

        turn.End();
    }

    /// <summary>Lets go of all that is claimed, and of the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await watching;
        try
        {
            await using var connection = await connections.Open();
            await connection.Run("SELECT dismiss(ARRAY[$1])", Fence.Session);
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            // The lease lapses.
        }

        connections.Clear();
        await session.DisposeAsync();
        closing.Dispose();
        turn.Dispose();
    }

    /// Renews the lease, waits for what is told, and goes on trying until the database is back.
    async Task Watch()
    {
        while (!closing.IsCancellationRequested)
        {
            var known = Fence;
            if (Trouble is null && await Renewed() is { } reason)
            {
                Away(reason);
            }

            if (Trouble is not null && !await Restore(known))
            {
                await Task.Delay(LongPause, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// One renewal, and the time until the next one; the reason when the connection fails, or the lease was taken away.
    async Task<string?> Renewed()
    {
        var interruption = await turn.Listen();
        try
        {
            var asked = Clock.Now;
            if (!await session.Renew(Fence))
            {
                return "the lease of this daemon has lapsed: it was not renewed in time";
            }

            Until(worker.Lease.ReliedOnUntil(asked));
            var next = Environment.TickCount64 + (long)worker.Lease.RenewedEach.TotalMilliseconds;
            for (var left = TimeSpan.FromMilliseconds(1); left > TimeSpan.Zero && !interruption.IsCancellationRequested; left = TimeSpan.FromMilliseconds(next - Environment.TickCount64))
            {
                if (await session.IsWoken(left, interruption))
                {
                    hear(new MailQueueInput.Woken(Clock.Now));
                }
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever it is, the lease must be renewed as long as the daemon lives.
            return interruption.IsCancellationRequested ? null : $"the connection to the database of the spool has failed: {PostgreSqlFaults.Words(fault)}";
        }
        finally
        {
            turn.End();
        }
    }

    async Task Reconnect()
    {
        connections.Clear();
        await session.DisposeAsync();
        session = (await PostgreSqlSession.Open(connections, worker, endsOthers: true)).Match(Right: opened => opened, Left: _ => throw new IOException("a command works on the queue"));
        var (known, asked) = (Fence, Clock.Now);
        var next = await session.Raise(known, doubtful);
        if (next is null)
        {
            next = await session.Begin(doubtful);
            Volatile.Write(ref fence, next);
            hear(new MailQueueInput.ClaimsLost(known.Session, Clock.Now));
        }

        Volatile.Write(ref fence, next);
        doubtful.Clear();
        Until(worker.Lease.ReliedOnUntil(asked));
    }

    void Until(Instant time)
    {
        until = time;
        hear(new MailQueueInput.Leased(time, Clock.Now));
    }

    /// No attempt begins whose outcome could not be written.
    void Away(string reason)
    {
        Volatile.Write(ref trouble, reason);
        Until(Clock.Now);
    }
}
