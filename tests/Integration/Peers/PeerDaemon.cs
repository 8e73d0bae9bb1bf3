using System.Globalization;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>The daemon as these tests want it: no block lists, no DMARC, many mails a second; sending on to a relay or into a folder.</summary>
sealed class PeerDaemon(TemporaryFolder folder, RunningDaemon daemon) : IAsyncDisposable
{
    /// <summary>Its port on the loopback.</summary>
    public int Port => daemon.Port;

    /// <summary>The lines of its log.</summary>
    public IReadOnlyList<string> Log => daemon.Run.Lines;

    /// <summary>Waits for a line of the log; false when the daemon ends or the time is up before.</summary>
    public Task<bool> Says(string words) => daemon.Run.Says(words);

    /// <summary>The mails in its pickup folder.</summary>
    public FileInfo[] Mails => new DirectoryInfo(File("inbox")) is { Exists: true } inbox ? inbox.GetFiles("*.eml") : [];

    /// <summary>The most memory that it has held so far, in octets, as Linux counts it.</summary>
    public long PeakMemory => 1024 * long.Parse(
        System.IO.File.ReadLines($"/proc/{daemon.Process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2], CultureInfo.InvariantCulture);

    /// <summary>The path of a file beside its configuration.</summary>
    public string File(string name) => Path.Combine(folder.Path, name);

    /// <summary>Starts one, within the process of the tests where its memory is not looked at.</summary>
    /// <param name="relay">The port of the relay on the loopback; null for a pickup folder.</param>
    /// <param name="chain">True to offer STARTTLS with a certificate that an intermediate authority has signed.</param>
    /// <param name="forwardTo">Where all mail goes.</param>
    /// <param name="delivery">How it takes responsibility.</param>
    /// <param name="apart">True for a process of its own.</param>
    public static async Task<PeerDaemon> Start(int? relay = null, bool chain = false, string forwardTo = "me@example.net", string delivery = "cut-through", bool apart = false)
    {
        var folder = new TemporaryFolder();
        if (chain)
        {
            CertificateChain.Write(folder.Path);
        }

        var tls = chain ? """, "TLSCertPath": "chain.pem", "TLSKeyPath": "key.pem" """ : "";
        var outlet = relay is { } port ? $""" "MTAHost": "127.0.0.1", "MTAPort": {port} """ : """ "PickupDirectory": "inbox" """;
        return new PeerDaemon(folder, await (apart ? RunningDaemon.Start(folder.Path, Configuration) : RunningDaemon.StartWithin(folder.Path, Configuration)));

        string Configuration(int own) => $$"""
            {
              "MailDaemon": {
                "Address": "127.0.0.1", "Port": {{own}}, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["{{forwardTo}}"],
                "PerIPLimit": 1000000, "BlockLists": "none", "DmarcRewrite": "never",
                "Delivery": "{{delivery}}" {{tls}}
              },
              "MailClient": { "MailFrom": "forwarder@example.net", {{outlet}} },
              "DNS": { "Servers": ["127.0.0.1:9"] }
            }
            """;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await daemon.DisposeAsync();
        folder.Dispose();
    }
}
