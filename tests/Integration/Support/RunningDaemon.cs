using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Laitos.Integration.Support;

/// <summary>The real daemon on a loopback port, with its configuration in a folder of its own.</summary>
public sealed class RunningDaemon : IAsyncDisposable
{
    const int Attempts = 5;

    /// A start takes about a second of the processor, which a busy machine may be slow to give.
    static readonly TimeSpan LongestStart = 3 * ILaitosRun.Bound;

    RunningDaemon(ILaitosRun run, int port) => (Run, Port) = (run, port);

    /// <summary>The program.</summary>
    public ILaitosRun Run { get; }

    /// <summary>The process of its own that it was started in.</summary>
    public LaitosProcess Process => (LaitosProcess)Run;

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Starts the daemon in a process of its own, and waits until it listens.</summary>
    /// <param name="folder">An existing folder, for the configuration.</param>
    /// <param name="configuration">The configuration for a port.</param>
    /// <param name="arguments">Further words of the command line.</param>
    public static Task<RunningDaemon> Start(string folder, Func<int, string> configuration, params string[] arguments) =>
        StartBehind(null, folder, configuration, arguments);

    /// <summary>The same within the process of the tests, unless the environment names the program that is to be tested.</summary>
    /// <param name="folder">An existing folder, for the configuration.</param>
    /// <param name="configuration">The configuration for a port.</param>
    public static Task<RunningDaemon> StartWithin(string folder, Func<int, string> configuration) =>
        LaitosProcess.Named is null ? Start(folder, configuration, LaitosInProcess.Start) : Start(folder, configuration);

    /// <summary>The same, from a shell behind statements that set its surroundings.</summary>
    /// <param name="statements">Statements of a POSIX shell; null to start it directly.</param>
    /// <param name="folder">An existing folder, for the configuration.</param>
    /// <param name="configuration">The configuration for a port.</param>
    /// <param name="arguments">Further words of the command line.</param>
    public static Task<RunningDaemon> StartBehind(string? statements, string folder, Func<int, string> configuration, params string[] arguments) => Start(folder, configuration, file =>
    {
        string[] line = ["-config", file, "-daemons", "smtpd", .. arguments];
        return statements is null ? LaitosProcess.Start(null, line) : LaitosProcess.StartBehind(statements, line);
    });

    static async Task<RunningDaemon> Start(string folder, Func<int, string> configuration, Func<string, ILaitosRun> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var file = Path.Combine(folder, "config.json");
            await File.WriteAllTextAsync(file, Tried(configuration(port)));
            var run = start(file);
            if (await run.Says("listening", LongestStart))
            {
                return new RunningDaemon(run, port);
            }

            var state = run.State;
            await run.DisposeAsync();
            if (attempt == Attempts || !run.Errors.Any(error => error.Contains("in use", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException($"the daemon does not listen: {state}. It has said:\n" + string.Join('\n', run.Errors.Concat(run.Lines)));
            }
        }
    }

    /// A new daemon keeps what its relay refuses at first; tests want the relay's word, unless they say otherwise.
    static string Tried(string configuration)
    {
        var root = JsonNode.Parse(configuration)!;
        if (root["MailClient"] is JsonObject client && !client.ContainsKey("Trial"))
        {
            client["Trial"] = "0s";
        }

        return root.ToJsonString();
    }

    /// <summary>Asks it to end in good order (SIGTERM), and gives the exit code.</summary>
    public async Task<int> Stop()
    {
        Run.Terminate();
        return await Run.Ended();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Run.DisposeAsync();

    /// <summary>A port that was free a moment ago; another program may snatch it, so that its user must be ready to try again.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
