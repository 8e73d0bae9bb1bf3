using Laitos.Integration.Peers;

namespace Laitos.Integration.Commands;

/// <summary>A command is found however a mail program has written it, and what of it is secret does not travel on.</summary>
public sealed class WrittenWrappingTests
{
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start() => daemon = await CommandDaemon.StartWithin(passwords: [CommandDaemon.Password, WrittenWrapping.Accented]);

    [OneTimeTearDown]
    public async Task End() => await daemon.DisposeAsync();

    [TestCaseSource(typeof(WrittenWrapping), nameof(WrittenWrapping.All))]
    public async Task A_command_runs_and_its_mail_is_forwarded_octet_for_octet_but_for_asterisks(object wrapping)
    {
        var (name, fields, body, masked) = (WrittenWrapping)wrapping;
        var commandLetter = CommandLetter.Of(body) with { Fields = fields };

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo($"{name}\n"));
        var copy = await daemon.Copy(commandLetter);
        Assert.That(copy.Text[..copy.Text.IndexOf("From:", StringComparison.Ordinal)], Does.StartWith("Received: "));
        Assert.That(copy.Text[copy.Text.IndexOf("From:", StringComparison.Ordinal)..], Is.EqualTo((commandLetter with { Body = masked }).Text));
        Assert.That(daemon.Answers(commandLetter), Has.Count.EqualTo(1));
        Assert.That(daemon.Copies(commandLetter), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mail_of_swaks_is_answered()
    {
        var file = daemon.File("page.html");
        await File.WriteAllTextAsync(file, $"<p>{CommandDaemon.Password}.s echo swaks</p>\n");
        var (code, output) = await Programs.Run(
            "swaks", "--server", "127.0.0.1", "--port", $"{daemon.Daemon.Port}", "--from", CommandDaemon.Owner, "--to", "someone@example.com",
            "--header", "Message-Id: <swaks@sender.example>", "--attach-type", "text/html", "--attach-body", $"@{file}",
            "--attach-type", "text/plain", "--attach-body", $"{CommandDaemon.Password}.s echo swaks");

        Assert.That(code, Is.Zero, output);
        var commandLetter = new CommandLetter("swaks@sender.example", "");
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("swaks\n"));
        Assert.That((await daemon.Copy(commandLetter)).Text, Does.Contain(Convert.ToBase64String("<p>*************.s echo swaks</p>\n"u8)).And.Contain("\n*************.s echo swaks"));
    }

    [Test]
    public async Task A_mail_without_a_password_runs_nothing()
    {
        var commandLetter = CommandLetter.Of("Hello,\r\n\r\n.s echo nobody\r\nopen sesame .s echo nobody\r\nhow do you do it?\r\nhe said open sesame 7.s echo nobody");

        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        Assert.That((await daemon.Copy(commandLetter)).Text, Does.EndWith(commandLetter.Text));
        await daemon.Run(".s echo and that is that");
        Assert.That(daemon.Answers(commandLetter), Is.Empty);
    }
}
