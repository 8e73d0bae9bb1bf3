using Laitos.Integration.Apps;
using Laitos.Integration.Durability;

namespace Laitos.Integration.Commands;

/// <summary>Programs that do not behave are answered in time, and nothing of them is left.</summary>
public sealed class UnrulyProgramTests
{
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start() => daemon = await CommandDaemon.StartWithin();

    [OneTimeTearDown]
    public async Task End() => await daemon.DisposeAsync();

    // The word stands in the command line of whatever is to be gone afterwards.
    [TestCase("(setsid nohup bash -c 'sleep 300; true' WORD >/dev/null 2>&1 &) ; echo started", "started\n", TestName = "It_forks_and_detaches")]
    [TestCase("bash -c 'sleep 300; true' WORD & echo started", "started\n", TestName = "It_leaves_something_in_the_background")]
    [TestCase("trap '' TERM; echo deaf; bash -c 'sleep 300; true' WORD", "ended because its time was up|deaf\n", TestName = "It_ignores_SIGTERM")]
    [TestCase("echo tired; bash -c 'sleep 300; true' WORD", "ended because its time was up|tired\n", TestName = "It_sleeps_past_its_time")]
    [TestCase("echo partly; exit 3 # WORD", "exit status 3|partly\n", TestName = "It_fails")]
    [TestCase("echo wrong >&2; kill -9 $$ # WORD", "exit status 137|wrong\n", TestName = "It_is_killed")]
    [TestCase("cat; echo read nothing # WORD", "read nothing\n", TestName = "It_reads_its_input")]
    [TestCase("true # WORD", "EMPTY OUTPUT\n", TestName = "It_says_nothing")]
    public async Task Whatever_a_program_does(string statement, string result)
    {
        var word = Marked.Word();

        Assert.That(await daemon.Run($".plt 0 0 2 .s {statement.Replace("WORD", word, StringComparison.Ordinal)}"), Is.EqualTo(result));

        Assert.That(Marked.Processes(word), Is.Empty);
    }

    [Test]
    public async Task It_floods_its_output()
    {
        var word = Marked.Word();

        var text = await daemon.Run($".plt 0 0 2 .s yes {word}");

        Assert.That(text, Does.StartWith($"ended because its time was up|{word}\n{word}\n").And.EndsWith("[there was more output]\n"));
        Assert.That(text, Has.Length.EqualTo(1 << 20).Within(200));
        Assert.That(Marked.Processes(word), Is.Empty);
        Assert.That(await daemon.Run($".s yes {word} | head -n 100000"), Has.Length.InRange(4000, 4097), "without settings of its own as much as LintText allows");
    }

    [Test]
    public async Task Its_output_is_no_text()
    {
        var commandLetter = CommandLetter.Order(@".s printf 'a\000b\377c\033[31md\r\n.\r\ne\303\251'");
        await daemon.Post(commandLetter);

        var answer = await daemon.Answer(commandLetter);

        Assert.That(answer.Text, Has.None.Matches<char>(c => c > '~' || (c < ' ' && c is not ('\r' or '\n' or '\t'))));
        Assert.That(CommandDaemon.TextOf(answer), Does.StartWith("a").And.Contain("b\ufffdc").And.Contain("[31md\n.\ne\u00e9"));
    }

    [Test]
    public async Task It_has_a_small_environment_of_its_own()
    {
        var variables = (await daemon.Run(".s env")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);

        Assert.That(variables, Is.SubsetOf(new[] { "PATH", "LANG", "HOME", "TZ", "LAITOS_COMMAND", "PWD", "SHLVL", "_", "OLDPWD" }));
        Assert.That(await daemon.Run(".s ls -l /proc/self/fd | grep -c -e socket -e spool"), Is.EqualTo("exit status 1|0\n"), "open files of the daemon");
    }

    [Test]
    public async Task Slow_ones_delay_neither_the_250_nor_any_mail()
    {
        var gate = daemon.File("gate");
        var slow = Enumerable.Range(0, 10).Select(_ => CommandLetter.Order($".s while [ ! -e {gate} ]; do sleep 0.1; done; echo through the gate")).ToList();
        foreach (var commandLetter in slow)
        {
            Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));
            await daemon.Copy(commandLetter);
        }

        var ordinary = CommandLetter.Of("no command");
        Assert.That(await daemon.Post(ordinary), Does.StartWith("250 "));
        await daemon.Copy(ordinary);
        Assert.That(slow.SelectMany(daemon.Answers), Is.Empty);

        await File.WriteAllTextAsync(gate, "");
        foreach (var commandLetter in slow)
        {
            Assert.That(CommandDaemon.TextOf(await daemon.Answer(commandLetter)), Is.EqualTo("through the gate\n"));
        }
    }
}
