using Laitos.Integration.Peers;
using Laitos.Integration.Support;

namespace Laitos.Integration.Hosting;

/// <summary>The daemon as its operator's service: a pickup folder behind it, settings and surroundings by choice.</summary>
sealed class HostedDaemon(TemporaryFolder folder, RunningDaemon daemon) : IAsyncDisposable
{
    public int Port => daemon.Port;

    public LaitosProcess Process => daemon.Process;

    public Task<int> Stop() => daemon.Stop();

    /// <param name="settings">Further members of MailDaemon.</param>
    /// <param name="statements">What a shell does in front of it.</param>
    /// <param name="prepare">Fills the folder of the configuration.</param>
    public static async Task<HostedDaemon> Start(string settings = "", string statements = ":", Action<string>? prepare = null, params string[] arguments)
    {
        var folder = new TemporaryFolder();
        prepare?.Invoke(folder.Path);
        return new HostedDaemon(folder, await RunningDaemon.StartBehind(statements, folder.Path, port => Configuration(port, settings), arguments));
    }

    public static string Configuration(int port, string settings) => $$"""
        {
          "MailDaemon": {
            "Address": "127.0.0.1", "Port": {{port}}, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"],
            "PerIPLimit": 1000000, "BlockLists": "none", "DmarcRewrite": "never" {{(settings.Length > 0 ? "," + settings : "")}}
          },
          "MailClient": { "MailFrom": "forwarder@example.net", "PickupDirectory": "inbox" },
          "DNS": { "Servers": ["127.0.0.1:9"] }
        }
        """;

    public async ValueTask DisposeAsync()
    {
        await TestContext.Out.WriteLineAsync(string.Join('\n', Process.Lines.Concat(Process.Errors)));
        await daemon.DisposeAsync();
        folder.Dispose();
    }
}
