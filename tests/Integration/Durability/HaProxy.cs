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
    readonly IReadOnlyList<int>? pages;
    Process? process;

    HaProxy(IReadOnlyList<int>? pages) => this.pages = pages;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>Starts it, and waits until it listens; null where it is not installed.</summary>
    /// <param name="daemons">The ports of the daemons.</param>
    /// <param name="pages">Those of their status pages, where <c>/readyz</c> says whether they take mail; null where that is asked by EHLO.</param>
    public static async Task<HaProxy?> Start(IReadOnlyList<int> daemons, IReadOnlyList<int>? pages = null)
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program)
        {
            return null;
        }

        var balancer = new HaProxy(pages);
        for (var tries = 0; !await balancer.Started(program, daemons); tries++)
        {
            Assert.That(tries, Is.LessThan(5), "HAProxy does not start");
        }

        return balancer;
    }

    /// <summary>A daemon has come back at another port.</summary>
    public Task Move(int number, int port) => Told($"set server laitos/mx{number} addr 127.0.0.1 port {port}");

    /// <summary>Whether a daemon takes mail, as far as is known here.</summary>
    public async Task<bool> IsUp(int number) => (await Told("show stat")).Split('\n').Select(line => line.Split(',')).Any(row => row is ["laitos", var name, ..] && name == $"mx{number}" && row.Any(cell => cell.StartsWith("UP", StringComparison.Ordinal)));

    async Task<string> Told(string command)
    {
        using var control = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await control.ConnectAsync(new UnixDomainSocketEndPoint(Control));
        await control.SendAsync(Encoding.ASCII.GetBytes(command + "\n"));
        using var answer = new StreamReader(new NetworkStream(control));
        return await answer.ReadToEndAsync();
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
                {(pages is null ? "option smtpchk EHLO balancer.example" : "option httpchk GET /readyz")}
                default-server inter 300 fall 2 rise 1 send-proxy-v2 {(pages is null ? "check-send-proxy" : "")}
            {string.Concat(daemons.Select((port, number) => $"    server mx{number} 127.0.0.1:{port} check {(pages is null ? "" : $"port {pages[number]}")}\n"))}
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
