namespace Laitos.Integration.Commands;

/// <summary>Whoever guesses passwords has to wait longer and longer, and nobody else has.</summary>
public sealed class WrongPasswordTests
{
    const string Guesser = "192.0.2.7", Neighbour = "198.51.100.9";

    [Test]
    public async Task Guesses_are_counted_and_then_put_off_while_ordinary_mail_is_taken()
    {
        await using var daemon = await CommandDaemon.StartWithin(receiving: """, "TrustedProxies": ["127.0.0.1"] """);
        var runs = daemon.File("runs");
        var right = CommandLetter.Order($".s echo right | tee -a {runs}");
        // The third makes a wait of one second, the fourth of two, the fifth of four.
        for (var wrong = 0; wrong < 5; wrong++)
        {
            var guess = CommandLetter.Of($"seasame{wrong} .s echo wrong >> {runs}");
            await Taken(daemon, guess, Guesser);
            await daemon.Says(guess.MessageId, "wrong password");
            await daemon.Copy(guess);
        }

        var barred = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(await daemon.Post(CommandLetter.Of($"seasame5 .s echo wrong >> {runs}"), Guesser), Does.StartWith("451 "), "a wrong one");
        Assert.That(await daemon.Post(right, Guesser), Does.StartWith("451 "), "a right one");
        Assert.That(await daemon.Post(CommandLetter.Of("Ordinary mail."), Guesser), Does.StartWith("250 "), "ordinary mail");
        var neighbour = CommandLetter.Order(".s echo neighbour");
        Assert.That(await daemon.Post(neighbour, Neighbour), Does.StartWith("250 "), "another client");
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(neighbour)), Is.EqualTo("neighbour\n"));
        Assert.That(daemon.Lines("runs"), Is.Zero);

        await Taken(daemon, right, Guesser);
        Assert.That(barred.Elapsed.TotalSeconds, Is.GreaterThan(2.5), "the wait of the fifth");
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(right)), Is.EqualTo("right\n"));
        Assert.That(daemon.Lines("runs"), Is.EqualTo(1));
        Assert.That(string.Join('\n', daemon.Daemon.Log), Does.Contain("too many wrong passwords").And.Not.Contain("seasame"));
    }

    /// Comes back like a sender until it is taken.
    static async Task Taken(CommandDaemon daemon, CommandLetter commandLetter, string client)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 20; await Task.Delay(100))
        {
            if (await daemon.Post(commandLetter, client) is { } reply && reply.StartsWith("250 ", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("taken in the end");
    }
}
