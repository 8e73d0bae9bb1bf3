namespace Laitos.Integration.Commands;

/// <summary>What becomes of the mail that carried a command, as the owner wishes.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CarrierTests
{
    [Test]
    public async Task It_is_forwarded_as_it_came_where_the_owner_wants_that()
    {
        await using var daemon = await CommandDaemon.StartWithin(""", "Forward": "untouched" """);
        var commandLetter = CommandLetter.Order(".s echo untouched");

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("untouched\n"));
        Assert.That((await daemon.Copy(commandLetter)).Text, Does.EndWith(commandLetter.Text));
    }

    [Test]
    public async Task It_is_not_forwarded_where_the_owner_wants_that()
    {
        await using var daemon = await CommandDaemon.StartWithin(""", "Forward": "kept" """);
        var (commandLetter, other) = (CommandLetter.Order($".s echo kept"), CommandLetter.Of("no command"));

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        Assert.That(await daemon.Post(other), Does.StartWith("250 "));

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("kept\n"));
        await daemon.Copy(other);
        await daemon.Daemon.Drained();
        Assert.That(daemon.Copies(commandLetter), Is.Empty);
    }

    [Test]
    public async Task A_mail_whose_250_did_not_arrive_is_sent_again_and_runs_nothing_again()
    {
        await using var daemon = await CommandDaemon.StartWithin();
        var commandLetter = CommandLetter.Order($".s echo once | tee -a {daemon.File("runs")}");

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
        await daemon.Answer(commandLetter);
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        await daemon.Run(".s echo the next");
        Assert.That(daemon.Lines("runs"), Is.EqualTo(1));
        Assert.That(daemon.Answers(commandLetter), Has.Count.EqualTo(1));
    }
}
