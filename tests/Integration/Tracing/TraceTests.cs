using System.Text;
using System.Text.Json;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;

namespace Laitos.Integration.Tracing;

/// <summary>One daemon, several mails: what became of each is told afterwards, beside the daemon and after it was killed.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Self)]
public sealed class TraceTests : IDisposable
{
    const string Secret = "Canary-Password-1";
    const string Login = "AENhbmFyeS1Mb2dpbg==";

    const string Zone = """
        2.0.0.127.bl.test A 127.0.0.2
        66.2.0.192.bl.test A 127.0.0.2
        66.2.0.192.bl.test TXT "spam seen"
        2.0.0.127.low.test A 127.0.0.2
        10.2.0.192.low.test A 127.0.0.2
        2.0.0.127.dead.test SERVFAIL
        1.0.0.127.dead.test SERVFAIL
        _dmarc.strict.test TXT "v=DMARC1; p=reject"
        """;

    static readonly string Settings = $$"""
        {"MailDaemon": {"BlockLists": [{"Zone": "bl.test", "Weight": 3}, {"Zone": "low.test"}, {"Zone": "dead.test"}], "BlockThreshold": 3, "Authentication": "check", "Delivery": "cut-through"},
         "MailFilters": {"PINAndShortcuts": {"Passwords": ["{{Secret}}"]} }, "Spool": {"Retry": ["1s"]} }
        """;

    readonly TemporaryFolder folder = new();
    StubDns dns = null!;
    CapturingRelay relay = null!;
    RunningDaemon daemon = null!;
    string laterId = "";

    string Configuration => Path.Combine(folder.Path, "config.json");

    [OneTimeSetUp]
    public async Task SendAll()
    {
        (dns, relay) = (StubDns.Start(Zone), CapturingRelay.Start());
        daemon = await RunningDaemon.Start(folder.Path, port => DaemonScene.ConfigurationText(folder, port, Settings, relay.Port, dns.EndPoint));
        Assert.That(await Send("192.0.2.66", "spam@bad.test", "Subject: Cheap\r\nMessage-ID: <cheap@bad.test>\r\n"), Does.StartWith("554 5.7.1"));
        Assert.That(await Send("192.0.2.10", "anna@sender.test", $"From: anna@sender.test\r\nSubject: Good day {Secret}\r\nMessage-ID: <good@sender.test>\r\n"), Does.StartWith("250 "));
        Assert.That(await Send("192.0.2.11", "bob@strict.test", "From: Bob <bob@strict.test>\r\nSubject: Strict matters\r\n"), Does.StartWith("250 "));
        relay.Script = new RelayScript { Replies = new Dictionary<string, string> { ["RCPT TO:"] = "451 4.2.1 busy" } };
        laterId = (await Send("192.0.2.12", "carl@sender.test", "From: carl@sender.test\r\nSubject: Later\r\n"))!.Split(' ')[^1];
        relay.Script = new RelayScript();
        Assert.That(await daemon.Process.Says($"delivered id={laterId}"), string.Join('\n', daemon.Process.Lines));

        await using (var typo = await SmtpPeer.Connect(daemon.Port, "192.0.2.20"))
        {
            await typo.Reply();
            await Tell(typo, "EHLO mail.typo.test", "250 ");
            await Tell(typo, "MAIL FROM:<dora@typo.test>", "250 ");
            await Tell(typo, "RCPT TO:<me@exmaple.com>", "550 5.7.1");
            await Tell(typo, "QUIT", "221 ");
        }

        await using var gone = await SmtpPeer.Connect(daemon.Port, "192.0.2.30");
        await gone.Reply();
        await Tell(gone, "EHLO hangup.test", "250 ");
        await Tell(gone, $"AUTH PLAIN {Login}", "50");
        await Tell(gone, Login, "500");
        gone.Break();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        TestContext.Out.WriteLine(string.Join('\n', daemon.Process.Lines.Concat(daemon.Process.Errors)));
        await daemon.DisposeAsync();
        await relay.DisposeAsync();
        await dns.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Test]
    public async Task Was_it_blocked_and_by_which_list() => Assert.That(
        await Trace("192.0.2.66"), Does.Contain(": blocked\n").And.Contains("Blocked:     yes, by bl.test; score 3, blocked from 3").And.Contains("listed by bl.test (counts 3): 127.0.0.2 spam seen")
            .And.Contains("Subject:     Cheap").And.Contains("Answered:    554 5.7.1"));

    [Test]
    public async Task Why_was_it_not_blocked_and_where_is_it() => Assert.That(
        await Trace("<GOOD@sender.test>"), Does.Contain("Blocked:     no; score 1, blocked from 3").And.Contains("listed by low.test (counts 1): 127.0.0.2").And.Contains("not listed by bl.test")
            .And.Match("(set aside|no answer from) dead[.]test").And.Contains("Rewritten:   no").And.Match("Delivery:    me@example[.]net has it since [^ ]+Z: 250 ").And.Contains("Checked:     spf none sender.test"));

    [Test]
    public async Task Why_was_it_rewritten() => Assert.That(
        await Trace("strict matters"), Does.Match("Rewritten:   yes: [^\n]*strict[.]test has p=reject at _dmarc[.]strict[.]test").And.Match("Put in:      [^\n]*From [^\n]*nodmarc"));

    [Test]
    public async Task How_long_did_it_wait_and_why() => Assert.That(
        await Trace(laterId, "Waited:"), Does.Match("Waited: +[0-9.]+ s, [0-9]+ attempts").And.Contains("Answered:    250 2.0.0 Ok: queued as").And.Match("Queue: +[^ ]+ delivered me@example[.]net: 250 "));

    [Test]
    public async Task He_says_he_wrote_and_nothing_came()
    {
        Assert.That(await Trace("me@exmaple.com"), Does.Contain("Session of 192.0.2.20 (mail.typo.test, no TLS): no mail, 1 refused").And.Contains("Refused:     RCPT TO:<me@exmaple.com> to me@exmaple.com from dora@typo.test: 550 5.7.1"));
        Assert.That(await Trace("hangup.test"), Does.Contain("Session of 192.0.2.30 (hangup.test").And.Contains("the client went away").And.Contains("AUTH ***"));
        var (code, nothing) = Run("nobody@else.test", "1h");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(nothing, Does.StartWith("Nothing was seen of nobody@else.test since ").And.Match("Records of mails begin [^ ]+Z; nothing is missing since"));
    }

    [Test]
    public async Task The_program_writes_JSON_for_others()
    {
        await Trace("anna@sender.test");
        var program = await LaitosCommand.Run("trace", "ANNA@sender.test", "--since", "2d", "--json", "-config", Configuration);
        Assert.That(program.Code, Is.Zero, program.Error);
        using var json = JsonDocument.Parse(program.Output);
        var mail = json.RootElement.GetProperty("mails").EnumerateArray().Single();
        Assert.That(mail.GetProperty("fate").GetString(), Is.EqualTo("delivered"));
        Assert.That(mail.GetProperty("parties").GetProperty("messageId").GetString(), Is.EqualTo("<good@sender.test>"));
        Assert.That(mail.GetProperty("destinations")[0].GetProperty("reply").GetString(), Does.StartWith("250 "));
        Assert.That(mail.GetProperty("decision").GetProperty("screening").GetProperty("lists").GetArrayLength(), Is.EqualTo(3));
    }

    [TestCase("x", "2 days", "--since 2 days")]
    [TestCase(" ", null, "WHAT: ")]
    public void What_is_no_query_is_told(string what, string? since, string expected)
    {
        var (code, text) = Run(what, since);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(text, Does.StartWith(expected));
    }

    /// Nothing that was committed is lost with the process, and no secret lies on the disk.
    [Test, Order(int.MaxValue)]
    public async Task A_killed_daemon_leaves_readable_records_without_secrets()
    {
        await Trace("hangup.test");
        daemon.Process.Signal("KILL");
        await daemon.Process.Ended();
        var octets = string.Concat(Directory.GetFiles(Path.Combine(folder.Path, "spool"), "trace.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        Assert.That(octets, Does.Contain("good day ***").And.Not.Contains(Secret).And.Not.Contains(Secret.ToLowerInvariant()).And.Not.Contains(Login).And.Not.Contains(Login.ToLowerInvariant()));
        Assert.That(Run("Later", null).Text, Does.Contain($"Mail {laterId}: delivered"));
    }

    /// Records are written some moments after the reply.
    async Task<string> Trace(string what, string until = "")
    {
        for (var tries = 0; ; tries++)
        {
            var (code, text) = Run(what, "1h");
            if ((code == 0 && text.Contains(until, StringComparison.Ordinal)) || tries == 200)
            {
                TestContext.Out.WriteLine($"$ laitos trace {what}\n{text}");
                return text;
            }

            await Task.Delay(50);
        }
    }

    (int Code, string Text) Run(string what, string? since)
    {
        using var written = new StringWriter { NewLine = "\n" };
        var code = TraceCommand.Run(what, since, asJson: false, Configuration, new CliTerminal(written, written, () => Stream.Null, null)).GetAwaiter().GetResult();
        return (code, written.ToString());
    }

    async Task<string?> Send(string client, string from, string header)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port, client);
        await peer.Reply();
        await Tell(peer, "EHLO mail.sender.test", "250 ");
        await Tell(peer, $"MAIL FROM:<{from}>", "250 ");
        await Tell(peer, "RCPT TO:<me@example.com>", "250 ");
        await Tell(peer, "DATA", "354 ");
        return await Say(peer, header + "\r\nHello.\r\n.");
    }

    static async Task Tell(SmtpPeer peer, string line, string expected) => Assert.That(await Say(peer, line), Does.StartWith(expected));

    static async Task<string?> Say(SmtpPeer peer, string line)
    {
        await peer.Send(Encoding.Latin1.GetBytes(line + "\r\n"));
        return await peer.Reply();
    }
}
