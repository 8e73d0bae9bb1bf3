using System.Text.Json;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>What the owner is told of mail that is late, or that was taken and cannot be delivered.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NoticeTests
{
    const string Author = "author@sender.example";

    static readonly RelayScript RefusesSecond = Refusing($"RCPT TO:<{DurableDaemon.Second}>", "550 5.1.1 no such mailbox");

    [TestCase("cut-through")]
    [TestCase("spool-first")]
    public async Task The_owner_is_told_of_a_destination_that_is_refused_after_the_mail_was_taken(string delivery)
    {
        await using var daemon = await DurableDaemon.StartWithin(delivery, script: RefusesSecond);

        Assert.That(await daemon.Send("half@sender.example"), Does.StartWith("250 "));

        await daemon.Drained();
        Assert.That(daemon.Copies("half@sender.example", DurableDaemon.First), Is.EqualTo(1));
        Assert.That(daemon.Notices, Has.Count.EqualTo(1));
        var notice = daemon.Notices[0];
        Assert.That(notice.Recipients, Is.EqualTo(new[] { DurableDaemon.Postmaster }), "the sender gets none");
        Assert.That(notice.Text, Does.Contain("multipart/report").And.Contain("report-type=delivery-status").And.Contain("\r\nAuto-Submitted: auto-replied"));
        Assert.That(notice.Text, Does.Contain($"Final-Recipient: rfc822;{DurableDaemon.Second}").Or.Contain($"Final-Recipient: rfc822; {DurableDaemon.Second}"));
        Assert.That(notice.Text, Does.Contain("Action: failed").And.Contain("Status: 5.1.1").And.Contain("no such mailbox"));
        Assert.That(notice.Text, Does.Contain("Message-ID: <half@sender.example>"), "the header section of the mail");
        Assert.That(notice.Text, Does.Not.Contain("the end of half@sender.example"), "its body is not");
        Assert.That(daemon.Relay.Mails.SelectMany(mail => mail.Recipients), Has.None.EqualTo(Author));
    }

    [Test]
    public async Task A_mail_with_the_null_sender_that_fails_is_told_to_the_owner_too()
    {
        await using var daemon = await DurableDaemon.StartWithin("spool-first", script: Refusing("RCPT TO:<" + DurableDaemon.Second, "550 5.1.1 no"));

        Assert.That(await daemon.Send("null@sender.example", sender: ""), Does.StartWith("250 "));

        await daemon.Drained();
        Assert.That(daemon.Notices.Count(mail => mail.Recipients.Contains(DurableDaemon.Postmaster)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_notice_that_cannot_be_delivered_is_held_and_shown()
    {
        await using var daemon = await DurableDaemon.StartWithin("spool-first", script: new RelayScript
        {
            Replies = new Dictionary<string, string> { ["RCPT"] = "550 5.1.1 nobody" },
        });
        Assert.That(await daemon.Send("hopeless@sender.example"), Does.StartWith("250 "));

        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).Exists(entry => entry.Held.IsSome)), "held");

        var shown = (await Listed(daemon)).Single();
        Assert.That(shown.GetProperty("kind").GetString(), Does.Contain("notice"));
        Assert.That(shown.GetProperty("held").GetString(), Does.Contain("550 5.1.1 nobody"));
        Assert.That(shown.GetProperty("nextDue").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(shown.GetProperty("destinations")[0].GetProperty("address").GetString(), Is.EqualTo(DurableDaemon.Postmaster));
        Assert.That(shown.GetProperty("destinations")[0].GetProperty("state").GetString(), Is.EqualTo("owed"));

        await daemon.Stop();
        Assert.That((await Listed(daemon)).Single().GetProperty("held").GetString(), Does.Contain("550 5.1.1 nobody"), "and without the daemon");
        await daemon.StartAgain();
        Assert.That(daemon.Relay.Mails, Is.Empty);
    }

    [Test]
    public async Task A_mail_that_is_late_is_told_once_and_delivered_at_last()
    {
        await using var daemon = await DurableDaemon.StartWithin(
            spool: """ "Retry": ["1s"], "DelayNotice": "1m" """, script: Refusing($"RCPT TO:<{DurableDaemon.Second}>", "450 4.2.1 busy"));
        Assert.That(await daemon.Send("late@sender.example"), Does.StartWith("250 "));

        await daemon.Age(TimeSpan.FromMinutes(1));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Notices.Count > 0)), "told");
        Assert.That(await daemon.Relay.Hears($"RCPT TO:<{DurableDaemon.Second}>", daemon.Relay.Heard($"RCPT TO:<{DurableDaemon.Second}>") + 2), "tried twice more");

        Assert.That(daemon.Notices, Has.Count.EqualTo(1));
        Assert.That(daemon.Notices[0].Recipients, Is.EqualTo(new[] { DurableDaemon.Postmaster }));
        Assert.That(daemon.Notices[0].Text, Does.Contain("Action: delayed").And.Contain(DurableDaemon.Second).And.Contain("4.2.1"));
        daemon.Relay.Script = new RelayScript();
        await daemon.Drained();
        Assert.That(daemon.Copies("late@sender.example", DurableDaemon.First), Is.EqualTo(1));
        Assert.That(daemon.Copies("late@sender.example", DurableDaemon.Second), Is.EqualTo(1));
        Assert.That(daemon.Notices, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mail_that_expires_is_told()
    {
        await using var daemon = await DurableDaemon.StartWithin(
            spool: """ "Retry": ["1s"], "Expire": "1m" """, script: Refusing($"RCPT TO:<{DurableDaemon.Second}>", "450 4.2.1 busy"));
        Assert.That(await daemon.Send("expired@sender.example"), Does.StartWith("250 "));

        await daemon.Age(TimeSpan.FromMinutes(1));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Notices.Count > 0)), "told");

        await daemon.Drained();
        Assert.That(daemon.Notices, Has.Count.EqualTo(1));
        Assert.That(daemon.Notices[0].Text, Does.Contain("Action: failed").And.Contain(DurableDaemon.Second).And.Contain("450 4.2.1 busy"));
        Assert.That(daemon.Copies("expired@sender.example", DurableDaemon.First), Is.EqualTo(1));
        Assert.That(daemon.Copies("expired@sender.example", DurableDaemon.Second), Is.Zero);
    }

    static RelayScript Refusing(string command, string reply) => new() { Replies = new Dictionary<string, string> { [command] = reply } };

    static async Task<JsonElement[]> Listed(DurableDaemon daemon)
    {
        var list = await LaitosCommand.Run("queue", "list", "--json", "-config", Path.Combine(daemon.Folder.Path, "config.json"));
        Assert.That(list.Code, Is.Zero, list.Error);
        return [.. JsonDocument.Parse(list.Output).RootElement.EnumerateArray()];
    }

    [TestCase("v=spf1 ip4:127.0.0.1 -all", 2)]
    [TestCase("v=spf1 -all", 1)]
    public async Task A_sender_who_is_proved_is_told_and_learns_no_private_address(string record, int notices)
    {
        await using var dns = StubDns.Start($"sender.example TXT {record}\n");
        await using var daemon = await DurableDaemon.StartWithin(
            "spool-first", receiving: """ , "Authentication": "check" """, dns: dns.EndPoint, script: new RelayScript
            {
                Replies = new Dictionary<string, string> { [$"RCPT TO:<{DurableDaemon.First}>"] = "550 5.1.1 nobody", [$"RCPT TO:<{DurableDaemon.Second}>"] = "550 5.1.1 nobody" },
            });
        Assert.That(await daemon.Send("undelivered@sender.example"), Does.StartWith("250 "));
        await daemon.Drained();

        Assert.That(daemon.Notices, Has.Count.EqualTo(notices));
        var toSender = daemon.Notices.Where(mail => mail.Recipients.Contains("author@sender.example")).ToList();
        Assert.That(toSender, Has.Count.EqualTo(notices - 1));
        Assert.That(toSender.Select(mail => mail.Text), Has.All.Contains("Final-Recipient: rfc822; ").And.None.Contains(DurableDaemon.First).And.None.Contains(DurableDaemon.Second));
    }
}
