using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// Looks into a spool and lays down wishes, beside the daemon that works on it. Each call uses a connection of its own, so that no
/// reader keeps the writer's log from being wiped.
/// </summary>
public sealed class SpoolReader(SpoolDirectory directory) : ISpoolReader
{
    /// <summary>The most wishes that are read at a time.</summary>
    public const int MostRequests = 1000;

    /// <inheritdoc/>
    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => Read(connection => SpoolTables.Read(connection, from, most));

    /// <inheritdoc/>
    public Task<Either<string, Option<SpoolEntry>>> Find(string id) => Read(connection => SpoolTables.Find(connection, id));

    /// <inheritdoc/>
    public Task<Either<string, long>> Count() => Read(SpoolTables.Count);

    /// <inheritdoc/>
    public async Task<Either<UnreadableMail, IMailContent>> Content(string id)
    {
        var found = await Read(connection => Row(connection, id)).ConfigureAwait(false);
        var mail = found.MapLeft(reason => new UnreadableMail(reason, IsLost: false)).Bind(row => row);
        return await Task.Run(() => mail.Bind(row => Whole(id, row))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SpoolOutcome> Request(string id, string verb)
    {
        try
        {
            return (await Task.Run(() => Within(connection => Insert(connection, id, verb))).ConfigureAwait(false)).Match<SpoolOutcome>(
                Right: _ => new SpoolOutcome.Stored(),
                Left: refusal => new SpoolOutcome.Broken(refusal));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return fault.ToOutcome();
        }
    }

    /// <inheritdoc/>
    public Task<Either<string, long>> RequestAll(string verb) => Read(connection =>
    {
        using var command = connection.Prepare("INSERT INTO requests(entry, verb) SELECT id, $verb FROM entries WHERE due<$never ORDER BY due, id", "$verb", "$never");
        return (long)command.With(verb, ScheduledEntry.Never.UnixMilliseconds).ExecuteNonQuery();
    });

    /// <summary>The commands that are ordered.</summary>
    internal Task<Either<string, IReadOnlyList<SpoolOrder>>> Orders() => Read(OrderTables.Read);

    /// <summary>The one-time passwords that are used beyond a time.</summary>
    internal Task<Either<string, IReadOnlyList<StoredCodePair>>> Used(Instant now) => Read(connection => OrderTables.Used(connection, now));

    /// <summary>What has been laid down after one; nothing when the disk is in trouble.</summary>
    internal async Task<IReadOnlyList<SpoolRequest>> Requests(long after) => (await Read(connection => connection.Rows(
        "SELECT number, entry, verb FROM requests WHERE number>$after ORDER BY number LIMIT $most",
        row => new SpoolRequest(row.GetInt64(0), row.GetString(1), row.GetString(2)),
        ("$after", after), ("$most", MostRequests))).ConfigureAwait(false)).IfLeft([]);

    /// <summary>What is remembered beyond a time, as much of it as has room in memory, the oldest in front; nothing when the disk is in trouble.</summary>
    internal async Task<IReadOnlyList<StoredFingerprint>> Recent(Instant now) => (await Read(connection => connection.Rows(
        "SELECT fingerprint, until FROM (SELECT fingerprint, until FROM recent WHERE until>$now ORDER BY until DESC LIMIT $most) ORDER BY until",
        row => new StoredFingerprint(new Octets((byte[])row[0]), new Instant(row.GetInt64(1))),
        ("$now", now.UnixMilliseconds), ("$most", 2 * RecentMails.Capacity))).ConfigureAwait(false)).IfLeft([]);

    static Either<UnreadableMail, StagedMail> Row(SqliteConnection connection, string id)
    {
        // In a database that a daemon of an earlier version works on, the last column is missing.
        var columns = SpoolSchema.VersionOf(connection) >= SpoolSchema.WithBodyDigests ? "front, skip, length, digest, body" : "front, skip, length, digest, NULL";
        using var command = connection.Prepare($"SELECT {columns} FROM mails WHERE id=$id", "$id").With(id);
        using var row = command.ExecuteReader();
        if (!row.Read())
        {
            return UnreadableMail.Lost($"there is no mail {id} in the spool");
        }

        var mail = new StagedMail((byte[])row[0], row.GetInt64(1), row.GetInt64(2), row.IsDBNull(4) ? null : (byte[])row[4]);
        return RowDigest.OfMail(id, mail).AsSpan().SequenceEqual((byte[])row[3]) ? mail : UnreadableMail.Lost($"the mail {id} is damaged in the database");
    }

    /// The mail, once its file is known to hold what was stored.
    Either<UnreadableMail, IMailContent> Whole(string id, StagedMail mail)
    {
        if (mail.Length == 0)
        {
            return new MemoryContent(mail.Front);
        }

        var path = directory.Body(id);
        if (new FileInfo(path) is not { Exists: true, Length: var size } || size < mail.Skip + mail.Length)
        {
            return UnreadableMail.Lost($"the file {path} of mail {id} is missing or too short");
        }

        try
        {
            return mail.Body is null || BodyFiles.Digest(path, mail.Skip, mail.Length).AsSpan().SequenceEqual(mail.Body)
                ? new FileContent([new ContentPart.InMemory(mail.Front), new ContentPart.InFile(mail.Skip, mail.Length)], path)
                : UnreadableMail.Lost($"the file {path} of mail {id} is damaged: it does not hold what was stored");
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return new UnreadableMail($"the file {path} of mail {id} cannot be read: {fault.Message}", IsLost: false);
        }
    }

    static int Insert(SqliteConnection connection, string id, string verb)
    {
        using var command = connection.Prepare("INSERT INTO requests(entry, verb) VALUES($entry, $verb)", "$entry", "$verb");
        return command.With(id, verb).ExecuteNonQuery();
    }

    /// The tables of an earlier version are there in ours too; what a later one means by them nobody knows.
    Either<string, A> Within<A>(Func<SqliteConnection, A> use)
    {
        using var connection = SpoolSchema.Connect(directory.Database);
        return SpoolSchema.VersionOf(connection) is var found && SpoolSchema.Knows(found)
            ? use(connection)
            : new SpoolRefusal.NewerSchema(directory.Root, found, SpoolSchema.Version).Explanation;
    }

    Task<Either<string, A>> Read<A>(Func<SqliteConnection, A> read) => Task.Run<Either<string, A>>(() =>
    {
        try
        {
            return Within(read);
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            directory.Remember(fault);
            return $"the spool cannot be read: {fault.Message}{(fault.IsDamage() ? ". Restart the daemon: it sets a damaged database aside and keeps what can be read." : "")}";
        }
    });
}
