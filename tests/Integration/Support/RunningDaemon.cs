using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Laitos.Integration.Support;

/// <summary>The real daemon on a loopback port, with its configuration in a folder of its own.</summary>
public sealed class RunningDaemon : IAsyncDisposable
{
    const int Attempts = 5;

    RunningDaemon(LaitosProcess process, int port) => (Process, Port) = (process, port);

    /// <summary>The program.</summary>
    public LaitosProcess Process { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Starts the daemon and waits until it listens.</summary>
    /// <param name="folder">An existing folder, for the configuration.</param>
    /// <param name="configuration">The configuration for a port.</param>
    /// <param name="arguments">Further words of the command line.</param>
    public static Task<RunningDaemon> Start(string folder, Func<int, string> configuration, params string[] arguments) =>
        StartBehind(null, folder, configuration, arguments);

    /// <summary>The same, from a shell behind statements that set its surroundings.</summary>
    /// <param name="statements">Statements of a POSIX shell; null to start it directly.</param>
    /// <param name="folder">An existing folder, for the configuration.</param>
    /// <param name="configuration">The configuration for a port.</param>
    /// <param name="arguments">Further words of the command line.</param>
    public static async Task<RunningDaemon> StartBehind(string? statements, string folder, Func<int, string> configuration, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var file = Path.Combine(folder, "config.json");
            await File.WriteAllTextAsync(file, Tried(configuration(port)));
            string[] line = ["-config", file, "-daemons", "smtpd", .. arguments];
            var process = statements is null ? LaitosProcess.Start(null, line) : LaitosProcess.StartBehind(statements, line);
            if (await process.Says("listening"))
            {
                return new RunningDaemon(process, port);
            }

            await process.DisposeAsync();
            if (attempt == Attempts || !process.Errors.Any(error => error.Contains("in use", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException("the daemon does not start: " + string.Join('\n', process.Errors.Concat(process.Lines)));
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

    /// <summary>Sends SIGTERM and gives the exit code.</summary>
    public async Task<int> Stop()
    {
        Process.Terminate();
        return await Process.Ended();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    /// <summary>A port that was free a moment ago; another program may snatch it, so that its user must be ready to try again.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
