using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>HAProxy in front of daemons, as docs/scaling.md has it. A daemon that comes back at another port is told to it.</summary>
sealed class HaProxy : IBalancer
{
    static readonly string[] Places = ["/usr/sbin/haproxy", "/usr/bin/haproxy", "/usr/local/sbin/haproxy"];

    readonly TemporaryFolder folder = new();
    Process? process;

    HaProxy()
    {
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>Starts it, and waits until it listens; null where it is not installed.</summary>
    public static async Task<HaProxy?> Start(IReadOnlyList<int> daemons)
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program)
        {
            return null;
        }

        var balancer = new HaProxy();
        for (var tries = 0; !await balancer.Started(program, daemons); tries++)
        {
            Assert.That(tries, Is.LessThan(5), "HAProxy does not start");
        }

        return balancer;
    }

    /// <summary>A daemon has come back at another port.</summary>
    public async Task Move(int number, int port)
    {
        using var control = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await control.ConnectAsync(new UnixDomainSocketEndPoint(Control));
        await control.SendAsync(Encoding.ASCII.GetBytes($"set server laitos/mx{number} addr 127.0.0.1 port {port}\n"));
        while (await control.ReceiveAsync(new byte[4096]) > 0)
        {
            // It answers, and closes.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        process?.Dispose();
        folder.Dispose();
    }

    string Control => Path.Combine(folder.Path, "control");

    async Task<bool> Started(string program, IReadOnlyList<int> daemons)
    {
        Port = RunningDaemon.FreePort();
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $"""
            global
                maxconn 200
                stats socket {Control} mode 600 level admin
            defaults
                mode tcp
                timeout connect 2s
                timeout client 1m
                timeout server 1m
                timeout check 2s
                option redispatch 1
                retries 3
            frontend smtp
                bind 127.0.0.1:{Port}
                default_backend laitos
            backend laitos
                option smtpchk EHLO balancer.example
                default-server inter 300 fall 2 rise 1 send-proxy-v2 check-send-proxy
            {string.Concat(daemons.Select((port, number) => $"    server mx{number} 127.0.0.1:{port} check\n"))}
            """);
        process = Process.Start(new ProcessStartInfo(program, ["-db", "-f", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await Listens(Port, () => process.HasExited);
    }

    /// <summary>Waits until a program listens; false when it ends instead.</summary>
    internal static async Task<bool> Listens(int port, Func<bool> hasEnded) => await DurableDaemon.Becomes(async () => hasEnded() || await Listens(port), seconds: 20) && !hasEnded();

    static async Task<bool> Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
