using System.Text;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

/// <summary>The shell, and the programs of the owner.</summary>
public class ProgramAppLaws
{
    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 1000)]
    public bool The_restricted_shell_runs_one_plain_word_or_nothing(Argument argument) =>
        AppRuns.Ask(AppRuns.Nothing, ".s", argument.Text).Match(
            request => request == new AppRequest.Interpret(Option<string>.None, argument.Text) && argument.Text.All(c => char.IsAsciiLetterLower(c) || c == '_'),
            refusal => refusal is "empty command" or "a command cannot hold the character NUL" || refusal.StartsWith("restricted shell refuses to run the command", StringComparison.Ordinal));

    [TestCase("id")]
    [TestCase("uptime")]
    [TestCase("kbd_mode")]
    [TestCase("arch")]
    public void The_restricted_shell_runs_harmless_words(string word) => Assert.That(AppRuns.Ask(AppRuns.Nothing, ".s", word).IsRight);

    [TestCase("id;id")]
    [TestCase("id -a")]
    [TestCase("ID")]
    [TestCase("id\n")]
    [TestCase("./id")]
    [TestCase("$(id)")]
    [TestCase("rm")]
    [TestCase("top")]
    public void And_names_them_when_it_refuses(string statement) =>
        Assert.That(AppRuns.Ask(AppRuns.Nothing, ".s", statement).Refusal(), Does.Contain("arch arp blkid").And.Contain("Unrestricted"));

    [Test]
    public void All_of_the_harmless_words_of_laitos_are_there()
    {
        const string words = "arch arp blkid cal date df dmesg dnsdomainname false free groups hostid hostname id ifconfig ipconfig iostat ipcs kbd_mode ls lsof lspci lsusb " +
            "mpstat netstat nproc ps pstree pwd route stty tty uname uptime whoami";
        Assert.That(words.Split(' '), Has.All.Matches<string>(word => AppRuns.Ask(AppRuns.Nothing, ".s", word).IsRight));
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool The_unrestricted_shell_gets_the_statement_as_it_is(Argument argument) =>
        AppRuns.Ask(Policy with { Interpreter = "/bin/zsh" }, ".s", argument.Text).Match(
            request => request == new AppRequest.Interpret("/bin/zsh", argument.Text),
            _ => argument.Text.Length == 0 || argument.Text.Contains('\0', StringComparison.Ordinal));

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool The_arguments_of_a_program_stay_as_many_and_hold_the_argument_as_it_is(Argument argument) =>
        AppRuns.Ask(Policy, ".beep", argument.Text).Match(
            request => request == new AppRequest.Run("/usr/bin/beep", Seqs.Of("--times", argument.Text, $"<{argument.Text}|{argument.Text}>")),
            _ => argument.Text.Contains('\0', StringComparison.Ordinal));

    [TestCase(0, null)]
    [TestCase(1, "exit status 1")]
    [TestCase(137, "exit status 137")]
    public void An_exit_code_other_than_0_is_an_error_beside_the_output(int code, string? error) =>
        Assert.That(Conclude(code, "out\n"), Is.EqualTo(new CommandResult(error is null ? Option<string>.None : error, "out\n")));

    [Test]
    public void What_was_written_until_the_time_was_up_is_kept() =>
        Assert.That(Conclude(Option<int>.None, "so far"), Is.EqualTo(new CommandResult("ended because its time was up", "so far")));

    [Test]
    public void That_output_was_cut_is_told() =>
        Assert.That(
            AppRuns.Conclude(Policy, ".s", "x", new AppResponse.Exited(0, Octets.Utf8("much"), true)),
            Is.EqualTo(CommandResult.Ok("much\n[there was more output]\n")));

    [Property(MaxTest = 500)]
    public bool Output_in_UTF_8_is_read_as_such(string text) =>
        Conclude(0, Octets.Utf8(text ?? "")).Output == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    [TestCase("caf\u00c3\u00a9 \u00ff end", "café \ufffd end")]
    [TestCase("\u00e2\u0082", "\ufffd\ufffd")]
    [TestCase("\u00e2\u0082A", "\ufffd\ufffdA")]
    [TestCase("\u00f0\u009f\u0098\u0080\u00f0\u009f\u0098", "😀\ufffd\ufffd\ufffd")]
    [TestCase("\u00ed\u00a0\u0080", "\ufffd\ufffd\ufffd")]
    public void Each_octet_that_is_not_UTF_8_counts_once(string octets, string text) =>
        Assert.That(Conclude(0, Octets.Latin1(octets)).Output, Is.EqualTo(text));

    [Test]
    public void Every_place_of_a_shell_comes_before_the_next_shell()
    {
        var candidates = Interpreters.Candidates.AsEnumerable().ToList();
        Assert.That(candidates.Take(5), Is.EqualTo(new[] { "/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash", "/opt/bin/bash", "/bin/dash" }));
        Assert.That(candidates, Has.Count.EqualTo(32).And.Unique);
        Assert.That(candidates[^1], Is.EqualTo("/opt/bin/sh"));
    }

    static CommandResult Conclude(Option<int> code, string output) => Conclude(code, Octets.Utf8(output));

    static CommandResult Conclude(Option<int> code, Octets output) => AppRuns.Conclude(Policy, ".s", "x", new AppResponse.Exited(code, output, false));
}
