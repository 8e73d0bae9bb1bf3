using Laitos.Domain.Sharing;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Makes transactions under the lease. One whose connection failed is made again, once it is certain that nothing more will come of it.</summary>
sealed class PostgreSqlTransactions(PostgreSqlConnections connections, PostgreSqlLease lease)
{
    long commits;

    /// <summary>Transactions committed so far.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>Makes one.</summary>
    /// <param name="make">Makes it on a connection, under a fence; the last argument is its tries so far, with this one.</param>
    /// <param name="before">What was tried of it before, as a part of another one.</param>
    /// <exception cref="PostgresException">The server has refused it; nothing of it is there.</exception>
    /// <exception cref="DatabaseAwayException">The server cannot be had; nothing was sent.</exception>
    /// <exception cref="Exception">Nobody knows whether it is there.</exception>
    public async Task<A> Made<A>(Func<NpgsqlConnection, PostgreSqlFence, TransactionTries, Task<A>> make, TransactionTries? before = null)
    {
        for (var tries = before ?? TransactionTries.None; ;)
        {
            var fence = lease.Fence;
            if (lease.Trouble is { } away)
            {
                throw new DatabaseAwayException(away);
            }

            tries = tries.OneMore;
            try
            {
                await using var connection = await connections.Open();
                var made = await make(connection, fence, tries);
                Interlocked.Increment(ref commits);
                return made;
            }
            catch (Exception fault) when (fault.IsDatabase() && tries.After(fault.ToTransactionFault()) is var (next, remedy) && remedy is not TransactionRemedy.GiveUp)
            {
                tries = next;
                if (remedy == TransactionRemedy.RepeatUnderLease)
                {
                    // Another transaction has had the token changed; or the lease was taken away, as is found out now.
                    await lease.Restore(fence);
                }
                else if (remedy == TransactionRemedy.RepeatOnceSettled && !await lease.Restore(fence, TransactionTries.Patience))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>What an earlier try has put in, of which nobody had heard, with this daemon's claim on it.</summary>
    public async Task<SpoolOutcome> Found(SpoolChange change)
    {
        try
        {
            return await Made(async (connection, fence, _) => new SpoolOutcome.Stored { Claim = await Claim(connection, fence, change) });
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            await lease.Doubt([change]);
            return fault.ToDatabaseOutcome();
        }
    }

    /// <summary>The number of this daemon's claim on what a change has put in.</summary>
    public static async Task<long> Claim(NpgsqlConnection connection, PostgreSqlFence fence, SpoolChange change) => TransactionTries.ClaimOf(
        await connection.Rows(
            "SELECT holder FROM entries WHERE id=ANY($1) UNION ALL SELECT holder FROM orders WHERE id=ANY($2)", row => row.GetInt64(0),
            change.Added.Select(added => added.Entry.Id).ToArray(), change.Orders.Select(order => order.Id).ToArray()),
        fence.Session).IfNone(SpoolOutcome.Stored.NoClaim);

    /// <summary>What failed for a reason that does not tell whether it is there is settled once that can be found out.</summary>
    public async Task Doubt(Exception fault, IEnumerable<SpoolChange> changes)
    {
        if (fault.IsDatabase() && !fault.IsRefusal())
        {
            await lease.Doubt([.. changes.Where(change => change.Settlement != Settlement.None)]);
        }
    }
}
