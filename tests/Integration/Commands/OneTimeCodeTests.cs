namespace Laitos.Integration.Commands;

/// <summary>A pair of one-time codes stands for a password, for one command only.</summary>
public sealed class OneTimeCodeTests
{
    const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Test]
    public async Task A_pair_runs_one_command_and_no_other_also_after_the_daemon_was_killed()
    {
        await using var daemon = await CommandDaemon.Start(passwords: [Key]);
        // That of the next step is valid for a minute at least.
        var pair = await Codes.Pair(Key, Codes.Step + 1);
        var runs = daemon.File("runs");

        await Runs(daemon, $"{pair}.s echo first | tee -a {runs}", "first\n");
        await Refuses(daemon, $"{pair}.s echo other >> {runs}");
        await Runs(daemon, $"{pair} .s echo first | tee -a {runs}", "first\n");
        Assert.That(daemon.Lines("runs"), Is.EqualTo(2));

        await daemon.Daemon.Kill();
        await daemon.Daemon.StartAgain();

        await Refuses(daemon, $"{pair}.s echo other >> {runs}");
        await Runs(daemon, $"{pair}.s echo first | tee -a {runs}", "first\n");
        Assert.That(daemon.Lines("runs"), Is.EqualTo(3));
        Assert.That(string.Join('\n', daemon.Daemon.Log.Concat(daemon.Daemon.Relay.Mails.Select(mail => mail.Text))), Does.Not.Contain(pair[..6]).And.Not.Contain(pair[6..]));
    }

    [TestCase(-3)]
    [TestCase(3)]
    public async Task A_pair_of_another_time_counts_as_a_wrong_password(int steps)
    {
        await using var daemon = await CommandDaemon.StartWithin(passwords: [Key]);
        var commandLetter = CommandLetter.Of($"{await Codes.Pair(Key, Codes.Step + steps)} .s echo {steps} >> {daemon.File("runs")}");

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        await daemon.Copy(commandLetter);
        await daemon.Says(commandLetter.MessageId, "wrong password");
        Assert.That(daemon.Lines("runs"), Is.Zero);
    }

    static async Task Runs(CommandDaemon daemon, string line, string result)
    {
        var commandLetter = CommandLetter.Of(line);
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo(result));
        Assert.That((await daemon.Copy(commandLetter)).Text, Does.Contain("\r\n************"));
    }

    /// The mail is taken like any other; it is known not to run because the log says so in the line that tells of it.
    static async Task Refuses(CommandDaemon daemon, string line)
    {
        var commandLetter = CommandLetter.Of(line);
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        Assert.That((await daemon.Copy(commandLetter)).Text, Does.Contain("\r\n************"));
        await daemon.Says(commandLetter.MessageId, "these one-time codes were used for another command");
        Assert.That(daemon.Answers(commandLetter), Is.Empty);
    }
}
