using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Makes transactions under the lease. One whose connection failed is made again, once it is certain that nothing more will come of it.</summary>
sealed class PostgreSqlTransactions(PostgreSqlConnections connections, PostgreSqlLease lease)
{
    /// <summary>How long a transaction that was under way waits for a server that has gone: long enough for one that is started again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    const int MostTries = 4;

    long commits;

    /// <summary>Transactions committed so far.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>Makes one.</summary>
    /// <param name="make">Makes it on a connection, under a fence; the last argument is true when it has been tried before, so that it may be there already.</param>
    /// <exception cref="PostgresException">The server has refused it; nothing of it is there.</exception>
    /// <exception cref="DatabaseAwayException">The server cannot be had; nothing was sent.</exception>
    /// <exception cref="Exception">Nobody knows whether it is there.</exception>
    public async Task<A> Made<A>(Func<NpgsqlConnection, PostgreSqlFence, bool, Task<A>> make)
    {
        for (var tries = 1; ; tries++)
        {
            var fence = lease.Fence;
            if (lease.Trouble is { } away)
            {
                throw new DatabaseAwayException(away);
            }

            try
            {
                await using var connection = await connections.Open();
                var made = await make(connection, fence, tries > 1);
                Interlocked.Increment(ref commits);
                return made;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgreSqlFaults.Fenced && tries < MostTries)
            {
                // Another transaction has had the token changed; or the lease was taken away, as is found out now.
                await lease.Restore(fence);
            }
            catch (PostgresException fault) when (fault.IsCollision() && tries < MostTries)
            {
                // The other one is through by now.
            }
            catch (Exception fault) when (fault.IsDatabase() && !fault.IsRefusal() && tries < MostTries)
            {
                if (!await lease.Restore(fence, Patience))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>What failed for a reason that does not tell whether it is there is settled once that can be found out.</summary>
    public async Task Doubt(Exception fault, IEnumerable<SpoolChange> changes)
    {
        if (fault.IsDatabase() && !fault.IsRefusal())
        {
            await lease.Doubt([.. changes.Where(change => change.IsNew || change.Added.Count > 0)]);
        }
    }
}
