using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;
using Laitos.Shell.Relay;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>
/// The spool in a PostgreSQL database (docs/adr: a spool on a server). Small changes share transactions; one that brings a large mail, or puts in what depends on what it takes out, has one of its own.
/// </summary>
sealed class PostgreSqlSpool : ISpool
{
    readonly PostgreSqlConnections connections;
    readonly PostgreSqlLease lease;
    readonly PostgreSqlTransactions transactions;
    readonly PostgreSqlWriter writer;
    readonly PostgreSqlReader reader;
    readonly PostgreSqlClaims claims;
    readonly SpoolLock? held;
    readonly SemaphoreSlim turn = new(DatabaseBounds.SmallChanges), largeTurn = new(DatabaseBounds.LargeChanges);

    /// <param name="connections">The way to it; given up to the spool.</param>
    /// <param name="lease">The lease on it; given up, too.</param>
    /// <param name="held">The lock of the daemon's folder, let go of last; null for a command.</param>
    public PostgreSqlSpool(PostgreSqlConnections connections, PostgreSqlLease lease, SpoolLock? held)
    {
        (this.connections, this.lease, this.held) = (connections, lease, held);
        transactions = new PostgreSqlTransactions(connections, lease);
        writer = new PostgreSqlWriter(transactions);
        reader = new PostgreSqlReader(connections);
        claims = new PostgreSqlClaims(transactions, writer, reader, new PostgreSqlSharedRows(connections, lease), new PostgreSqlRecordCopies(connections, lease.Worker), lease);
    }

    /// <inheritdoc/>
    public long Commits => transactions.Commits;

    /// <inheritdoc/>
    public ISpoolClaims? Claims => claims;

    /// <inheritdoc/>
    public Tracing.ITracePlace? Records => reader.Records;

    /// <inheritdoc/>
    public Task<SpoolOutcome> Add(NewMail newMail) =>
        Put(new SpoolChange { Remembered = newMail.Remembered, Orders = newMail.Orders, StoredCodePairs = newMail.StoredCodePairs, AreOrdersClaimed = newMail.AreOrdersClaimed, IsNew = true }, newMail.Entries);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Update(SpoolEntry entry, params IReadOnlyList<NewEntry> added) => Put(new SpoolChange { Updated = entry }, added);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Replace(EntryKey removed, params IReadOnlyList<NewEntry> added) => Put(new SpoolChange { Removed = removed }, added);

    /// <inheritdoc/>
    public Task<SpoolOutcome> UpdateOrder(SpoolOrder order) => writer.Submit(new SpoolChange { UpdatedOrder = order });

    /// <inheritdoc/>
    public Task<SpoolOutcome> ReplaceOrder(EntryKey removed, params IReadOnlyList<NewEntry> added) => Put(new SpoolChange { RemovedOrder = removed }, added);

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolOrder>>> LoadOrders() => reader.Orders();

    /// <inheritdoc/>
    public async Task<Either<string, IReadOnlyList<StoredCodePair>>> LoadUsed(Instant now)
    {
        await writer.Submit(new SpoolChange { Forgotten = now });
        return await reader.Used(now);
    }

    /// <inheritdoc/>
    public Task<SpoolOutcome> Remember(params IReadOnlyList<StoredFingerprint> storedFingerprints) => writer.Submit(new SpoolChange { Remembered = storedFingerprints });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredFingerprint>> LoadRecent(Instant now)
    {
        await writer.Submit(new SpoolChange { Forgotten = now });
        return await reader.Recent(now);
    }

    /// <inheritdoc/>
    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => reader.Load(from, most);

    /// <inheritdoc/>
    public Task<Either<string, Option<SpoolEntry>>> Find(string id) => reader.Find(id);

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids) => reader.Find(ids);

    /// <inheritdoc/>
    public Task<Either<string, long>> Count() => reader.Count();

    /// <inheritdoc/>
    public Task<Either<UnreadableMail, IMailContent>> Content(string id) => reader.Content(id);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets) => reader.SmallContents(ids, octets);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Request(string id, string verb) => reader.Request(id, verb);

    /// <inheritdoc/>
    public Task<Either<string, long>> RequestAll(string verb) => reader.RequestAll(verb);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SpoolRequest>> LoadRequests(long after) => reader.Requests(after);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Complete(SpoolRequest request) => writer.Submit(new SpoolChange { Completed = request });

    /// <summary>Completes what has been submitted, and lets go of the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await lease.DisposeAsync();
        claims.Dispose();
        await connections.DisposeAsync();
        held?.Dispose();
    }

    async Task<SpoolOutcome> Put(SpoolChange change, IReadOnlyList<NewEntry> added)
    {
        if (lease.Trouble is { } trouble)
        {
            return new SpoolOutcome.Broken(trouble);
        }

        var isAlone = added.Any(one => one.Content.Size > PostgreSqlBodies.Largest) || (added.Count > 0 && !change.IsNew);
        var place = isAlone ? largeTurn : turn;
        if (!await place.WaitAsync(DatabaseBounds.LongestWait))
        {
            return new SpoolOutcome.Broken($"the database of the spool is too slow: {(isAlone ? DatabaseBounds.LargeChanges : DatabaseBounds.SmallChanges)} mails have been waiting for it for {DatabaseBounds.LongestWait.TotalSeconds:0} s");
        }

        try
        {
            var small = new List<StagedEntry>(added.Count);
            foreach (var one in added.Where(one => one.Content.Size <= PostgreSqlBodies.Largest))
            {
                small.Add(new StagedEntry(one.Entry, await PostgreSqlBodies.Front(one.Content), one.IsClaimed));
            }

            var staged = change with { Added = small };
            return isAlone ? await Alone(staged, [.. added.Where(one => one.Content.Size > PostgreSqlBodies.Largest)]) : await writer.Submit(staged);
        }
        catch (SourceFaultException fault)
        {
            return fault.InnerException!.ToOutcome();
        }
        finally
        {
            place.Release();
        }
    }

    async Task<SpoolOutcome> Alone(SpoolChange change, IReadOnlyList<NewEntry> large)
    {
        var tried = TransactionTries.None;
        var whole = change with { Added = [.. change.Added, .. large.Select(one => new StagedEntry(one.Entry, null))] };
        try
        {
            return await transactions.Made((connection, fence, tries) =>
            {
                tried = tries;
                return Made(connection, fence, change, large, whole);
            });
        }
        catch (PostgresException fault) when (tried.End(fault.ToTransactionFault(), changes: 1, isNew: true) == TransactionEnd.Made)
        {
            return await transactions.Found(whole);
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            await transactions.Doubt(fault, [whole]);
            return fault.ToDatabaseOutcome();
        }
    }

    static async Task<SpoolOutcome> Made(NpgsqlConnection connection, PostgreSqlFence fence, SpoolChange change, IReadOnlyList<NewEntry> large, SpoolChange whole)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var first = new NpgsqlBatch(connection);
        PostgreSqlTables.Fence(first, fence);
        var condition = PostgreSqlTables.Replace(first, change);
        await first.ExecuteNonQueryAsync();
        if (condition is { RecordsAffected: 0 })
        {
            // The names of what comes in are nobody else's: where they are there, the same change was made before, and nobody heard of it.
            return whole.Added.Count > 0 && await connection.Ask("SELECT true FROM entries WHERE id=$1", whole.Added[0].Entry.Id) is true
                ? new SpoolOutcome.Stored { Claim = await PostgreSqlTransactions.Claim(connection, fence, whole) }
                : SpoolOutcome.Missing;
        }

        var streamed = new List<StagedEntry>(large.Count);
        foreach (var one in large)
        {
            streamed.Add(new StagedEntry(one.Entry, await PostgreSqlBodies.Write(connection, one.Entry.Id, one.Content), one.IsClaimed));
        }

        await using var second = new NpgsqlBatch(connection);
        PostgreSqlTables.Insert(second, change with { Added = [.. change.Added, .. streamed] }, fence.Session);
        await second.ExecuteNonQueryAsync();
        await transaction.Commit(connection);
        return new SpoolOutcome.Stored { Claim = fence.Session };
    }
}
