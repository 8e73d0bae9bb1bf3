using System.Diagnostics;
using System.Net.Http;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;

namespace Laitos.Integration.Scanning;

/// <summary>A real rspamd in a folder of its own, without rules, with its test patterns; on a loopback port and a socket.</summary>
sealed class RspamdServer : IAsyncDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder folder;
    readonly Process process;

    RspamdServer(TemporaryFolder folder, Process process, int port) => (this.folder, this.process, Port) = (folder, process, port);

    /// <summary>Its loopback port.</summary>
    public int Port { get; }

    /// <summary>The path of its socket.</summary>
    public string Socket => $"{folder.Path}/normal.sock";

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<RspamdServer> Start()
    {
        var program = Programs.Find("rspamd");
        var (folder, port) = (new TemporaryFolder(), RunningDaemon.FreePort());
        // A list of two suffixes: to compile all that are public takes it half a minute.
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "suffixes"), "test\ncom\n");
        var settings = Path.Combine(folder.Path, "rspamd.conf");
        await File.WriteAllTextAsync(settings, $$"""
            options {
              pidfile = "{{folder.Path}}/pid"; tempdir = "{{folder.Path}}"; hs_cache_dir = "{{folder.Path}}"; control_socket = "{{folder.Path}}/control mode=0600"; rrd = ""; stats_file = "{{folder.Path}}/stats"; cache_file = "{{folder.Path}}/cache";
              url_tld = "{{folder.Path}}/suffixes"; disable_hyperscan = true; filters = ""; explicit_modules = []; gtube_patterns = "all"; enable_test_patterns = true; dns { nameserver = ["127.0.0.1:9:1"]; timeout = 1s; retransmits = 1; }
            }
            logging { type = "console"; level = "error"; }
            worker "normal" { bind_socket = ["127.0.0.1:{{port}}", "{{folder.Path}}/normal.sock mode=0600"]; count = 1; }
            actions { reject = 15; add_header = 6; greylist = 4; }
            """);
        var process = Process.Start(new ProcessStartInfo(program, ["-f", "-i", "-c", settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); !await Answers(client, port); await Task.Delay(50))
        {
            Assert.That(process.HasExited, Is.False, "rspamd does not start");
            Assert.That(clock.Elapsed, Is.LessThan(Bound));
        }

        return new RspamdServer(folder, process, port);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var term = Process.Start("kill", [$"{process.Id}"]))
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }

        process.Dispose();
        folder.Dispose();
    }

    static async Task<bool> Answers(HttpClient client, int port)
    {
        try
        {
            return (await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/ping"))).StartsWith("pong", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
