using Laitos.Integration.Durability;
using Laitos.Integration.Support;

namespace Laitos.Integration.Commands;

/// <summary>Commands that change the daemon itself.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DaemonControlTests
{
    [Test]
    public async Task A_locked_daemon_takes_no_mail_until_it_is_started_again()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        await using var idle = await SmtpPeer.Connect(daemon.Daemon.Port);
        await using var amid = await SmtpPeer.Connect(daemon.Daemon.Port);
        Assert.That(await Sending.Greet(idle) && await Sending.Greet(amid));
        await amid.Send("MAIL FROM:<a@sender.example>\r\n"u8.ToArray());
        Assert.That(await amid.Reply(), Does.StartWith("250 "));

        Assert.That(await daemon.Run(".e lock"), Does.StartWith("locked: "));

        const string reason = "421 4.3.2 Service is locked by its owner; try again later";
        Assert.That(await idle.Reply(), Is.EqualTo(reason));
        Assert.That(await idle.Reply(), Is.Null);
        Assert.That(await amid.Reply(), Is.EqualTo(reason));
        await using (var late = await SmtpPeer.Connect(daemon.Daemon.Port))
        {
            Assert.That(await late.Reply(), Is.EqualTo(reason));
            Assert.That(await late.Reply(), Is.Null);
        }

        await daemon.Daemon.Stop();
        await daemon.Daemon.StartAgain();
        Assert.That(await daemon.Run(".s echo unlocked"), Is.EqualTo("unlocked\n"));
    }

    [Test]
    public async Task What_was_taken_before_the_lock_is_still_delivered()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        await daemon.Daemon.Relay.Leave();
        var (before, order) = (CommandLetter.Of("before"), CommandLetter.Order(".e lock"));
        Assert.That(await daemon.Post(before), Does.StartWith("250 "));
        Assert.That(await daemon.Post(order), Does.StartWith("250 "));
        await daemon.Says("locked");

        await daemon.Daemon.Relay.Return();

        await daemon.Copy(before);
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(order)), Does.StartWith("locked: "));
    }

    [Test]
    public async Task A_lock_waits_for_no_slow_command_and_leaves_those_that_wait_for_the_next_start()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        var slow = Enumerable.Range(0, 10).Select(number => CommandLetter.Order($".s echo {number} >> {daemon.File("runs")}; while [ ! -e {daemon.File("gate")} ]; do sleep 0.1; done; echo done")).ToList();
        foreach (var commandLetter in slow)
        {
            Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        }

        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Lines("runs") == 8)), "as many run as may");
        Assert.That(await daemon.Run(".e lock"), Does.StartWith("locked: "));
        await File.WriteAllTextAsync(daemon.File("gate"), "");

        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(slow.Count(commandLetter => daemon.Answers(commandLetter).Count > 0) == 8)), "what ran is answered");
        await daemon.Daemon.Stop();
        Assert.That(daemon.Lines("runs"), Is.EqualTo(8), "none began since");
        await daemon.Daemon.StartAgain();

        foreach (var commandLetter in slow)
        {
            Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("done\n"));
        }
    }

    [Test]
    public async Task A_stop_is_answered_before_or_after_the_next_start()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        await daemon.Daemon.Relay.Leave();
        var commandLetter = CommandLetter.Order(".e stop");
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        Assert.That(await daemon.Daemon.Ended(), Is.Zero, "exit code");
        Assert.That((await daemon.Daemon.Queue()).Count(entry => entry.Kind == Domain.Queue.EntryKind.Reply), Is.EqualTo(1), "stored");

        await daemon.Daemon.Relay.Return();
        await daemon.Daemon.StartAgain();
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("stopping\n"));
        await daemon.Copy(commandLetter);
        await daemon.Daemon.Drained();
        Assert.That(await daemon.Run(".s echo it does not stop again"), Is.EqualTo("it does not stop again\n"));
    }

    [Test]
    public async Task A_command_that_runs_while_the_daemon_is_stopped_is_ended_and_answered()
    {
        await using var daemon = await CommandDaemon.StartWithin(limits: """ "ShutdownTime": "1s" """);
        var commandLetter = CommandLetter.Order($".s echo begun >> {daemon.File("runs")}; sleep 300");
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Lines("runs") == 1)), "runs");

        await daemon.Daemon.Stop();
        await daemon.Daemon.StartAgain();

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Does.StartWith("ended because the daemon stops"));
        Assert.That(daemon.Lines("runs"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_daemon_tells_how_it_is()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        await daemon.Copy(CommandLetter.Of("something to tell") is var commandLetter && (await daemon.Post(commandLetter))!.StartsWith("250 ", StringComparison.Ordinal) ? commandLetter : throw new AssertionException("taken"));

        Assert.That(await daemon.Run(".e info"), Does.Contain("laitos"));
        Assert.That(await daemon.Run(".e runtime"), Does.Contain("laitos"));
        Assert.That(await daemon.Run(".plt 0 100000 60 .e log"), Does.Contain(commandLetter.MessageId));
        Assert.That(await daemon.Run(".e warn"), Is.Not.Empty);
        Assert.That(await daemon.Run(".e stack"), Does.Contain("thread"));
        Assert.That(await daemon.Run(".e tune"), Is.Not.Empty);
        Assert.That(await daemon.Run(".e dance"), Is.EqualTo("info | log | warn | stack | tune | tune apply | lock | stop\n"));
    }

    [Test]
    public async Task Threads_that_end_while_they_are_listed_are_left_out()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        using var over = new CancellationTokenSource();
        var restless = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                var threads = Enumerable.Range(0, 20).Select(_ => new Thread(() => Thread.Sleep(1))).ToList();
                threads.ForEach(thread => thread.Start());
                threads.ForEach(thread => thread.Join());
            }
        });

        for (var time = 0; time < 5; time++)
        {
            Assert.That(await daemon.Run(".e stack"), Does.Contain("\nthread ").And.Not.Contain("fault"));
        }

        await over.CancelAsync();
        await restless;
    }
}
