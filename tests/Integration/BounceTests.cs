using Laitos.Integration.Support;

namespace Laitos.Integration;

/// <summary>Mail is forwarded from a bounce address, and what comes back to that address goes where the settings say, also after a restart with another key in front.</summary>
[Parallelizable(ParallelScope.All)]
public class BounceTests
{
    const string Notice = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nSubject: undelivered\r\n\r\n--b\r\n\r\nSorry, me@example.net.\r\n"
        + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.test\r\n\r\nFinal-Recipient: rfc822; me@example.net\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n--b--\r\n";
    const string Letter = "Subject: buy\r\n\r\nNow.\r\n";

    [Test]
    public async Task A_notice_finds_its_way([Values("token", "srs")] string style, [Values("owner", "sender")] string to)
    {
        await using var scene = await DaemonScene.StartWithin(settings: Settings(style, to));
        Assert.That(await Send(scene, "anna@sender.test", "me@example.com", Letter), Does.StartWith("250 "));
        var bounce = scene.Relay.Mails[0].Sender[1..^1];
        Assert.That(bounce, style == "token" ? Does.Match("^b1[a-z2-7]{20,62}@example[.]com$") : Does.Match("^SRS0=[^=]{8}=[A-Z2-7]{2}=sender[.]test=anna@example[.]com$"));

        Assert.That(await Send(scene, "", style == "token" ? bounce.ToUpperInvariant() : bounce, Notice), Does.StartWith("250 "));
        Assert.That(scene.Relay.Mails[1].Sender, Is.EqualTo("<>"));
        Assert.That(scene.Relay.Mails[1].Recipients, Is.EqualTo(new[] { to == "owner" ? "me@example.net" : "anna@sender.test" }));
        Assert.That(scene.Relay.Mails[1].Text, to == "owner" ? Does.EndWith(Notice) : Does.Contain("Action: failed\r\nStatus: 5.2.2\r\n").And.Not.Contain("me@example.net"));

        var letter = await Send(scene, "eve@far.test", bounce, Letter);
        Assert.That(letter, to == "owner" ? Does.StartWith("250 ") : Does.StartWith("550 5.7.1 "), "what is no notice travels to nobody but the owner");
        Assert.That(await Send(scene, "", bounce.Replace("@", "a@", StringComparison.Ordinal), Notice), Does.StartWith("550 5."), "one character more");
        Assert.That(scene.Daemon.Run.Lines, Has.None.Contains("the first key"), "no key in the log");
    }

    [Test]
    public async Task A_bounce_address_stands_alone_and_an_automatic_reply_goes_to_the_owner()
    {
        await using var scene = await DaemonScene.StartWithin(settings: Settings("token", "sender"));
        await Send(scene, "anna@sender.test", "me@example.com", Letter);
        await Send(scene, "bob@sender.test", "me@example.com", Letter);
        var bounces = scene.Relay.Mails.Select(mail => mail.Sender).ToArray();
        Assert.That(bounces, Is.Unique);

        await using var peer = await Begin(scene, "away@far.test");
        await Tell(peer, $"RCPT TO:{bounces[0]}", "250 ");
        await Tell(peer, $"RCPT TO:{bounces[1]}", "452 4.5.3 ");
        await Tell(peer, "RCPT TO:<me@example.com>", "452 4.5.3 ");
        await Tell(peer, "DATA", "354 ");
        await Tell(peer, $"Auto-Submitted: auto-replied\r\n{Letter}.", "250 ");
        Assert.That(scene.Relay.Mails[^1].Recipients, Is.EqualTo(new[] { "me@example.net" }), "it speaks for his mailbox");
    }

    [Test]
    public async Task An_address_outlives_a_restart_and_a_new_key()
    {
        string bounce;
        await using (var before = await DaemonScene.StartWithin(settings: Settings("token", "sender")))
        {
            await Send(before, "anna@sender.test", "me@example.com", Letter);
            bounce = before.Relay.Mails[0].Sender[1..^1];
        }

        await using var after = await DaemonScene.StartWithin(settings: """{"MailDaemon": {"EnvelopeSender": "mail-from", "BounceTo": "sender", "BounceKeys": ["another key that is newer", "the first key of the ring"]}}""");
        Assert.That(await Send(after, "", bounce, Notice), Does.StartWith("250 "));
        Assert.That(after.Relay.Mails[0].Recipients, Is.EqualTo(new[] { "anna@sender.test" }));

        await using var other = await DaemonScene.StartWithin(settings: """{"MailDaemon": {"BounceKeys": ["another key that is newer"]}}""");
        Assert.That(await Send(other, "", bounce, Notice), Does.StartWith("550 5.7.1 "), "the key is gone");
    }

    static string Settings(string style, string to) => $$"""{"MailDaemon": {"EnvelopeSender": "{{style}}", "BounceTo": "{{to}}", "BounceKeys": ["the first key of the ring"] } }""";

    /// <summary>Sends a mail and gives the last reply to it: a refusal, or that to its data.</summary>
    static async Task<string?> Send(DaemonScene scene, string from, string to, string mail)
    {
        await using var peer = await Begin(scene, from);
        var reply = await Say(peer, $"RCPT TO:<{to}>");
        if (reply?.StartsWith("250 ", StringComparison.Ordinal) == true)
        {
            await Tell(peer, "DATA", "354 ");
            reply = await Say(peer, mail + ".");
        }

        return reply;
    }

    static async Task<SmtpPeer> Begin(DaemonScene scene, string from)
    {
        var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        Assert.That(await peer.Reply(), Does.StartWith("220 "));
        await Tell(peer, "EHLO far.test", "250 ");
        await Tell(peer, $"MAIL FROM:<{from}>", "250 ");
        return peer;
    }

    static async Task Tell(SmtpPeer peer, string line, string expected) => Assert.That(await Say(peer, line), Does.StartWith(expected), line);

    static async Task<string?> Say(SmtpPeer peer, string line)
    {
        await peer.Send(System.Text.Encoding.ASCII.GetBytes(line + "\r\n"));
        return await peer.Reply();
    }
}
