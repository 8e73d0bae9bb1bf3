using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>Looks into a spool and lays down requests: of the daemon that works on it, or beside that daemon.</summary>
public sealed class SpoolReader : ISpoolReader
{
    /// <summary>The most requests that are read at a time.</summary>
    public const int MostRequests = 1000;

    readonly SpoolDirectory directory;
    readonly ReadingConnections connections;

    /// <summary>One of a program that looks now and then: nothing stays open.</summary>
    /// <param name="directory">The spool.</param>
    public SpoolReader(SpoolDirectory directory)
        : this(directory, new ReadingConnections(directory, kept: 0))
    {
    }

    /// <param name="directory">The spool.</param>
    /// <param name="connections">The way to its database.</param>
    internal SpoolReader(SpoolDirectory directory, ReadingConnections connections) => (this.directory, this.connections) = (directory, connections);

    /// <inheritdoc/>
    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => Read(connection => SpoolTables.Read(connection, from, most));

    /// <inheritdoc/>
    public Task<Either<string, Option<SpoolEntry>>> Find(string id) => Read(connection => SpoolTables.Find(connection, id));

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids) =>
        Read<IReadOnlyList<SpoolEntry>>(connection => [.. ids.SelectMany(id => SpoolTables.Find(connection, id).AsEnumerable())]);

    /// <inheritdoc/>
    public Task<Either<string, long>> Count() => Read(SpoolTables.Count);

    /// <inheritdoc/>
    public async Task<Either<UnreadableMail, IMailContent>> Content(string id)
    {
        var found = await Read(connection => MailRows.Read(connection, id)).ConfigureAwait(false);
        var mail = found.MapLeft(reason => new UnreadableMail(reason, IsLost: false)).Bind(row => row);
        return mail.Exists(row => row.Length > 0) ? await Task.Run(() => mail.Bind(row => MailRows.Filed(directory, id, row))).ConfigureAwait(false) : mail.Map(row => (IMailContent)new MemoryContent(row.Front));
    }

    /// <inheritdoc/>
    public async Task<SpoolOutcome> Request(string id, string verb)
    {
        try
        {
            return (await Within(connection => Insert(connection, id, verb)).ConfigureAwait(false)).Match<SpoolOutcome>(
                Right: _ => new SpoolOutcome.Stored(),
                Left: refusal => new SpoolOutcome.Broken(refusal));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return fault.ToOutcome();
        }
    }

    /// <inheritdoc/>
    public Task<Either<string, long>> RequestAll(string verb) => Read(connection => (long)connection
        .Prepared("INSERT INTO requests(entry, verb) SELECT id, $verb FROM entries WHERE due<$never ORDER BY due, id", "$verb", "$never")
        .With(verb, ScheduledEntry.Never.UnixMilliseconds).ExecuteNonQuery());

    /// <summary>Small mails, read together: in the order of their ids, as many as take so many octets. What cannot be given is left out.</summary>
    internal async Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets) =>
        (await Read(connection => MailRows.Small(connection, ids, octets)).ConfigureAwait(false)).IfLeft([]);

    /// <summary>The commands that are ordered.</summary>
    internal Task<Either<string, IReadOnlyList<SpoolOrder>>> Orders() => Read(OrderTables.Read);

    /// <summary>The one-time passwords that are used beyond a time.</summary>
    internal Task<Either<string, IReadOnlyList<StoredCodePair>>> Used(Instant now) => Read(connection => OrderTables.Used(connection, now));

    /// <summary>What has been laid down after one; nothing when the disk is in trouble.</summary>
    internal async Task<IReadOnlyList<SpoolRequest>> Requests(long after) => (await Read(connection => connection
        .Prepared("SELECT number, entry, verb FROM requests WHERE number>$after ORDER BY number LIMIT $most", "$after", "$most")
        .With(after, (long)MostRequests)
        .Rows(row => new SpoolRequest(row.GetInt64(0), row.GetString(1), row.GetString(2)))).ConfigureAwait(false)).IfLeft([]);

    /// <summary>What is remembered beyond a time, as much of it as has room in memory, the oldest in front; nothing when the disk is in trouble.</summary>
    internal async Task<IReadOnlyList<StoredFingerprint>> Recent(Instant now) => (await Read(connection => connection
        .Prepared("SELECT fingerprint, until FROM (SELECT fingerprint, until FROM recent WHERE until>$now ORDER BY until DESC LIMIT $most) ORDER BY until", "$now", "$most")
        .With(now.UnixMilliseconds, 2L * RecentMails.Capacity)
        .Rows(row => new StoredFingerprint(new Octets((byte[])row[0]), new Instant(row.GetInt64(1))))).ConfigureAwait(false)).IfLeft([]);

    static int Insert(ReadingConnection connection, string id, string verb) =>
        connection.Prepared("INSERT INTO requests(entry, verb) VALUES($entry, $verb)", "$entry", "$verb").With(id, verb).ExecuteNonQuery();

    /// The tables of an earlier version are there in ours too; what a later one means by them nobody knows.
    Task<Either<string, A>> Within<A>(Func<ReadingConnection, A> use) => connections.Use<Either<string, A>>(connection => SpoolSchema.Knows(connection.Version)
        ? use(connection)
        : new SpoolRefusal.NewerSchema(directory.Root, connection.Version, SpoolSchema.Version).Explanation);

    async Task<Either<string, A>> Read<A>(Func<ReadingConnection, A> read)
    {
        try
        {
            return await Within(read).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            directory.Remember(fault);
            return $"the spool cannot be read: {fault.Message}{(fault.IsDamage() ? ". Restart the daemon: it sets a damaged database aside and keeps what can be read." : "")}";
        }
    }
}
