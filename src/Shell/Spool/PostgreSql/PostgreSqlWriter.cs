using Laitos.Domain.Foundation;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The writer of small changes. All that wait at the moment it gets to work go to the server in one batch, which is one transaction: they share one way and one flush.
/// Each caller hears of it once the server has committed.
/// </summary>
sealed class PostgreSqlWriter : IAsyncDisposable
{
    /// The most octets and changes of a transaction: those behind must not wait for an endless one.
    const long MostOctets = 8 << 20;
    const int MostChanges = 256;

    static readonly TimeSpan ForgetsEach = TimeSpan.FromMinutes(1);

    readonly PostgreSqlTransactions transactions;
    readonly ChangeQueue queue = new();
    readonly Task writing;
    Instant forgotten = Clock.Now;

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
            for (var octets = 0L; octets < MostOctets && group.Count < MostChanges && queue.TryRead(out var waiting); octets += waiting.Change.Added.Sum(added => added.Mail?.Front.Length ?? 0L))
            {
                group.Add(waiting);
            }

            await Commit(group, isAgain: false);
        }
    }

    /// What was tried before may be there: then its names are taken, by itself.
    async Task Commit(List<ChangeQueue.Waiting> group, bool isAgain)
    {
        var isSplit = false;
        var first = 0L;
        var last = 0L;
        try
        {
            Answer(group, await transactions.Made((connection, fence, again) =>
            {
                isAgain |= again;
                (first, last) = (first == 0 ? fence.Session : first, fence.Session);
                return Together(connection, fence, [.. group.Select(one => one.Change)]);
            }));
        }
        catch (PostgresException fault) when (group.Count > 1 && fault.IsRefusal())
        {
            // One of them is at fault, and nothing of the others is there either.
            isSplit = true;
        }
        catch (PostgresException fault) when (isAgain && fault.IsTaken() && group[0].Change.IsNew)
        {
            // What it has claimed with that is its own only under the same lease.
            Answer(group, [new SpoolOutcome.Stored { Claim = first == last ? last : SpoolOutcome.Stored.NoClaim }]);
        }
        catch (Exception fault)
        {
            // Whatever it is, the callers must hear of it, and the writer must live.
            await transactions.Doubt(fault, group.Select(one => one.Change));
            Answer(group, [.. group.Select(_ => fault.ToDatabaseOutcome())]);
        }

        foreach (var one in isSplit ? group : [])
        {
            await Commit([one], isAgain);
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
        if (Clock.Now is var now && now - forgotten >= ForgetsEach)
        {
            PostgreSqlTables.Forget(batch, now);
            forgotten = now;
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
