using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>The daemon between one side of Postfix and the other.</summary>
public class PostfixTests
{
    PackageRelay last = null!;
    Postfix postfix = null!;
    PeerDaemon daemon = null!;
    PeerDaemon refused = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        last = PackageRelay.Start();
        postfix = Postfix.WithPorts();
        daemon = await PeerDaemon.Start(postfix.Relay, chain: true);
        refused = await PeerDaemon.Start(postfix.Relay, forwardTo: "later@example.net", delivery: "no-spool");
        await postfix.Start(daemon.Port, refused.Port, last.Port);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await postfix.DisposeAsync();
        await refused.DisposeAsync();
        await daemon.DisposeAsync();
        await last.DisposeAsync();
    }

    [Test]
    public async Task Mails_pass_from_Postfix_through_us_to_Postfix()
    {
        var before = last.Mails.Count;
        var (code, output) = await Programs.Run("smtp-source", "-s", "5", "-m", "50", "-l", "20000", "-d", "-f", "sender@example.org", "-t", "someone@example.com", $"127.0.0.1:{postfix.Sender}");

        Assert.That(code, Is.Zero, output);
        Assert.That(await Programs.Becomes(() => last.Mails.Count == before + 50), postfix.Log);
        Assert.That(last.Mails.Skip(before), Has.All.Matches<CapturedMail>(mail => mail.Sender == "<forwarder@example.net>" && mail.Text.Contains("by mx.example.com with ESMTPS", StringComparison.Ordinal)));
    }

    [Test]
    public async Task International_mail_passes_from_Postfix_through_us_to_Postfix()
    {
        var before = last.Mails.Count;
        await using (var client = await SmtpPeer.Connect(postfix.Sender))
        {
            await client.Reply();
            await client.Say("EHLO client.example.org");
            await client.Say("MAIL FROM:<sender@example.org> SMTPUTF8 BODY=8BITMIME");
            await client.Say("RCPT TO:<one@example.com>");
            await client.Say("RCPT TO:<two@example.com>");
            await client.Say("DATA");
            await client.Send("From: =?utf-8?q?x?= <sender@example.org>\r\nSubject: Gr\xc3\xbc\xc3\x9f Gott\r\n\r\n\xe2\x82\xac 5\r\n..\r\n");
            Assert.That(await client.Say("."), Does.StartWith("250"));
        }

        Assert.That(await Programs.Becomes(() => last.Mails.Count == before + 1), postfix.Log);
        Assert.That(last.Mails[^1].Text, Does.Contain("Subject: Gr\xc3\xbc\xc3\x9f Gott\r\n").And.EndsWith("\r\n\r\n\xe2\x82\xac 5\r\n.\r\n"));
    }

    [TestCase(nameof(Postfix.Relay))]
    [TestCase(nameof(Postfix.WithoutChunking))]
    [TestCase(nameof(Postfix.WithoutExtensions))]
    public async Task Postfix_takes_our_mails_whatever_it_offers(string variant)
    {
        await using var other = await PeerDaemon.Start(PortOf(variant));
        var before = last.Mails.Count;
        Assert.That(await Conversing.SendMail(other.Port, "Subject: dots\r\n\r\n..\r\n...\r\nend"), Does.StartWith("250 2.0.0"));
        Assert.That(await Conversing.SendMail(other.Port, "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat("a line\r\n", 100_000))), Does.StartWith("250 2.0.0"));

        Assert.That(await Programs.Becomes(() => last.Mails.Count == before + 2), postfix.Log);
        Assert.That(last.Mails.Skip(before), Has.One.Matches<CapturedMail>(mail => mail.Text.EndsWith("\r\n\r\n.\r\n..\r\nend\r\n", StringComparison.Ordinal)));
    }

    [TestCase("later@example.net", "451 4.7.9", "come again")]
    [TestCase("never@example.net", "554 5.7.9", "go away")]
    public async Task What_Postfix_refuses_is_told_to_our_client(string recipient, string answer, string words)
    {
        await using var other = await PeerDaemon.Start(postfix.Relay, forwardTo: recipient, delivery: "no-spool");
        Assert.That(await Conversing.SendMail(other.Port), Does.StartWith(answer).And.Contains(words));
    }

    [Test]
    public async Task A_mail_that_we_refuse_stays_with_Postfix_which_is_told_why()
    {
        Assert.That(await Conversing.SendMail(postfix.OtherSender, "Subject: to be kept\r\n\r\nbody"), Does.StartWith("250"));
        Assert.That(await Programs.Becomes(() => postfix.Log.Contains("status=deferred", StringComparison.Ordinal)), postfix.Log);
        Assert.That(postfix.Log, Does.Contain("come again"));
    }

    int PortOf(string variant) => variant switch
    {
        nameof(Postfix.Relay) => postfix.Relay,
        nameof(Postfix.WithoutChunking) => postfix.WithoutChunking,
        _ => postfix.WithoutExtensions,
    };
}
