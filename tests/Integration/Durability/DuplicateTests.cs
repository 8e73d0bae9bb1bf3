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
        await using var daemon = await DurableDaemon.Start(delivery);
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
        await using var daemon = await DurableDaemon.Start(script: silent, wait: "50s", timeout: "50s");
        await using var first = await SmtpPeer.Connect(daemon.Port);
        await Sending.Greet(first);
        var reply = Sending.Mail(first, Mail, Sending.Body(Mail));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Relay.Heard("EHLO") > 0)), "it is on its way");
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

    [Test]
    public async Task A_mail_that_was_refused_may_come_again()
    {
        await using var daemon = await DurableDaemon.Start(script: new RelayScript { Replies = new Dictionary<string, string> { ["RCPT"] = "550 5.1.1 nobody" } });
        Assert.That(await daemon.Send(Mail), Does.StartWith("55"));
        daemon.Relay.Script = new RelayScript();
        Assert.That(await daemon.Send(Mail), Does.StartWith("250 "));
        Assert.That(daemon.Copies(Mail, DurableDaemon.First), Is.EqualTo(1));
    }
}
