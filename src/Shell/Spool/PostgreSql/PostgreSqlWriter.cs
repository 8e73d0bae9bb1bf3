using Laitos.Domain.Foundation;
using Laitos.Domain.Sharing;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The writer of small changes. All that wait at the moment it gets to work go to the server in one batch, which is one transaction: they share one way and one flush.
/// Each caller hears of it once the server has committed.
/// </summary>
sealed class PostgreSqlWriter : IAsyncDisposable
{
    readonly PostgreSqlTransactions transactions;
    readonly ChangeQueue queue = new();
    readonly Task writing;
    Periodic forgetting = new(TimeSpan.FromMinutes(1), Clock.Now);

    public PostgreSqlWriter(PostgreSqlTransactions transactions)
    {
        this.transactions = transactions;
        writing = Task.Run(Write);
    }

    /// <summary>Has a change carried out that asks for no answer between its parts; completes once it is committed, or has failed.</summary>
    public Task<SpoolOutcome> Submit(SpoolChange change) => queue.Submit(change);

    /// <summary>Carries out what has been submitted, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        await writing;
    }

    async Task Write()
    {
        var group = new List<ChangeQueue.Waiting>();
        while (await queue.WaitToRead())
        {
            group.Clear();
            for (var octets = 0L; DatabaseBounds.HasRoom(group.Count, octets) && queue.TryRead(out var waiting); octets += waiting.Change.Added.Sum(added => added.Mail?.Front.Length ?? 0L))
            {
                group.Add(waiting);
            }

            await Commit(group, TransactionTries.None);
        }
    }

    async Task Commit(List<ChangeQueue.Waiting> group, TransactionTries before)
    {
        var (tried, isSplit) = (before, false);
        try
        {
            Answer(group, await transactions.Made(
                (connection, fence, tries) =>
                {
                    tried = tries;
                    return Together(connection, fence, [.. group.Select(one => one.Change)]);
                },
                before));
        }
        catch (Exception fault)
        {
            // Whatever it is, the callers must hear of it, and the writer must live.
            switch (fault.IsDatabase() ? tried.End(fault.ToTransactionFault(), group.Count, group[0].Change.IsNew) : TransactionEnd.Failed)
            {
                case TransactionEnd.Split:
                    isSplit = true;
                    break;
                case TransactionEnd.Made:
                    Answer(group, [await transactions.Found(group[0].Change)]);
                    break;
                default:
                    await transactions.Doubt(fault, group.Select(one => one.Change));
                    Answer(group, [.. group.Select(_ => fault.ToDatabaseOutcome())]);
                    break;
            }
        }

        foreach (var one in isSplit ? group : [])
        {
            await Commit([one], tried.OfPart);
        }
    }

    async Task<IReadOnlyList<SpoolOutcome>> Together(NpgsqlConnection connection, PostgreSqlFence fence, IReadOnlyList<SpoolChange> changes)
    {
        await using var batch = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(batch, fence);
        var conditions = changes.Select(NpgsqlBatchCommand? (change) =>
        {
            var condition = PostgreSqlTables.Replace(batch, change);
            PostgreSqlTables.Insert(batch, change, fence.Session);
            return condition;
        }).ToArray();
        ForgetNowAndThen(batch);
        await batch.Commit();
        return [.. conditions.Select(condition => condition is { RecordsAffected: 0 } ? SpoolOutcome.Missing : (SpoolOutcome)new SpoolOutcome.Stored { Claim = fence.Session })];
    }

    /// What is remembered for an hour must not lie there for as long as the daemon runs.
    void ForgetNowAndThen(NpgsqlBatch batch)
    {
        if (Clock.Now is var now && forgetting.IsDue(now))
        {
            PostgreSqlTables.Forget(batch, now);
            forgetting = forgetting.Done(now);
        }
    }

    static void Answer(List<ChangeQueue.Waiting> group, IReadOnlyList<SpoolOutcome> outcomes)
    {
        for (var i = 0; i < group.Count; i++)
        {
            group[i].Done.SetResult(outcomes[i]);
        }
    }
}
