using System.Text;

namespace Laitos.Integration.Support;

/// <summary>A daemon between a DNS that knows nothing and a relay.</summary>
sealed record DaemonScene(TemporaryFolder Folder, StubDns Dns, CapturingRelay Relay, RunningDaemon Daemon) : IAsyncDisposable
{
    static readonly string Common = Path.Combine(AppContext.BaseDirectory, "Scenarios", "config.json");

    /// <summary>Starts it in a process of its own.</summary>
    public static Task<DaemonScene> Start(RelayScript? script = null, string settings = "{}", params string[] arguments) =>
        Start(script, settings, (folder, configuration) => RunningDaemon.Start(folder, configuration, arguments));

    /// <summary>Starts it within the process of the tests.</summary>
    public static Task<DaemonScene> StartWithin(string settings) => Start(script: null, settings, RunningDaemon.StartWithin);

    static async Task<DaemonScene> Start(RelayScript? script, string settings, Func<string, Func<int, string>, Task<RunningDaemon>> start)
    {
        var (folder, dns, relay) = (new TemporaryFolder(), StubDns.Start(""), CapturingRelay.Start(script));
        TestCertificate.Write(folder.Path);
        return new DaemonScene(folder, dns, relay, await start(folder.Path, port => ConfigurationText(folder, port, settings, relay.Port, dns.EndPoint)));
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Out.WriteLine(string.Join('\n', Daemon.Run.Lines.Concat(Daemon.Run.Errors)));
        await Daemon.DisposeAsync();
        await Relay.DisposeAsync();
        await Dns.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>The common settings with some of one's own, where $DIR is the folder.</summary>
    public static string ConfigurationText(TemporaryFolder folder, int port, string settings = "{}", int relayPort = 9, string dns = "127.0.0.1:9")
    {
        var own = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(own, settings);
        return WrittenConfiguration.Compose(
            [Common, own], new Dictionary<string, string> { ["PORT"] = $"{port}", ["DNS"] = dns, ["RELAYPORT"] = $"{relayPort}", ["DIR"] = folder.Path });
    }

    /// <summary>Sends all at once and reads so many replies besides the greeting, the last of which is not a refusal.</summary>
    public static async Task Say(SmtpPeer peer, string commands, int replies)
    {
        await peer.Send(Encoding.UTF8.GetBytes(commands));
        var last = "";
        for (var i = 0; i < replies; i++)
        {
            last = await peer.Reply();
        }

        Assert.That(last, Does.Match("^[23]"));
    }
}
