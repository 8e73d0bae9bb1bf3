using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>What a program that a command runs gets, and what comes back of it.</summary>
[Platform("Linux")]
public class ProgramTests
{
    [Test]
    public async Task Both_streams_come_in_the_order_in_which_they_were_written_with_the_exit_code()
    {
        var exited = await TestHost.Statement("for i in $(seq 100); do echo out$i; echo err$i >&2; done; exit 3");
        var expected = string.Concat(Enumerable.Range(1, 100).Select(i => $"out{i}\nerr{i}\n"));
        Assert.That(exited, Is.EqualTo(new AppResponse.Exited(3, Octets.Utf8(expected), false)));
    }

    [Test]
    public async Task Binary_output_comes_as_it_is()
    {
        var exited = await TestHost.Statement(@"printf '\000\001\377\015\012\200'");
        Assert.That(exited.Output, Is.EqualTo(new Octets(new byte[] { 0, 1, 255, 13, 10, 128 })));
    }

    [Test]
    public async Task There_is_nothing_to_read()
    {
        var exited = await TestHost.Statement("cat; read line || echo nothing");
        Assert.That(exited.Output, Is.EqualTo(Octets.Utf8("nothing\n")));
    }

    [Test]
    public async Task The_environment_is_small_and_holds_no_secret()
    {
        Environment.SetEnvironmentVariable("LAITOS_TEST_SECRET", "hush");
        var response = (AppResponse.Exited)await TestHost.Grant(new AppRequest.Run("/usr/bin/env", default));
        var variables = response.Output.ToUtf8().TrimEnd().Split('\n');
        Assert.That(variables.Select(each => each.Split('=')[0]), Is.SubsetOf(new[] { "PATH", "LANG", "HOME", "TZ", "LAITOS_COMMAND" }));
        Assert.That(variables, Does.Contain("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/bin"));
        Assert.That(response.Output.ToUtf8(), Does.Not.Contain("hush"));
    }

    [Test]
    public async Task No_descriptor_of_the_daemon_is_inherited()
    {
        // ls itself opens the fourth.
        var response = (AppResponse.Exited)await TestHost.Grant(new AppRequest.Run("/bin/ls", Seqs.Of("-1", "/proc/self/fd")));
        Assert.That(response.Output.ToUtf8(), Is.EqualTo("0\n1\n2\n3\n"));
        var places = await TestHost.Statement("for d in 0 1 2; do readlink /proc/$$/fd/$d; done");
        Assert.That(places.Output.ToUtf8().Split('\n'), Has.Exactly(2).StartsWith("pipe:").And.Exactly(1).EqualTo("/dev/null"));
    }

    [Test]
    public async Task No_shell_reads_the_arguments_of_a_program()
    {
        var response = await TestHost.Grant(new AppRequest.Run("/bin/echo", Seqs.Of("$(id)", "a  b", "'", "\"", ";ls", "é*")));
        Assert.That(response, Is.EqualTo(new AppResponse.Exited(0, Octets.Utf8("$(id) a  b ' \" ;ls é*\n"), false)));
    }

    [Test]
    public async Task A_broken_pipe_ends_a_program_as_it_does_in_a_terminal()
    {
        var exited = await TestHost.Statement("yes | head -n 1; echo ${PIPESTATUS[0]}");
        Assert.That(exited.Output.ToUtf8(), Is.EqualTo("y\n141\n"));
    }

    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -SEGV $$", 139)]
    [TestCase("exit 255", 255)]
    [TestCase("exec >&- 2>&-; sleep 0.2; exit 4", 4)]
    [TestCase("no-such-program-anywhere", 127)]
    public async Task The_end_of_a_program_is_told_as_shells_tell_it(string statement, int code) =>
        Assert.That((await TestHost.Statement(statement)).Code, Is.EqualTo(Prelude.Some(code)));

    [TestCase("/no/such/program")]
    [TestCase("/etc/passwd")]
    [TestCase("/tmp")]
    [TestCase("")]
    [TestCase("/bin/echo\0x")]
    public async Task What_cannot_be_started_is_an_answer(string path) =>
        Assert.That(await TestHost.Grant(new AppRequest.Run(path, default)), Is.TypeOf<AppResponse.Failed>());

    [Test]
    public async Task The_first_shell_found_reads_a_statement_when_none_is_configured() =>
        Assert.That(
            await TestHost.Grant(new AppRequest.Interpret(Option<string>.None, "echo $((6 * 7))")),
            Is.EqualTo(new AppResponse.Exited(0, Octets.Utf8("42\n"), false)));

    [Test]
    public async Task Programs_that_run_at_once_do_not_disturb_each_other()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => TestHost.Statement($"sleep 0.{n}; (sleep 0.1; echo {n}) & wait; exit {n}")));
        Assert.That(runs, Is.EqualTo(Enumerable.Range(0, 6).Select(n => new AppResponse.Exited(n, Octets.Utf8($"{n}\n"), false))));
    }
}
