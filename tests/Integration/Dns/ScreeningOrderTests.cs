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

    /// <summary>
    /// The list answers once the author's policy has been asked, and not before. Were one asked after the other, the list would never be heard. Patience with lists is short, and
    /// a busy machine may use it up: then the next client is tried.
    /// </summary>
    [Test]
    public async Task The_policy_of_the_author_is_asked_while_a_block_list_is_silent()
    {
        const int tries = 20;
        var policies = Enumerable.Range(1, tries).ToDictionary(host => $"{host}.113.0.203.bl.test", _ => new TaskCompletionSource());
        using var folder = new TemporaryFolder();
        await using var dns = StubDns.Start(
            Healthy + string.Concat(policies.Keys.Select(name => $"{name} A 127.0.0.2\n")),
            question =>
            {
                if (question.Name.StartsWith("_dmarc.s", StringComparison.Ordinal))
                {
                    policies[$"{question.Name["_dmarc.s".Length..^".test".Length]}.113.0.203.bl.test"].TrySetResult();
                }

                return policies.TryGetValue(question.Name, out var asked) ? asked.Task : Task.CompletedTask;
            });
        await using var relay = PackageRelay.Start();
        await using var daemon = await Started(folder, dns, relay);
        var replies = new List<string?>();
        for (var host = 1; host <= tries && !replies.Any(IsRefused); host++)
        {
            await using var peer = await SmtpPeer.Connect(daemon.Port, $"203.0.113.{host}");
            Assert.That(await peer.Reply(), Does.StartWith("220 "));
            replies.Add(await Deliver(peer, $"s{host}.test"));
        }

        Assert.That(replies, Has.Some.Matches<string?>(IsRefused), "the list was heard, so both were asked at the same time");

        static bool IsRefused(string? reply) => reply?.StartsWith("554 5.7.1 ", StringComparison.Ordinal) is true;
    }

    static async Task<string?> Deliver(SmtpPeer peer, string domain = "sender.test")
    {
        await peer.Send(Encoding.ASCII.GetBytes($"EHLO sender.test\r\nMAIL FROM:<a@{domain}>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n"));
        for (var reply = 0; reply < 4; reply++)
        {
            Assert.That(await peer.Reply(), Does.Match("^[23]"));
        }

        await peer.Send(Encoding.ASCII.GetBytes($"From: a@{domain}\r\nSubject: x\r\n\r\nbody\r\n.\r\n"));
        return await peer.Reply();
    }

    static Task<RunningDaemon> Started(TemporaryFolder folder, StubDns dns, PackageRelay relay)
    {
        var own = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(own, Lists);
        return RunningDaemon.StartWithin(folder.Path, port => WrittenConfiguration.Compose(
            [Common, own], new Dictionary<string, string> { ["PORT"] = $"{port}", ["DNS"] = dns.EndPoint, ["RELAYPORT"] = $"{relay.Port}", ["DIR"] = folder.Path }));
    }
}
