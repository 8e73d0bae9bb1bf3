using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using LanguageExt;

namespace Laitos.Integration.Scanning;

/// <summary>One daemon between its senders, a relay and a scanner that misbehaves in each way that a mail asks for.</summary>
public class ScannerTests
{
    StubScanner scanner = null!;
    DaemonScene scene = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        scanner = StubScanner.Start();
        scene = await DaemonScene.StartWithin($$"""
            {"MailDaemon": {"PerIPLimit": 1000, "Scanner": {"Address": "127.0.0.1:{{scanner.Port}}", "Password": "verysecret", "Timeout": "4s", "MaxSize": "64KiB"} }, "DNS": {"Servers": ["$DNS"]} }
            """);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await scene.DisposeAsync();
        await scanner.DisposeAsync();
    }

    [TestCase("ham", "250 ", null)]
    [TestCase("reject", "550 5.7.1 Refused as spam: spam message rejected", null)]
    [TestCase("soft", "451 4.7.1 Not now: try again later", null)]
    [TestCase("mark", "250 ", "X-Spam: Yes\r\nX-Spam-Flag: YES\r\nX-Spam-Score: 7.25\r\nX-Spam-Status: Yes, score=7.25 required=15.00 action=add-header\r\n tests=BAYES_SPAM, X??Bcc??all?example.com????\r\n")]
    [TestCase("subject", "250 ", "X-Spam-Status: Yes, score=8.00 required=15.00 action=rewrite-subject\r\n")]
    public async Task What_the_scanner_wants_is_done(string kind, string reply, string? fields)
    {
        var before = scene.Relay.Mails.Count;
        Assert.That(await Send($"X-Spam-Flag: NO\r\nSubject: stub {kind}\r\n\r\nHello.\r\n"), Does.StartWith(reply));
        var arrived = scene.Relay.Mails.Skip(before).Select(mail => Encoding.Latin1.GetString(mail.Content)).SingleOrDefault();
        Assert.That(arrived is not null, Is.EqualTo(reply.StartsWith("250", StringComparison.Ordinal)));
        if (arrived is not null)
        {
            Assert.That(arrived, Does.EndWith($"Subject: stub {kind}\r\n\r\nHello.\r\n").And.Not.Contain("X-Spam-Flag: NO").And.Not.Contain("Bcc:"), "the subject stays, and what was forged goes");
            Assert.That(arrived.Contains("X-Spam", StringComparison.Ordinal), Is.EqualTo(fields is not null));
            Assert.That(arrived, Does.Contain(fields ?? ""));
        }
    }

    /// Each failure is followed by an answer, so that the scanner is not set aside.
    [TestCase("garbage", "not JSON: <html>busy</html>")]
    [TestCase("status", "HTTP status 500")]
    [TestCase("endless", "a reply of more than 1048576 octets")]
    [TestCase("slow", "in time")]
    [TestCase("closed", "127.0.0.1:")]
    public async Task A_scanner_that_fails_costs_no_mail(string kind, string reason)
    {
        Assert.That(await Send($"Subject: stub {kind}\r\n\r\nHello.\r\n"), Does.StartWith("250 "));
        // The log comes behind the reply.
        Assert.That(await scene.Daemon.Run.Says($"subject=\"stub {kind}\""));
        Assert.That(scene.Daemon.Run.Lines.Last(line => line.Contains(" scanner id=", StringComparison.Ordinal)), Does.Contain("the mail goes on unscanned: ").And.Contain(reason));
        Assert.That(scene.Daemon.Run.Lines.Last(line => line.Contains($"subject=\"stub {kind}\"", StringComparison.Ordinal)), Does.Contain("unscanned=\"scanner-failed: ").And.Contain(" forwarded "));
        Assert.That(await Send("Subject: stub ham\r\n\r\nHello.\r\n"), Does.StartWith("250 "));
    }

    [Test]
    public async Task It_is_told_the_envelope_and_shown_the_octets_as_they_came()
    {
        const string mail = "Subject: t\u00eat\u00e9\r\n\r\n..dot\r\n\u00ff\r\n";
        await Send(mail);
        var (head, body) = scanner.Heard[^1];
        Assert.That(body, Is.EqualTo(mail));
        Assert.That(head, Does.StartWith("POST /checkv2 HTTP/1.1\r\n").And.Contain("\r\nIP: 192.0.2.1\r\n").And.Contain("\r\nHelo: client.test\r\n").And.Contain("\r\nFrom: <a@sender.test>\r\n")
            .And.Contain("\r\nRcpt: <x@example.com>\r\n").And.Contain("\r\nDeliver-To: x@example.com\r\n").And.Contain("\r\nMTA-Name: mx.example.com\r\n").And.Contain("\r\nPassword: verysecret\r\n")
            .And.Match("\r\nQueue-Id: [0-9a-z]{17}\r\n").And.Not.Contain("\r\nUser:").And.Not.Contain("\r\nHostname:"));
        Assert.That(scene.Daemon.Run.Lines, Has.None.Contains("verysecret"));
    }

    [Test]
    public async Task A_mail_that_is_too_large_is_not_shown()
    {
        var before = scanner.Heard.Count;
        Assert.That(await Send($"Subject: stub reject\r\n\r\n{string.Concat(Enumerable.Repeat("A line of a large mail.\r\n", 3000))}"), Does.StartWith("250 "));
        Assert.That(scanner.Heard, Has.Count.EqualTo(before));
        Assert.That(await scene.Daemon.Run.Says("unscanned=\"too-large: "));
    }

    /// The rest of the mail is not written to it any more once it has spoken: its blocks of memory are given to other mails.
    [Test]
    public async Task A_scanner_may_answer_before_it_has_read_the_mail() =>
        Assert.That(await Send($"Subject: stub ham\r\n\r\n{string.Concat(Enumerable.Repeat("A line.\r\n", 6000))}", hello: "early"), Does.StartWith("550 5.7.1 Refused as spam: seen enough"));

    [Test]
    public async Task Explain_asks_the_scanner_only_when_it_is_told_to()
    {
        var file = Path.Combine(scene.Folder.Path, "mail.eml");
        await File.WriteAllTextAsync(file, "Subject: stub mark\r\n\r\nHello.\r\n");
        var before = scanner.Heard.Count;
        Assert.That(await Explain(file, scan: false), Does.Contain("not-asked: the scanner would be asked; --scan asks it"));
        Assert.That(scanner.Heard, Has.Count.EqualTo(before));
        Assert.That(await Explain(file, scan: true), Does.Match("  spam-action +add header\n  spam-score +7.25/15.00\n"));
    }

    [Test]
    public async Task One_that_is_gone_is_set_aside_after_three_mails_and_costs_the_next_nothing()
    {
        var told = new List<string>();
        using var scans = new MailScanner(new RspamdScanner(new ScannerAccess.Rspamd((ScannerPlace)ScannerPlace.Parse($"127.0.0.1:{RunningDaemon.FreePort()}"), Option<Secret>.None)), line => told.Add(line.ToText()));
        var outcomes = new List<ScanOutcome>();
        for (var i = 0; i < 5; i++)
        {
            outcomes.Add(await scans.Scan(ProgramScannerTests.Request(7), new MemoryContent(new byte[7]), TimeSpan.FromSeconds(30)));
        }

        Assert.That(outcomes.Cast<ScanOutcome.Unscanned>().Select(outcome => outcome.Cause), Is.EqualTo(new[] { UnscannedCause.Failed, UnscannedCause.Failed, UnscannedCause.Failed, UnscannedCause.SetAside, UnscannedCause.SetAside }));
        Assert.That(told, Has.Count.EqualTo(3).And.All.Contains(" scanner id=id1 trouble=\"").And.All.Contains("Connection refused"));
        Assert.That(told[2], Does.Contain("trouble=\"set aside until "));
    }

    async Task<string> Explain(string file, bool scan)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        await ExplainCommand.Run(
            new ExplainRequest(file, "192.0.2.1", "client.test", "a@sender.test", ["x@example.com"], null, null, false, scan), Path.Combine(scene.Folder.Path, "config.json"),
            new CliTerminal(output, error, () => Stream.Null, null));
        return output.ToString() + error;
    }

    async Task<string> Send(string mail, string hello = "client.test")
    {
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "192.0.2.1");
        await DaemonScene.Say(peer, $"EHLO {hello}\r\nMAIL FROM:<a@sender.test> BODY=8BITMIME\r\nRCPT TO:<x@example.com>\r\nDATA\r\n", 5);
        await peer.Send(Encoding.Latin1.GetBytes(mail.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n"));
        return await peer.Reply() ?? "";
    }
}
