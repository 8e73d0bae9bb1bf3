using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Claims what lies in a spool on a server.</summary>
sealed class PostgreSqlClaims(PostgreSqlTransactions transactions, PostgreSqlWriter writer, PostgreSqlReader reader, PostgreSqlSharedRows shared, PostgreSqlRecordCopies copies, PostgreSqlLease lease) : ISpoolClaims, IDisposable
{
    const string Columns = "id, due, state, digest";

    /// <summary>What is due and nobody's, the earliest in front; nobody waits for another who claims at the same time.</summary>
    internal const string ClaimDue =
        $"UPDATE entries SET holder=$1, batch=$2 WHERE id IN (SELECT id FROM entries WHERE holder=0 AND due<=$3 ORDER BY due, id LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING {Columns}";

    /// <summary>When the next one is due.</summary>
    internal const string NextDue = "SELECT min(due) FROM entries WHERE holder=0 AND due>$1 AND due<$2";

    readonly SemaphoreSlim turn = new(1);

    /// Names the claim that goes on, until it is known how it has ended.
    long batch;
    bool isInDoubt;

    /// <inheritdoc/>
    public void Subscribe(Action<MailQueueInput> hear) => lease.Subscribe(hear);

    /// <inheritdoc/>
    public Task<Either<string, Option<StoredFingerprint>>> Recall(Octets beginning, Instant now) =>
        lease.Trouble is { } trouble ? Task.FromResult(Prelude.Left<string, Option<StoredFingerprint>>(trouble)) : reader.Recall(beginning, now);

    /// <inheritdoc/>
    public ISharedRows Shared => shared;

    /// <inheritdoc/>
    public Tracing.ITraceCopies Copies => copies;

    /// <inheritdoc/>
    public Task<SpoolOutcome> Release(EntryKey entry) => writer.Submit(new SpoolChange { Released = entry });

    /// <inheritdoc/>
    public Task<SpoolOutcome> SetAside(EntryKey entry) => writer.Submit(new SpoolChange { SetAside = entry });

    /// <inheritdoc/>
    public async Task<Either<string, ClaimedEntries>> Claim(Instant due, int most)
    {
        await turn.WaitAsync();
        try
        {
            // One of which nobody knows how it has ended may have claimed something.
            var isRepeated = isInDoubt;
            batch += isRepeated ? 0 : 1;
            isInDoubt = true;
            var made = await Made(async (connection, fence, tries) =>
            {
                var claimed = tries.IsInDoubt || isRepeated ? await connection.Rows($"SELECT {Columns} FROM entries WHERE holder=$1 AND batch=$2", Read, fence.Session, batch) : [];
                return claimed.Count > 0 ? Found(claimed, fence, Option<Instant>.None) : await Claimed(connection, fence, due, most);
            });
            isInDoubt = made.IsLeft;
            return made;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public Task<Either<string, ClaimedEntry>> ClaimOne(string id) => Made<ClaimedEntry>(async (connection, fence, _) =>
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var first = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(first, fence);
        var taken = first.Then($"UPDATE entries SET holder=$2 WHERE id=$1 AND holder IN (0, $2, {PostgreSqlTables.Aside})", id, fence.Session);
        await first.ExecuteNonQueryAsync();
        ClaimedEntry found;
        if (taken.RecordsAffected > 0)
        {
            var entry = (await connection.Rows($"SELECT {Columns} FROM entries WHERE id=$1", Read, id))[0].Entry;
            var requests = await connection.Rows("SELECT number FROM requests WHERE entry=$1", row => row.GetInt64(0), id);
            found = new ClaimedEntry.Mine(Prelude.Optional(entry), fence.Session, requests.Gather());
        }
        else
        {
            found = await connection.Ask("SELECT true FROM entries WHERE id=$1", id) is true ? new ClaimedEntry.Elsewhere() : new ClaimedEntry.Missing();
        }

        await transaction.Commit(connection);
        return found;
    });

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolOrder>>> ClaimOrders() => Made<IReadOnlyList<SpoolOrder>>(async (connection, fence, _) =>
    {
        await using var claim = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(claim, fence);
        claim.Then("UPDATE orders SET holder=$1 WHERE id IN (SELECT id FROM orders WHERE holder=0 FOR UPDATE SKIP LOCKED)", fence.Session);
        await claim.Commit();
        var mine = await connection.Rows("SELECT id, state, salvaged, digest FROM orders WHERE holder=$1 ORDER BY number", PostgreSqlReader.Order, fence.Session);
        return [.. mine.OfType<SpoolOrder>().Select(order => order with { Claim = fence.Session })];
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        turn.Dispose();
        shared.Dispose();
    }

    async Task<ClaimedEntries> Claimed(NpgsqlConnection connection, PostgreSqlFence fence, Instant due, int most)
    {
        await using var statements = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(statements, fence);
        statements.Then(ClaimDue, fence.Session, batch, due.UnixMilliseconds, (long)most);
        statements.Then(NextDue, due.UnixMilliseconds, ScheduledEntry.Never.UnixMilliseconds);
        await using var rows = await statements.ExecuteReaderAsync();
        await rows.NextResultAsync();
        var claimed = new List<(string, SpoolEntry?)>();
        while (await rows.ReadAsync())
        {
            claimed.Add(Read(rows));
        }

        await rows.NextResultAsync();
        var next = await rows.ReadAsync() && !await rows.IsDBNullAsync(0) ? new Instant(rows.GetInt64(0)) : Option<Instant>.None;
        while (await rows.NextResultAsync())
        {
            // It is one transaction, and committed once all is read.
        }

        return Found(claimed, fence, next);
    }

    static ClaimedEntries Found(IReadOnlyList<(string Id, SpoolEntry? Entry)> rows, PostgreSqlFence fence, Option<Instant> next) => new(
        [.. rows.Select(row => row.Entry).OfType<SpoolEntry>()], [.. rows.Where(row => row.Entry is null).Select(row => row.Id)], fence.Session, next);

    static (string Id, SpoolEntry? Entry) Read(NpgsqlDataReader row) => (row.GetString(0), PostgreSqlReader.Row(row));

    Task<Either<string, A>> Made<A>(Func<NpgsqlConnection, PostgreSqlFence, TransactionTries, Task<A>> make) =>
        PostgreSqlFaults.Told(() => transactions.Made(make), "nothing can be claimed in the spool: ");
}
