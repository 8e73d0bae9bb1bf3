using System.Net.Sockets;
using Laitos.Integration.Support;
using static Laitos.Integration.Support.DaemonScene;

namespace Laitos.Integration;

/// <summary>How the program goes down.</summary>
[Parallelizable(ParallelScope.All)]
public class DaemonStopTests
{
    [Test]
    public async Task An_idle_session_is_told_that_the_daemon_goes_down()
    {
        await using var scene = await DaemonScene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        Assert.That(await peer.Reply(), Does.StartWith("220 "));

        var exit = scene.Daemon.Stop();

        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await peer.Reply(), Is.Null);
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Daemon.Run.Lines[^1], Does.EndWith(" stopped"));
        Assert.That(scene.Daemon.Run.Errors, Is.Empty);
    }

    [Test]
    public async Task Mail_at_the_relay_is_finished_before_the_daemon_goes_down()
    {
        await using var scene = await DaemonScene.Start(new RelayScript { Drip = TimeSpan.FromMilliseconds(5) });
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        await peer.Send("Subject: x\r\n\r\nbody\r\n.\r\n"u8.ToArray());
        Assert.That(await scene.Relay.Hears("MAIL"));

        var exit = scene.Daemon.Stop();

        Assert.That(await peer.Reply(), Does.StartWith("250 2.0.0 "));
        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Relay.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mail_half_received_is_finished_before_the_daemon_goes_down()
    {
        await using var scene = await DaemonScene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        await peer.Send("Subject: x\r\n\r\nbo"u8.ToArray());

        var exit = scene.Daemon.Stop();
        Assert.That(await scene.Daemon.Run.Says("stopping"));
        await peer.Send("dy\r\n.\r\n"u8.ToArray());

        Assert.That(await peer.Reply(), Does.StartWith("250 2.0.0 "));
        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Relay.Mails.Single().Text, Does.EndWith("Subject: x\r\n\r\nbody\r\n"));
    }

    [Test]
    public async Task A_stopping_daemon_takes_no_more_connections()
    {
        await using var scene = await DaemonScene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        scene.Daemon.Run.Terminate();
        Assert.That(await scene.Daemon.Run.Says("stopping"));
        Assert.That(await Durability.DurableDaemon.Becomes(async () => !await Takes(scene.Daemon.Port)), "nobody listens any more");

        await peer.Send(".\r\n"u8.ToArray());
        Assert.That(await scene.Daemon.Run.Ended(), Is.Zero);
    }

    [Test]
    public async Task A_sender_that_never_ends_its_mail_does_not_hold_the_daemon_beyond_its_bound()
    {
        await using var scene = await DaemonScene.Start(settings: """{ "MailDaemon": { "Limits": { "ShutdownTime": "1s" } } }""");
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);

        Assert.That(await scene.Daemon.Stop(), Is.Zero);
        Assert.That(scene.Relay.Mails, Is.Empty);
    }

    static async Task<bool> Takes(int port)
    {
        try
        {
            await using var late = await SmtpPeer.Connect(port, "203.0.113.8");
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
