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

    /// <summary>Those of some names that nobody else has. Who has the rows of several locks them in one order; what another one is just changing is his.</summary>
    internal const string ClaimNames =
        $"UPDATE entries SET holder=$1 WHERE id IN (SELECT id FROM entries WHERE id=ANY($2) AND holder IN (0, $1, {PostgreSqlTables.Aside}) ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING {Columns}";

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
    public Task<Either<string, IReadOnlyList<ClaimedEntry>>> ClaimNamed(IReadOnlyList<string> ids) => Made<IReadOnlyList<ClaimedEntry>>(async (connection, fence, _) =>
    {
        var names = ids.Where(PostgreSqlReader.IsName).ToArray();
        await using var statements = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(statements, fence);
        statements.Then(ClaimNames, fence.Session, names);
        statements.Then("SELECT entry, number FROM requests WHERE entry=ANY($1)", (object)names);
        statements.Then("SELECT id FROM entries WHERE id=ANY($1)", (object)names);
        await using var rows = await statements.ExecuteReaderAsync();
        var mine = (await rows.Next(Read)).ToDictionary(row => row.Id, row => row.Entry);
        var requests = (await rows.Next(row => (Id: row.GetString(0), Number: row.GetInt64(1)))).ToLookup(row => row.Id, row => row.Number);
        var there = (await rows.Next(row => row.GetString(0))).ToHashSet();
        await rows.End();
        return [.. ids.Select(id => mine.TryGetValue(id, out var entry) ? new ClaimedEntry.Mine(Prelude.Optional(entry), fence.Session, requests[id].Gather())
            : there.Contains(id) ? new ClaimedEntry.Elsewhere() : (ClaimedEntry)new ClaimedEntry.Missing())];
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
        var claimed = await rows.Next(Read);
        var next = (await rows.Next(row => row.IsDBNull(0) ? Option<Instant>.None : new Instant(row.GetInt64(0)))).Gather().HeadOrNone().Flatten();
        await rows.End();
        return Found(claimed, fence, next);
    }

    static ClaimedEntries Found(IReadOnlyList<(string Id, SpoolEntry? Entry)> rows, PostgreSqlFence fence, Option<Instant> next) => new(
        [.. rows.Select(row => row.Entry).OfType<SpoolEntry>()], [.. rows.Where(row => row.Entry is null).Select(row => row.Id)], fence.Session, next);

    static (string Id, SpoolEntry? Entry) Read(NpgsqlDataReader row) => (row.GetString(0), PostgreSqlReader.Row(row));

    Task<Either<string, A>> Made<A>(Func<NpgsqlConnection, PostgreSqlFence, TransactionTries, Task<A>> make) =>
        PostgreSqlFaults.Told(() => transactions.Made(make), "nothing can be claimed in the spool: ");
}
