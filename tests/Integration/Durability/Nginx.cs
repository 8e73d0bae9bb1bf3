using System.Diagnostics;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>nginx with its stream module in front of daemons, as docs/scaling.md has it.</summary>
sealed class Nginx : IBalancer
{
    const string Program = "/usr/sbin/nginx", Module = "/usr/lib/nginx/modules/ngx_stream_module.so";

    readonly TemporaryFolder folder = new();
    readonly int[] daemons;
    Process? process;

    Nginx(IReadOnlyList<int> daemons) => this.daemons = [.. daemons];

    /// <inheritdoc/>
    public int Port { get; } = RunningDaemon.FreePort();

    /// <summary>Starts it, and waits until it listens; null where it is not installed.</summary>
    public static async Task<Nginx?> Start(IReadOnlyList<int> daemons)
    {
        if (!File.Exists(Program) || !File.Exists(Module))
        {
            return null;
        }

        var balancer = new Nginx(daemons);
        await balancer.Write();
        balancer.process = Process.Start(new ProcessStartInfo(Program, ["-p", balancer.folder.Path, "-c", balancer.Configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        balancer.process.BeginOutputReadLine();
        balancer.process.BeginErrorReadLine();
        Assert.That(await HaProxy.Listens(balancer.Port, () => balancer.process.HasExited), "nginx starts");
        return balancer;
    }

    /// <summary>Its workers of before go on with the connections that they have.</summary>
    public async Task Move(int number, int port)
    {
        daemons[number] = port;
        await Write();
        using var signal = Process.Start("kill", ["-HUP", $"{process!.Id}"]);
        await signal.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false } running)
        {
            using var signal = Process.Start("kill", ["-TERM", $"{running.Id}"]);
            await running.WaitForExitAsync();
        }

        process?.Dispose();
        folder.Dispose();
    }

    string Configuration => Path.Combine(folder.Path, "nginx.conf");

    Task Write() => File.WriteAllTextAsync(Configuration, $$"""
        load_module {{Module}};
        daemon off;
        pid {{Path.Combine(folder.Path, "pid")}};
        error_log {{Path.Combine(folder.Path, "log")}};
        worker_processes 1;
        events { worker_connections 200; }
        stream {
            upstream laitos {
                {{string.Concat(daemons.Select(port => $"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s; "))}}
            }
            server {
                listen 127.0.0.1:{{Port}};
                proxy_pass laitos;
                proxy_protocol on;
                proxy_connect_timeout 5s;
                proxy_timeout 6m;
            }
        }
        """);
}
