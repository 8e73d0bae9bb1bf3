using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>A spool in a database on a server. What is still arriving lies in a folder of this machine.</summary>
/// <param name="settings">Where the server is, and what a commit waits for.</param>
/// <param name="directory">The folder, which each daemon has for itself.</param>
public sealed class PostgreSqlLocation(DatabaseSettings settings, SpoolDirectory directory) : ISpoolLocation
{
    /// <inheritdoc/>
    public string Name => settings.Connection.Name;

    /// <inheritdoc/>
    public async Task<Either<SpoolRefusal, OpenedSpool>> Open(Instant now, bool isPassing = false)
    {
        // A command works beside the daemon's folder, a daemon in its own.
        SpoolLock? local = null;
        PostgreSqlConnections? connections = null;
        try
        {
            if (!isPassing && !TakeFolder(out local))
            {
                return SpoolOpening.InUse(directory);
            }

            if (PostgreSqlConnections.PasswordTrouble(settings) is { } trouble)
            {
                return new SpoolRefusal.Unusable(Name, trouble);
            }

            connections = PostgreSqlConnections.Of(settings);
            var (later, notices) = await Prepared(connections);
            if (later is { } found)
            {
                return new SpoolRefusal.NewerSchema(Name, found, PostgreSqlSchema.Version);
            }

            var taken = (await PostgreSqlLease.TryTake(connections, Worker(isPassing))).Map(lease =>
            {
                var opened = new OpenedSpool(new PostgreSqlSpool(connections, lease, local), notices);
                (local, connections) = (null, null);
                return opened;
            });
            return taken.MapLeft(SpoolRefusal (holder) => new SpoolRefusal.InUse(Name, holder, "Stop all daemons that work on it first.") { IsWaitedFor = !isPassing });
        }
        catch (Exception fault) when (fault.IsDatabase() || fault.IsDisk())
        {
            return fault.IsDatabase() && !fault.IsDisk() && !fault.IsRefusal() ? new SpoolRefusal.Away(Name, Explanation(fault)) { IsWaitedFor = !isPassing } : new SpoolRefusal.Unusable(Name, Explanation(fault));
        }
        finally
        {
            local?.Dispose();
            if (connections is not null)
            {
                await connections.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Either<string, Option<ISpoolReader>>> Look()
    {
        if (PostgreSqlConnections.PasswordTrouble(settings) is { } trouble)
        {
            return trouble;
        }

        var connections = PostgreSqlConnections.Of(settings);
        try
        {
            await using var connection = await connections.Open();
            return await PostgreSqlSchema.VersionOf(connection) switch
            {
                null => Option<ISpoolReader>.None,
                { } found when found > PostgreSqlSchema.Version => new SpoolRefusal.NewerSchema(Name, found, PostgreSqlSchema.Version).Explanation,
                _ => Option<ISpoolReader>.Some(new PostgreSqlReader(connections)),
            };
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            return Explanation(fault);
        }
    }

    bool TakeFolder(out SpoolLock? held)
    {
        directory.Create();
        held = SpoolLock.TryTake(directory, isPassing: false).MatchUnsafe<SpoolLock?>(taken => taken, () => null);
        if (held is not null)
        {
            SpoolSweep.SweepIncoming(directory);
        }

        return held is not null;
    }

    /// The tables are there and ours; and what the owner should know of the server.
    async Task<(long? Later, Seq<string> Notices)> Prepared(PostgreSqlConnections connections)
    {
        await using var connection = await connections.Open();
        return await PostgreSqlSchema.Make(connection, connections.Schema) is { } later
            ? (later, default)
            : (null, (await Doubts(connection)).Then(await PostgreSqlReader.DamagedOrders(connection)));
    }

    /// Settings of the server by which a 250 promises less than it says.
    async Task<Seq<string>> Doubts(NpgsqlConnection connection)
    {
        var (fsync, standbys) = ((string?)await connection.Ask("SELECT current_setting('fsync')"), (string?)await connection.Ask("SELECT current_setting('synchronous_standby_names')"));
        return ((string[])
        [
            .. fsync == "on" ? (string[])[] : ["the database server does not flush what it commits (fsync is off): a power cut loses mail that was answered 250. Set fsync = on in its configuration."],
            .. settings.Commit is CommitLevel.RemoteWrite or CommitLevel.RemoteApply && string.IsNullOrEmpty(standbys)
                ? (string[])["Spool.PostgreSqlCommit names a standby, and the database server waits for none (synchronous_standby_names is empty): a 250 means that its own disk has the mail."] : [],
        ]).Gather();
    }

    PostgreSqlWorker Worker(bool isPassing) => isPassing
        ? new PostgreSqlWorker("", DaemonIdentity.New(), settings.Lease, IsAlone: true)
        : new PostgreSqlWorker(settings.Daemon.IfNone(Environment.MachineName), DaemonIdentity.Of(directory), settings.Lease, IsAlone: false);

    static string Explanation(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => $"{PostgreSqlFaults.Words(fault)}. See Username, PostgreSqlPassword and PostgreSqlPasswordFile in Spool, and pg_hba.conf of the server.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => $"{PostgreSqlFaults.Words(fault)}. Make it with createdb.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => $"{PostgreSqlFaults.Words(fault)}. Make the schema for this user (CREATE SCHEMA … AUTHORIZATION …), or let it make one (GRANT CREATE ON DATABASE …).",
        _ => PostgreSqlFaults.Words(fault),
    };
}
