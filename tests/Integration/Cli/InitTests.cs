using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Shell.Configuration;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos init</c>: by questions and by options.</summary>
[Parallelizable(ParallelScope.All)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InitTests
{
    [Test]
    public async Task Five_answers_make_a_configuration_for_its_owner_alone_and_the_doctor_sees_it()
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH PLAIN"] });
        var zone = Path.Combine(folder.Path, "zone");
        File.WriteAllText(zone, "example.com MX 10 mx.example.com.\n");
        var (code, output, error) = await Answer(folder, $"no domain!\nexample.com\nme@dest.test\n\nlocalhost:{relay.Port}\nme\nhunter2-${{}}\n", zone);
        var file = Path.Combine(folder.Path, "config.json");
        Assert.That(error, Does.StartWith("domain! is no domain, such as example.com"), "and is asked once more");
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(ConfigurationSource.Load(file).Match(Right: loaded => loaded.Settings.MailClient.AuthPassword.Map(password => password.Reveal()).IfNone(""), Left: problems => string.Concat(problems)), Is.EqualTo("hunter2-${}"));
        Assert.That(output, Does.Contain("  example.com. MX 10 mx.example.com.").And.Contain("  example.com. TXT \"v=spf1 a:localhost ~all\"").And.Not.Contain("hunter2"));
        Assert.That(output, Does.Match("(?m)^good +mx +example.com: its MX is mx.example.com").And.Match("(?m)^ERROR +address "));
        Assert.That(code, Is.EqualTo(1), "the doctor's: the host name has no address yet");
    }

    [Test]
    public async Task Options_ask_nothing_and_a_file_that_exists_is_not_written_over()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        string[] arguments =
        [
            "init", "--domains", "example.com,example.org", "--forward-to", "me@dest.test", "--hostname", "mx.example.com", "--relay", "relay.test", "--user", "me", "--password-file", "password", "--no-doctor", "-o", file,
        ];
        Assert.That(await Run(arguments), Is.EqualTo((0, "")));
        Assert.That(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead), "there is no secret in it");
        Assert.That(File.ReadAllText(file), Does.Contain("\"AuthPasswordFile\": \"/"));
        Assert.That(await Run(arguments), Is.EqualTo((2, $"{file} exists: say --force to write over it, or name another file with -o")));
        Assert.That(await Run([.. arguments, "--force"]), Is.EqualTo((0, "")));
        Assert.That(await Run("init", "--domains", "example.com", "-o", Path.Combine(folder.Path, "other.json")), Is.EqualTo((2, "--forward-to is missing, and there is no terminal to ask on")));
    }

    static async Task<(int Code, string Error)> Run(params string[] arguments)
    {
        // A person who runs the tests sits at a terminal: the program must not ask there.
        await using var process = LaitosProcess.Start(null, "/bin/sh", ["-c", "exec \"$0\" \"$@\" < /dev/null"], arguments);
        return (await process.Ended(), string.Join('\n', process.Errors));
    }

    static async Task<(int Code, string Output, string Error)> Answer(TemporaryFolder folder, string answers, string zone)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new CliTerminal(output, error, () => new MemoryStream(), new StringReader(answers));
        var code = await new InitCommand(terminal).Run(new InitRequest(null, null, null, null, null, null, null, null, null, null, Path.Combine(folder.Path, "config.json"), Force: false, Examine: true, zone));
        return (code, output.ToString(), error.ToString());
    }
}
