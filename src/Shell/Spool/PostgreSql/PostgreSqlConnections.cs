using System.Globalization;
using Laitos.Domain.Settings;
using Laitos.Domain.Sharing;
using Laitos.Shell.Configuration;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>The connections of one program to the database of a spool: how each is set up, and by which name the server knows them.</summary>
sealed class PostgreSqlConnections : IAsyncDisposable
{
    /// <summary>How long a connection may take to come about where the settings say nothing, in seconds.</summary>
    const int ConnectSeconds = 5;

    /// <summary>How long a statement may take, in seconds. A commit that takes longer is in doubt.</summary>
    const int StatementSeconds = 30;

    readonly SemaphoreSlim readers = new(DatabaseBounds.Readers);

    readonly NpgsqlDataSource source;

    PostgreSqlConnections(NpgsqlDataSource source, string application, string schema) => (this.source, Application, Schema) = (source, application, schema);

    /// <summary>What each of them calls itself; no other program uses the same.</summary>
    public string Application { get; }

    /// <summary>The schema whose tables are the spool.</summary>
    public string Schema { get; }

    /// <summary>Those that the settings describe. Nothing is connected yet.</summary>
    public static PostgreSqlConnections Of(DatabaseSettings settings)
    {
        var application = string.Create(CultureInfo.InvariantCulture, $"laitos {Random.Shared.NextInt64():x16} {Environment.ProcessId} {Environment.MachineName}");
        var text = new NpgsqlConnectionStringBuilder(settings.Connection.ToString())
        {
            ApplicationName = application[..Math.Min(application.Length, 63)],
            SearchPath = settings.Connection.Schema,
            // What a session begins with is what the pool resets it to. The keepalives let the server notice within half a minute that a machine has gone, and with it let go of its lock.
            // A statement keeps its plan. One that was made while the queue was short reads all of it, unless only an index will do.
            // To the server a plan without an index then seems so dear that it would compile it.
            Options = $"-c synchronous_commit={DatabaseSettings.Levels.Find(known => known.Level == settings.Commit).Match(known => known.Word, () => "on")} -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c enable_seqscan=off -c jit=off",
            CommandTimeout = StatementSeconds,
            // A cancelled wait for a standby would be reported as a commit: what takes too long is left, never cancelled.
            CancellationTimeout = -1,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = DatabaseBounds.Connections,
            // What was a standby, or was away, may be the server by now: it is asked again after a second. The library would take it for what it was for ten, and a promoted standby would be found no sooner.
            HostRecheckSeconds = 1,
            // The library would open each connection twice: once to hear that the server does not encrypt by GSSAPI, which needs a Kerberos login that is not offered here, and then anew.
            GssEncryptionMode = GssEncryptionMode.Disable,
            TcpKeepAlive = true,
        };
        if (settings.Connection.Value("Timeout").IsNone)
        {
            text.Timeout = ConnectSeconds;
        }

        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.EnableTransportSecurity().EnableArrays();
        settings.Password.Iter(secret => builder.ConnectionStringBuilder.Password = secret.Reveal());
        settings.PasswordFile.Iter(file => builder.UsePasswordProvider(_ => Read(file), (_, _) => ValueTask.FromResult(Read(file))));
        NpgsqlDataSource source = settings.Connection.Value("Host").Exists(hosts => hosts.Contains(',', StringComparison.Ordinal))
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
        return new PostgreSqlConnections(source, text.ApplicationName, settings.Connection.Schema);
    }

    /// <summary>An open connection.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="IOException">The password cannot be read.</exception>
    public ValueTask<NpgsqlConnection> Open() => source.OpenConnectionAsync();

    /// <summary>What is read on a connection; readers wait for each other, never for those that write.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="IOException">The password cannot be read.</exception>
    public async Task<A> Read<A>(Func<NpgsqlConnection, Task<A>> read)
    {
        await readers.WaitAsync();
        try
        {
            await using var connection = await Open();
            return await read(connection);
        }
        finally
        {
            readers.Release();
        }
    }

    /// <summary>Closes those that nobody uses: after trouble they are not to be trusted.</summary>
    public void Clear() => source.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Why the password cannot be read; null when it can, or there is no file for it.</summary>
    public static string? PasswordTrouble(DatabaseSettings settings) => settings.PasswordFile.MatchUnsafe(
        file => TextFile.Read(file, TextFile.MostOfKeys).MatchUnsafe<string?>(Left: reason => $"Spool.PostgreSqlPasswordFile: {reason}", Right: _ => null), () => null);

    /// Read anew for each connection, so that it can be changed beside the running daemon.
    static string Read(string file) => File.ReadAllText(file).TrimEnd('\r', '\n');
}
