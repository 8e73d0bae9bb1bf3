using System.Diagnostics;
using Npgsql;

namespace Laitos.Integration.Support;

/// <summary>A PostgreSQL server of the tests' own: a cluster in a folder, on a loopback port. It can be killed and started again.</summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>A user who needs a password.</summary>
    public const string Guarded = "guarded", Password = "let me in";

    const string HardStop = "KILL", FastStop = "INT";

    static readonly Lazy<Task<PostgreSqlServer>> Common = new(() => Start());

    /// A new cluster, which is copied for each server: to copy one takes a tenth of what it takes to make one.
    static readonly Lazy<Task<string>> Template = new(MakeTemplate);

    readonly string folder = Directory.CreateTempSubdirectory("laitos-pg-").FullName;
    readonly NpgsqlDataSource questions;
    Process? server;

    PostgreSqlServer()
    {
        Port = RunningDaemon.FreePort();
        questions = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connection("public")) { GssEncryptionMode = GssEncryptionMode.Disable });
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>The one that all tests share which do not kill it, started by the first of them. Where the program is not installed, the test is skipped.</summary>
    public static Task<PostgreSqlServer> Shared => Programs is null ? throw NotInstalled() : Common.Value;

    /// <summary>Ends the common one, if there is one, and removes what servers are made from.</summary>
    public static async Task EndShared()
    {
        if (Common.IsValueCreated)
        {
            await (await Common.Value).DisposeAsync();
        }

        if (Template.IsValueCreated)
        {
            Directory.Delete(await Template.Value, recursive: true);
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="settings">Lines of its configuration.</param>
    public static async Task<PostgreSqlServer> Start(params string[] settings)
    {
        if (Programs is null)
        {
            throw NotInstalled();
        }

        var made = new PostgreSqlServer();
        if (Environment.IsPrivilegedProcess)
        {
            await Ran("chown", User, made.folder);
        }

        await Ran("cp", "-a", Path.Combine(await Template.Value, "data"), made.Data);
        await File.AppendAllLinesAsync(Path.Combine(made.Data, "postgresql.conf"), ["listen_addresses = '127.0.0.1'", $"port = {made.Port}", $"unix_socket_directories = '{made.folder}'", "max_connections = 300", .. settings]);
        var access = Path.Combine(made.Data, "pg_hba.conf");
        await File.WriteAllTextAsync(access, $"host all {Guarded} 127.0.0.1/32 scram-sha-256\n" + await File.ReadAllTextAsync(access));
        await made.StartAgain();
        await made.Ask($"CREATE ROLE {Guarded} LOGIN PASSWORD '{Password}'; GRANT CREATE ON DATABASE postgres TO {Guarded}");
        return made;
    }

    /// <summary>Starts a standby of it, which each commit waits for from now on.</summary>
    public async Task<PostgreSqlServer> StandBy()
    {
        var made = new PostgreSqlServer();
        if (Environment.IsPrivilegedProcess)
        {
            await Ran("chown", User, made.folder);
        }

        var (program, arguments) = AsUser(Path.Combine(Programs!, "pg_basebackup"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", "laitos", "-D", made.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
        await Ran(program, arguments);
        await File.AppendAllLinesAsync(Path.Combine(made.Data, "postgresql.conf"), [$"port = {made.Port}", $"unix_socket_directories = '{made.folder}'"]);
        await made.StartAgain();
        await Ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
        await Ask("SELECT pg_reload_conf()");
        for (var tries = 0; await Ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state='sync'") is not 1L; tries++)
        {
            Assert.That(tries, Is.LessThan(600), "the standby is taken up");
            await Task.Delay(50);
        }

        return made;
    }

    /// <summary>A connection string.</summary>
    /// <param name="schema">The schema.</param>
    public string Connection(string schema) => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=laitos;Search Path={schema}";

    /// <summary>Starts it again after its end, and waits until it takes connections.</summary>
    public async Task StartAgain()
    {
        var (program, arguments) = AsUser(Path.Combine(Programs!, "postgres"), "-D", Data);
        for (var tries = 0; ; tries++)
        {
            var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            server = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, WorkingDirectory = folder }, EnableRaisingEvents = true };
            server.ErrorDataReceived += (_, line) =>
            {
                if (line.Data?.Contains("ready to accept", StringComparison.Ordinal) == true)
                {
                    ready.TrySetResult(true);
                }
            };
            server.Exited += (_, _) => ready.TrySetResult(false);
            server.Start();
            server.BeginErrorReadLine();
            if (await ready.Task.WaitAsync(TimeSpan.FromMinutes(1)))
            {
                return;
            }

            // Processes of the killed server still have its memory.
            Assert.That(tries, Is.LessThan(100), "PostgreSQL does not start");
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it as a power cut does.</summary>
    public Task Kill() => End(HardStop);

    /// <summary>Ends it in good order, with all of its sessions.</summary>
    public Task Stop() => End(FastStop);

    /// <summary>Has a statement carried out, and gives its first value.</summary>
    public async Task<object?> Ask(string sql)
    {
        await using var command = questions.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Has statements carried out, and gives the first column of what they find.</summary>
    public async Task<IReadOnlyList<string>> Column(string sql)
    {
        await using var command = questions.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
        {
            found.Add($"{rows[0]}");
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        await questions.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static async Task<string> MakeTemplate()
    {
        var made = Directory.CreateTempSubdirectory("laitos-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await Ran("chown", User, made);
        }

        var (program, arguments) = AsUser(
            Path.Combine(Programs!, "initdb"), "-D", Path.Combine(made, "data"), "-U", "laitos", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await Ran(program, arguments);
        return made;
    }

    string Data => Path.Combine(folder, "data");

    static string User => Directory.Exists("/var/lib/postgresql") ? "postgres" : "nobody";

    /// The folder of the programs, the latest version first; null where there is none.
    static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    static IgnoreException NotInstalled() => new("PostgreSQL is not installed (Debian: postgresql)");

    async Task End(string signal)
    {
        if (server is { HasExited: false } running)
        {
            using (var kill = Process.Start("kill", [$"-{signal}", $"{running.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            await running.WaitForExitAsync();
        }

        questions.Clear();
    }

    /// The server refuses to run as root.
    static (string Program, string[] Arguments) AsUser(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? ("setpriv", ["--reuid", User, "--regid", User, "--clear-groups", program, .. arguments])
        : (program, arguments);

    static async Task Ran(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {await output}{await error}");
    }
}
