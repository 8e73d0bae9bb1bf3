using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Dns;

/// <summary>When the running daemon asks the DNS, told by the order of what reaches the stub server; no clock is read.</summary>
[Parallelizable(ParallelScope.All)]
public class ScreeningOrderTests
{
    const string Lists = """{ "MailDaemon": { "BlockLists": [{ "Zone": "bl.test" }], "Limits": { "Connections": 1 } } }""";
    const string Healthy = "2.0.0.127.bl.test A 127.0.0.2\n";

    static readonly string Common = Path.Combine(AppContext.BaseDirectory, "Scenarios", "config.json");

    [Test]
    public async Task A_client_over_a_limit_is_refused_before_any_question_about_it()
    {
        using var folder = new TemporaryFolder();
        await using var dns = StubDns.Start(Healthy);
        await using var relay = PackageRelay.Start();
        await using var daemon = await Started(folder, dns, relay);
        await using var first = await SmtpPeer.Connect(daemon.Port, "203.0.113.7");
        Assert.That(await first.Reply(), Does.StartWith("220 "));
        for (var host = 1; host <= 20; host++)
        {
            await using var excess = await SmtpPeer.Connect(daemon.Port, $"203.0.113.{100 + host}");
            Assert.That(await excess.Reply(), Does.StartWith("421 4.3.2 "));
        }

        Assert.That(await Deliver(first), Does.StartWith("250 2.0.0 "));
        Assert.That(dns.Asked.Select(question => question.Name).Where(name => name.EndsWith(".113.0.203.bl.test", StringComparison.Ordinal)).Distinct(), Is.EqualTo(new[] { "7.113.0.203.bl.test" }));
    }

    /// The list is silent, so its question is asked again after a second; the author's policy must have been asked before that.
    [Test]
    public async Task The_policy_of_the_author_is_asked_while_a_block_list_is_silent()
    {
        using var folder = new TemporaryFolder();
        await using var dns = StubDns.Start(Healthy + "7.113.0.203.bl.test SILENT\n_dmarc.sender.test TXT \"v=DMARC1; p=none\"");
        await using var relay = PackageRelay.Start();
        await using var daemon = await Started(folder, dns, relay);
        await using var peer = await SmtpPeer.Connect(daemon.Port, "203.0.113.7");
        Assert.That(await peer.Reply(), Does.StartWith("220 "));
        Assert.That(await Deliver(peer), Does.StartWith("250 2.0.0 "));
        var asked = dns.Asked.Select(question => question.Name).ToList();
        Assert.That(asked.IndexOf("_dmarc.sender.test"), Is.InRange(0, asked.LastIndexOf("7.113.0.203.bl.test")), string.Join(' ', asked));
    }

    static async Task<string?> Deliver(SmtpPeer peer)
    {
        await peer.Send(Encoding.ASCII.GetBytes("EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n"));
        for (var reply = 0; reply < 4; reply++)
        {
            Assert.That(await peer.Reply(), Does.Match("^[23]"));
        }

        await peer.Send("From: a@sender.test\r\nSubject: x\r\n\r\nbody\r\n.\r\n"u8.ToArray());
        return await peer.Reply();
    }

    static Task<RunningDaemon> Started(TemporaryFolder folder, StubDns dns, PackageRelay relay)
    {
        var own = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(own, Lists);
        return RunningDaemon.Start(folder.Path, port => WrittenConfiguration.Compose(
            [Common, own], new Dictionary<string, string> { ["PORT"] = $"{port}", ["DNS"] = dns.EndPoint, ["RELAYPORT"] = $"{relay.Port}", ["DIR"] = folder.Path }));
    }
}
