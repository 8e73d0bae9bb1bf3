using System.Collections.Concurrent;
using System.Net.Sockets;
using Laitos.Integration.Apps;
using Laitos.Integration.Durability;
using Laitos.Integration.Support;

namespace Laitos.Integration.Commands;

/// <summary>A command runs at most once and is always answered, though the daemon be killed at any moment.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AtMostOnceTests
{
    const string Interruption = "Not repeated: the daemon stopped while this command ran.";

    static int Kills => KillTests.Times(4);

    [Test]
    public async Task A_command_that_was_cut_off_is_not_run_again_and_its_sender_hears_so()
    {
        await using var daemon = await CommandDaemon.Start();
        var word = Marked.Word();
        var commandLetter = CommandLetter.Order($".s echo begun >> {daemon.File("runs")}; sleep 20; echo {word}");
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Lines("runs") == 1)), "runs");

        await daemon.Daemon.Kill();
        await daemon.Daemon.StartAgain();

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Does.StartWith(Interruption));
        await daemon.Copy(commandLetter);
        Assert.That(await daemon.Run(".s echo the next"), Is.EqualTo("the next\n"));
        Assert.That(daemon.Lines("runs"), Is.EqualTo(1));
        Assert.That(daemon.Answers(commandLetter), Has.Count.EqualTo(1));
        await daemon.Says("command-interrupted");
    }

    [Test]
    public async Task A_relay_that_is_away_delays_the_answer_alone()
    {
        await using var daemon = await CommandDaemon.Start();
        await daemon.Daemon.Relay.Leave();
        var commandLetter = CommandLetter.Order($".s echo once | tee -a {daemon.File("runs")}");
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        await daemon.Says("command-answered");
        await daemon.Daemon.Kill();
        await daemon.Daemon.StartAgain();

        Assert.That((await daemon.Daemon.Queue()).Count, Is.EqualTo(2), "the mail and the answer");
        await daemon.Daemon.Relay.Return();

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("once\n"));
        await daemon.Daemon.Drained();
        Assert.That(daemon.Lines("runs"), Is.EqualTo(1));
    }

    [Test]
    public async Task Killed_at_random_moments_every_command_runs_at_most_once_and_is_answered()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var daemon = await CommandDaemon.Start();
        using var done = new CancellationTokenSource();
        var taken = new ConcurrentQueue<CommandLetter>();
        var senders = Enumerable.Range(0, 3).Select(sender => Task.Run(() => Press(daemon, $"{sender}", taken, done.Token))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var enough = taken.Count + random.Next(12);
            await DurableDaemon.Becomes(() => Task.FromResult(taken.Count >= enough), seconds: 4);
            // A busy machine must not kill an idle daemon again and again.
            await DurableDaemon.Becomes(() => Task.FromResult(taken.Count > kill), seconds: 60);
            await Task.Delay(random.Next(200));
            await daemon.Daemon.Kill();
            await daemon.Daemon.StartAgain();
        }

        await done.CancelAsync();
        await Task.WhenAll(senders);
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(taken.All(commandLetter => daemon.Answers(commandLetter).Count > 0)), 60), "each is answered");
        await daemon.Daemon.Drained();
        Judge(daemon, taken);
    }

    static void Judge(CommandDaemon daemon, ConcurrentQueue<CommandLetter> taken)
    {
        var runs = File.ReadAllLines(daemon.File("runs")).CountBy(line => line).ToDictionary();
        var results = taken.Select(commandLetter => (commandLetter.Subject, Text: CommandDaemon.TextOf(daemon.Answers(commandLetter)[0]))).ToList();
        TestContext.Out.WriteLine($"{Kills} kills, {taken.Count} commands, {runs.Count} of them ran, {results.Count(each => each.Text.StartsWith(Interruption, StringComparison.Ordinal))} were cut off");
        Assert.That(taken, Has.Count.GreaterThanOrEqualTo(Kills));
        Assert.That(runs.Where(run => run.Value > 1), Is.Empty, "more than once");
        Assert.That(results.Where(each => each.Text != $"{each.Subject}\n" && !each.Text.StartsWith(Interruption, StringComparison.Ordinal)), Is.Empty, "answered otherwise");
        Assert.That(results.Where(each => each.Text == $"{each.Subject}\n" && !runs.ContainsKey(each.Subject)), Is.Empty, "answered but not run");
    }

    /// One sender: the same letter again and again until it is answered with 250, then the next.
    static async Task Press(CommandDaemon daemon, string sender, ConcurrentQueue<CommandLetter> taken, CancellationToken done)
    {
        for (var number = 0; !done.IsCancellationRequested; number++)
        {
            var name = $"{sender}.{number}";
            var commandLetter = CommandLetter.Order($".s echo {name} >> {daemon.File("runs")}; echo {name}") with { Subject = name };
            while (!await IsTaken(daemon, commandLetter))
            {
                await Task.Delay(20, CancellationToken.None);
            }

            taken.Enqueue(commandLetter);
            // Each starts a program: a few at a time are enough for a kill to hit one.
            await Task.Delay(50, CancellationToken.None);
        }
    }

    static async Task<bool> IsTaken(CommandDaemon daemon, CommandLetter commandLetter)
    {
        try
        {
            return (await daemon.Post(commandLetter))?.StartsWith("250 ", StringComparison.Ordinal) == true;
        }
        catch (SocketException)
        {
            // The daemon is down.
            return false;
        }
    }
}
