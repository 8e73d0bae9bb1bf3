using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Looks into a spool on a server and lays down requests, beside the daemon that works on it.</summary>
sealed class PostgreSqlReader(PostgreSqlConnections connections) : ISpoolReader
{
    /// "reqs" in hexadecimal, beside the number of the schema.
    const int RequestLock = 0x7265_7173;

    /// With who has claimed each; a few daemons are looked through for an entry that anybody has.
    const string Entries = "SELECT id, due, state, digest, CASE WHEN holder=0 THEN NULL ELSE (SELECT name FROM daemons WHERE session=holder) END FROM entries";

    /// <inheritdoc/>
    public Tracing.ITracePlace Records { get; } = new PostgreSqlRecords(connections);

    /// <inheritdoc/>
    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => Read(async connection =>
    {
        // A text of this server holds no NUL; the next character says "behind this id" as well.
        var rows = await connection.Rows(
            $"{Entries} WHERE (due, id)>=($1, $2) ORDER BY due, id LIMIT $3", row => (Place: new ScheduledEntry(new Instant(row.GetInt64(1)), row.GetString(0)), Entry: Held(row)),
            from.At.UnixMilliseconds, from.Id.Replace('\0', '\u0001'), most + 1L);
        var page = rows.Take(most).ToList();
        return new SpoolPage(
            [.. page.Select(row => row.Entry).OfType<SpoolEntry>()],
            [.. page.Where(row => row.Entry is null).Select(row => row.Place.Id)],
            rows.Count > most ? rows[most].Place : Option<ScheduledEntry>.None);
    });

    /// <inheritdoc/>
    public async Task<Either<string, Option<SpoolEntry>>> Find(string id) => (await Find([id])).Map(found => found.Gather().HeadOrNone());

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids) => Read<IReadOnlyList<SpoolEntry>>(async connection =>
        [.. (await connection.Rows($"{Entries} WHERE id=ANY($1)", Held, (object)ids.Where(IsName).ToArray())).OfType<SpoolEntry>()]);

    /// <inheritdoc/>
    public Task<Either<string, long>> Count() => Read(async connection => (long)(await connection.Ask("SELECT count(*) FROM entries"))!);

    /// <inheritdoc/>
    public async Task<Either<UnreadableMail, IMailContent>> Content(string id) =>
        (await Read(connection => Mail(connection, id))).MapLeft(reason => new UnreadableMail(reason, IsLost: false)).Bind(mail => mail);

    /// <inheritdoc/>
    public async Task<SpoolOutcome> Request(string id, string verb)
    {
        try
        {
            await using var connection = await connections.Open();
            await using var batch = new NpgsqlBatch(connection);

            // Numbers are taken in the order in which they can be seen: nobody who has read one misses a smaller one that comes later.
            batch.Then("SELECT pg_advisory_xact_lock($1, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", RequestLock);
            batch.Then("INSERT INTO requests(entry, verb) VALUES($1,$2)", id, verb);
            batch.Then("SELECT wake()");
            await batch.Commit();
            return new SpoolOutcome.Stored();
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            return fault.ToDatabaseOutcome();
        }
    }

    /// <inheritdoc/>
    public Task<Either<string, long>> RequestAll(string verb) => Read(async connection =>
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Then("SELECT pg_advisory_xact_lock($1, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", RequestLock);
        var laid = batch.Then("INSERT INTO requests(entry, verb) SELECT id, $1 FROM entries WHERE due<$2 ORDER BY due, id", verb, ScheduledEntry.Never.UnixMilliseconds);
        batch.Then("SELECT wake()");
        await batch.Commit();
        return (long)laid.RecordsAffected;
    });

    /// <summary>Small mails, by one statement: in the order of their ids, as many as take so many octets. What cannot be given is left out.</summary>
    internal async Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets) => (await Read(connection => connection.Rows(
        """
        SELECT id, front, digest FROM (
            SELECT id, front, digest, turn, sum(octet_length(front)) OVER (ORDER BY turn) AS upto FROM unnest($1) WITH ORDINALITY AS wanted(name, turn) JOIN mails ON id=name WHERE length=0) AS small
        WHERE upto<=$2 ORDER BY turn
        """,
        row => (Id: row.GetString(0), Mail: new StagedMail((byte[])row[1], 0, 0, null), Digest: (byte[])row[2]),
        ids.Where(IsName).ToArray(), octets))).IfLeft([])
        .Where(row => RowDigest.OfMail(row.Id, row.Mail).AsSpan().SequenceEqual(row.Digest))
        .Select(row => KeyValuePair.Create(row.Id, new MemoryContent(row.Mail.Front))).ToList();

    /// <summary>The commands that are ordered.</summary>
    internal Task<Either<string, IReadOnlyList<SpoolOrder>>> Orders() => Read<IReadOnlyList<SpoolOrder>>(async connection => [.. (await connection.Rows(OrdersInTurn, Order)).OfType<SpoolOrder>()]);

    /// <summary>What the owner should know of commands whose rows are not whole.</summary>
    internal static async Task<Seq<string>> DamagedOrders(NpgsqlConnection connection) => (await connection.Rows(OrdersInTurn, row => Order(row) is null ? row.GetString(0) : null)).OfType<string>()
        .Select(id => $"the command {Printable.Excerpt(id, 60)} is damaged in the spool. It stays there, and is not run.").Gather();

    /// <summary>The one-time passwords that are used beyond a time.</summary>
    internal Task<Either<string, IReadOnlyList<StoredCodePair>>> Used(Instant now) => Read(connection => connection.Rows(
        "SELECT pair, command, until FROM used WHERE until>$1", row => new StoredCodePair(Octets(row, 0), Octets(row, 1), new Instant(row.GetInt64(2))), now.UnixMilliseconds));

    /// <summary>What has been laid down after one; nothing when the server is in trouble.</summary>
    internal async Task<IReadOnlyList<SpoolRequest>> Requests(long after) => (await Read(connection => connection.Rows(
        "SELECT number, entry, verb FROM requests WHERE number>$1 ORDER BY number LIMIT $2", row => new SpoolRequest(row.GetInt64(0), row.GetString(1), row.GetString(2)), after, (long)SpoolReader.MostRequests))).IfLeft([]);

    /// <summary>What is remembered beyond a time, as much of it as has room in memory, the oldest in front; nothing when the server is in trouble.</summary>
    internal async Task<IReadOnlyList<StoredFingerprint>> Recent(Instant now) => (await Read(connection => connection.Rows(
        "SELECT fingerprint, until FROM (SELECT fingerprint, until FROM recent WHERE until>$1 ORDER BY until DESC LIMIT $2) AS latest ORDER BY until",
        row => new StoredFingerprint(Octets(row, 0), new Instant(row.GetInt64(1))), now.UnixMilliseconds, 2L * RecentMails.Capacity))).IfLeft([]);

    /// <summary>What is remembered beyond a time that begins with some octets.</summary>
    internal async Task<Either<string, Option<StoredFingerprint>>> Recall(Octets beginning, Instant now) => (await Read(connection => connection.Rows(
        "SELECT fingerprint, until FROM recent WHERE fingerprint>=$1 AND fingerprint<$2 AND until>$3 LIMIT 1", row => new StoredFingerprint(Octets(row, 0), new Instant(row.GetInt64(1))),
        beginning.Span.ToArray(), (byte[])[.. beginning.Span, .. Enumerable.Repeat(byte.MaxValue, 64)], now.UnixMilliseconds))).Map(rows => rows.Gather().HeadOrNone());

    const string OrdersInTurn = "SELECT id, state, salvaged, digest FROM orders ORDER BY number";

    async Task<Either<UnreadableMail, IMailContent>> Mail(NpgsqlConnection connection, string id)
    {
        var rows = IsName(id)
            ? await connection.Rows("SELECT front, length, body, digest FROM mails WHERE id=$1", row => (Mail: new StagedMail((byte[])row[0], 0, row.GetInt64(1), row[2] as byte[]), Digest: (byte[])row[3]), id)
            : [];
        if (rows.Count == 0)
        {
            return UnreadableMail.Lost($"there is no mail {id} in the spool");
        }

        var (mail, digest) = rows[0];
        return !RowDigest.OfMail(id, mail).AsSpan().SequenceEqual(digest) ? UnreadableMail.Lost($"the mail {id} is damaged in the database")
            : mail.Length == 0 ? new MemoryContent(mail.Front)
            : await PostgreSqlBodies.Digest(connection, id) is var (found, length) && length == mail.Length && found.AsSpan().SequenceEqual(mail.Body) ? new DatabaseContent(connections, id, length)
            : UnreadableMail.Lost($"the pieces of mail {id} in the database are damaged: they are not what was stored");
    }

    /// <summary>The entry of a row of id, due, state, digest; null when the digest is another's.</summary>
    internal static SpoolEntry? Row(NpgsqlDataReader row)
    {
        var (id, due, state) = (row.GetString(0), row.GetInt64(1), (byte[])row[2]);
        return RowDigest.OfEntry(id, due, state).AsSpan().SequenceEqual((byte[])row[3]) ? new SpoolEntry(id, new Instant(due), new Octets(state)) : null;
    }

    static SpoolEntry? Held(NpgsqlDataReader row) => Row(row) is { } entry ? entry with { Daemon = row.IsDBNull(4) ? null : row.GetString(4) } : null;

    /// <summary>The command of a row of id, state, salvaged, digest; null when the digest is another's.</summary>
    internal static SpoolOrder? Order(NpgsqlDataReader row)
    {
        var (id, state, isSalvaged) = (row.GetString(0), (byte[])row[1], row.GetBoolean(2));
        return RowDigest.OfOrder(id, state, isSalvaged).AsSpan().SequenceEqual((byte[])row[3]) ? new SpoolOrder(id, new Octets(state)) { IsFromDamagedSpool = isSalvaged } : null;
    }

    static Octets Octets(NpgsqlDataReader row, int column) => new((byte[])row[column]);

    /// A text of this server holds no NUL: nothing has such a name.
    internal static bool IsName(string id) => !id.Contains('\0', StringComparison.Ordinal);

    Task<Either<string, A>> Read<A>(Func<NpgsqlConnection, Task<A>> read) => PostgreSqlFaults.Told(() => connections.Read(read), "the spool cannot be read: ");
}
