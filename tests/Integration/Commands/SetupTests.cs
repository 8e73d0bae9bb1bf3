using Laitos.Integration.Durability;

namespace Laitos.Integration.Commands;

/// <summary>What the owner allows, and to whom.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SetupTests
{
    [Test]
    public async Task Only_senders_that_are_named_may_command()
    {
        await using var daemon = await CommandDaemon.StartWithin(""", "Senders": ["owner@sender.example", "trusted.example"] """);
        var stranger = CommandLetter.Order($".s echo stranger >> {daemon.File("runs")}") with { From = "stranger@sender.example" };
        var two = CommandLetter.Order($".s echo two >> {daemon.File("runs")}") with { From = "owner@sender.example, stranger@sender.example" };
        var trusted = CommandLetter.Order(".s echo trusted") with { From = "Somebody <anybody@Trusted.Example>", Sender = "bounces@elsewhere.example" };

        Assert.That(await daemon.Post(stranger), Does.StartWith("250 "));
        Assert.That(await daemon.Post(two), Does.StartWith("250 "));
        Assert.That(await daemon.Post(trusted), Does.StartWith("250 "));

        Assert.That(CommandDaemon.TextOf(await daemon.Answer(trusted)), Is.EqualTo("trusted\n"));
        Assert.That(await daemon.Run(".s echo owner"), Is.EqualTo("owner\n"));
        await daemon.Says(stranger.MessageId, "its author may not command");
        await daemon.Says(two.MessageId, "its author may not command");
        Assert.That((await daemon.Copy(stranger)).Text, Does.Not.Contain(CommandDaemon.Password));
        Assert.That(daemon.Lines("runs"), Is.Zero);
    }

    [Test]
    public async Task A_relative_interpreter_is_one_beside_the_configuration()
    {
        await using var daemon = await CommandDaemon.StartWithin(features: """ "Shell": {"Unrestricted": true, "InterpreterPath": "bin/own-shell"} """, prepare: folder =>
        {
            var shell = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, "own-shell");
            File.WriteAllText(shell, "#!/bin/sh\necho through my own shell\nexec /bin/sh \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(shell, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        });

        Assert.That(await daemon.Run(".s echo hello"), Is.EqualTo("through my own shell\nhello\n"));
    }

    [Test]
    public async Task A_program_of_the_owner_gets_what_is_written_as_one_argument()
    {
        await using var daemon = await CommandDaemon.StartWithin(features: """
            "Programs": {
              "show": {"Prefix": ".show", "Path": "/usr/bin/printf", "Arguments": ["%s|", "--to", "{argument}"]},
              "absent": {"Prefix": ".absent", "Path": "/usr/bin/there-is-no-such-program"}
            }
            """);

        Assert.That(await daemon.Run(".show $HOME; 'two words' | cat"), Is.EqualTo("--to|$HOME; 'two words' | cat|\n"));
        Assert.That(await daemon.Run(".SHOW"), Is.EqualTo("--to||\n"));
        Assert.That(await daemon.Run(".absent"), Is.Not.Empty.And.Not.EqualTo("EMPTY OUTPUT\n"));
    }

    [Test]
    public async Task A_mail_is_sent()
    {
        await using var daemon = await CommandDaemon.StartWithin();

        Assert.That(await daemon.Run(".m friend@example.net \"good day\" how are you?"), Is.EqualTo("12\n"));

        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Daemon.Relay.Mails.Any(mail => mail.Recipients.Contains("friend@example.net")))), "sent");
        var sent = daemon.Daemon.Relay.Mails.Single(mail => mail.Recipients.Contains("friend@example.net"));
        Assert.That((sent.Sender, sent.Recipients), Is.EqualTo(("<forwarder@example.com>", (string[])["friend@example.net"])));
        Assert.That(sent.Text, Does.Contain("\r\nTo: friend@example.net\r\n").And.Contain("\r\nSubject: good day\r\n"));
        Assert.That(CommandDaemon.TextOf(sent), Is.EqualTo("how are you?\n"));
        Assert.That(await daemon.Run(".m nobody"), Does.StartWith("expected: "));
    }

    [Test]
    public async Task A_restricted_shell_runs_harmless_words_alone()
    {
        await using var daemon = await CommandDaemon.StartWithin(features: "");

        Assert.That(await daemon.Run(".s uname"), Is.EqualTo("Linux\n"));
        Assert.That(await daemon.Run(".s uname -a"), Does.StartWith("restricted shell refuses"));
        Assert.That(await daemon.Run($".s touch {daemon.File("touched")}"), Does.StartWith("restricted shell refuses"));
        Assert.That(await daemon.Run(".g phone me"), Does.Contain("not set up").Or.Contain("Features.TextSearch"));
        Assert.That(await daemon.Run(".zzz"), Does.StartWith("bad prefix"));
        Assert.That(File.Exists(daemon.File("touched")), Is.False);
    }

    [Test]
    public async Task Results_are_tidied_and_commands_translated_as_the_owner_wishes()
    {
        await using var daemon = await CommandDaemon.StartWithin("""
            , "TranslateSequences": {"Sequences": [["#/", "|"]]}
            , "LintText": {"TrimSpaces": true, "CompressToSingleLine": true, "KeepVisible7BitCharOnly": true, "CompressSpaces": true, "MaxLength": 35}
            """);

        Assert.That(await daemon.Run(".s echo '  one   two  ' #/ cat; echo three"), Is.EqualTo("one two;three\n"));
        Assert.That(await daemon.Run(".s seq -s '' 100"), Is.EqualTo("12345678910111213141516171819202122\n"));
        Assert.That(await daemon.Run(".plt 2 5 10 .s seq -s '' 100"), Is.EqualTo("34567\n"));
    }

    [Test]
    public async Task Without_a_password_nothing_is_a_command()
    {
        await using var daemon = await DurableDaemon.Start();

        Assert.That(daemon.Log, Has.None.Contains("command"));
        Assert.That(await daemon.Send("ordinary@sender.example"), Does.StartWith("250 "));
    }
}
