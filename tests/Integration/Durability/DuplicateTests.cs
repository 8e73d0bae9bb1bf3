using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>A sender that did not hear our 250 sends the mail again: it is answered with 250, and no second copy goes out.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DuplicateTests
{
    const string Mail = "again@sender.example";

    [TestCase("cut-through")]
    [TestCase("spool-first")]
    public async Task A_mail_that_is_sent_again_is_not_delivered_again(string delivery)
    {
        await using var daemon = await DurableDaemon.StartWithin(delivery);
        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        Assert.That(await daemon.Send(Mail, "another@sender.example"), Does.StartWith("250 "), "another envelope is another mail");

        await daemon.Drained();
        Assert.That(daemon.Copies(Mail, DurableDaemon.First), Is.EqualTo(2));
    }

    [Test]
    public async Task A_mail_that_was_stored_is_known_after_a_power_cut([Values] bool whileItWaits)
    {
        await using var daemon = await DurableDaemon.Start("spool-first", """ "Retry": ["3s"] """);
        if (whileItWaits)
        {
            await daemon.Relay.Leave();
        }

        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        if (!whileItWaits)
        {
            await daemon.Drained();
        }

        await daemon.Kill();
        await daemon.StartAgain();
        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        await daemon.Relay.Return();
        await daemon.Drained();
        Assert.That(daemon.Copies(Mail, DurableDaemon.First), Is.EqualTo(1));
        Assert.That(daemon.Copies(Mail, DurableDaemon.Second), Is.EqualTo(1));
    }

    [Test]
    public async Task A_mail_that_comes_again_while_it_is_on_its_way_stays_with_its_sender_until_its_fate_is_known([Values] bool wasCutOff)
    {
        var silent = new RelayScript { Replies = new Dictionary<string, string> { ["EHLO"] = "" } };
        await using var daemon = await DurableDaemon.StartWithin(script: silent, wait: "50s", timeout: "50s");
        await using var first = await SmtpPeer.Connect(daemon.Port);
        await Sending.Greet(first);
        var reply = Sending.Mail(first, Mail, Sending.Body(Mail));
        Assert.That(await daemon.Relay.Hears("EHLO"), "it is on its way");
        if (wasCutOff)
        {
            await first.DisposeAsync();
        }

        Assert.That(await daemon.Send(Mail), Does.StartWith("451 4.3.0 The same mail is being delivered just now"));
        Assert.That(await daemon.Send(Mail), Does.StartWith("451 4.3.0 "), "it does not wait for itself");

        await daemon.Relay.Leave();
        if (!wasCutOff)
        {
            Assert.That(await reply, Does.StartWith("250 "));
        }

        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Send(Mail))!.StartsWith("250 ", StringComparison.Ordinal)), "its fate is known");
        await daemon.Relay.Return();
        await daemon.Drained();
        Assert.That(daemon.Copies(Mail, DurableDaemon.First), Is.EqualTo(1));
        Assert.That(daemon.Copies(Mail, DurableDaemon.Second), Is.EqualTo(1));
    }

    /// The mails of an uninterruptible power supply: one Message-ID and one body for all of them.
    [TestCase("cut-through")]
    [TestCase("spool-first")]
    public async Task Mails_that_differ_in_their_header_alone_are_different_mails(string delivery)
    {
        await using var daemon = await DurableDaemon.StartWithin(delivery);
        var mails = new[] { ("on battery", "12:00:00"), ("battery low", "12:09:30"), ("power is back", "12:12:10") };
        foreach (var (subject, time) in mails)
        {
            Assert.That(await Post(daemon, subject, time), Does.StartWith("250 ").And.Not.Contain("already"));
        }

        Assert.That(await Post(daemon, "on battery", "12:00:00", "Received: from ups by gateway; now\r\nReturn-Path: <ups@device.example>\r\n"), Does.StartWith("250 ").And.Contain("already"));
        await daemon.Drained();
        Assert.That(daemon.Copies("ups@device.test", DurableDaemon.First), Is.EqualTo(3));
        Assert.That(mails.Select(mail => daemon.Relay.Mails.Count(taken => taken.Text.Contains($"\r\nSubject: {mail.Item1}\r\n", StringComparison.Ordinal))), Is.All.EqualTo(1));
    }

    static async Task<string?> Post(DurableDaemon daemon, string subject, string time, string trace = "")
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await Sending.Greet(peer);
        foreach (var command in new[] { "MAIL FROM:<ups@device.example>\r\n", "RCPT TO:<someone@example.com>\r\n", "DATA\r\n" })
        {
            await peer.Send(Encoding.ASCII.GetBytes(command));
            Assert.That(await peer.Reply(), Does.Match("^[23]"));
        }

        await peer.Send(Encoding.ASCII.GetBytes(
            $"{trace}From: ups@device.example\r\nDate: Thu, 26 Nov 2026 {time} +0000\r\nSubject: {subject}\r\nMessage-ID: <ups@device.test>\r\n\r\nSee the web page of the UPS.\r\n.\r\n"));
        return await peer.Reply();
    }

    [Test]
    public async Task A_mail_that_was_refused_may_come_again()
    {
        await using var daemon = await DurableDaemon.StartWithin(script: new RelayScript { Replies = new Dictionary<string, string> { ["RCPT"] = "550 5.1.1 nobody" } }, wait: "50s", timeout: "50s");
        Assert.That(await daemon.Send(Mail), Does.StartWith("55"));
        daemon.Relay.Script = new RelayScript();
        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        Assert.That(daemon.Copies(Mail, DurableDaemon.First), Is.EqualTo(1));
    }
}
