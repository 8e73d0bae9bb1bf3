using Laitos.Domain.Commands;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>From the text of a command to an app, and from its result to a text.</summary>
public class CommandLineLaws
{
    [TestCase(".s echo hi", ".s", "echo hi")]
    [TestCase(".secho hi", ".s", "echo hi")]
    [TestCase(".S\techo  hi ", ".s", "echo  hi")]
    [TestCase(".eruntime", ".e", "runtime")]
    [TestCase(".e stop", ".e", "stop")]
    [TestCase(".il nick 0 10", ".il", "nick 0 10")]
    [TestCase(".s", ".s", "")]
    [TestCase(".stop", null, null)]
    [TestCase(".Stop now", null, null)]
    [TestCase(".warn", null, null)]
    [TestCase(".zz", null, null)]
    [TestCase("echo", null, null)]
    [TestCase(".", null, null)]
    public void The_longest_prefix_chooses_the_app(string text, string? prefix, string? argument)
    {
        var chosen = AppChoice.Of(CommandSetup.Apps, text).Map(one => $"{one.App.Prefix}|{one.Argument}").IfNone("none");
        Assert.That(chosen, Is.EqualTo(prefix is null ? "none" : $"{prefix}|{argument}"));
    }

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 200)]
    public bool Replacements_run_one_after_the_other(byte seed, ResultSample sample)
    {
        string[] words = ["a", "b", "ab", "", "|", "#/", "end"];
        var pairs = Enumerable.Range(0, 4).Select(n => new Translation(words[(seed + n) % 7], words[((seed / 7) + (2 * n)) % 7])).Gather();
        var first = pairs.AsEnumerable().Take(2).Gather();
        var second = pairs.AsEnumerable().Skip(2).Gather();
        var text = "aabba#/ " + sample.Text;
        return Translate.Apply(pairs, text) == Translate.Apply(second, Translate.Apply(first, text))
            && Translate.Apply(Seqs.Of(pairs[0]), text) == (pairs[0].From.Length == 0 ? text : text.Replace(pairs[0].From, pairs[0].To, StringComparison.Ordinal));
    }

    [Test]
    public void A_replacement_may_write_the_prefix()
    {
        var policy = Policy with { Translations = Seqs.Of(new Translation("#", "."), new Translation(".", "..")) };
        Assert.That(CommandLine.Prepare(policy with { Translations = Seqs.Of(policy.Translations[0]) }, "#s x"), Is.InstanceOf<Prepared.Ready>());
        Assert.That(CommandLine.Prepare(policy, "#s x"), Is.InstanceOf<Prepared.Refused>());
        Assert.That(CommandLine.Prepare(policy with { Translations = Seqs.Of(new Translation("x", new string('y', 20_000)), new Translation("y", "zz")) }, ".s x"), Is.InstanceOf<Prepared.Refused>());
    }

    [Test]
    public void A_command_with_settings_of_its_own()
    {
        var ready = (Prepared.Ready)CommandLine.Prepare(Policy with { Lint = NoLint with { TrimSpaces = true, MaxLength = 35 } }, ".PLT 2, 5, 10.s echo 0123456789");
        Assert.That((ready.Shown, ready.Argument, ready.Limit), Is.EqualTo((".s echo 0123456789", "echo 0123456789", TimeSpan.FromSeconds(10))));
        Assert.That(ready.Lint, Is.EqualTo(NoLint with { TrimSpaces = true, BeginPosition = 2, MaxLength = 5 }));
        Assert.That(CommandLine.Finish(ready.Lint, CommandResult.Ok("0123456789\n")), Is.EqualTo("23456"));
        Assert.That(((Prepared.Ready)CommandLine.Prepare(Policy, ".s x")).Limit, Is.EqualTo(TimeSpan.FromSeconds(120)));
    }

    [TestCase(".plt 1 2 .s x 3")]
    [TestCase(".plt 1 2 3")]
    [TestCase(".plt")]
    [TestCase(".plt 1 2 0 .s x")]
    [TestCase(".plt 1 2 3601 .s x")]
    [TestCase(".plt 1 2 99999999999 .s x")]
    [TestCase(".plt -1 2 3 .s x")]
    [TestCase(".plt 0 9 9 .plt 0 9 9 .s x")]
    [TestCase("")]
    [TestCase(" \u200b")]
    [TestCase(".zz secret-word")]
    [TestCase("2 secret-word")]
    [TestCase(".stop")]
    public void What_cannot_run_is_refused_with_a_reason_and_shows_no_argument(string text)
    {
        var refused = (Prepared.Refused)CommandLine.Prepare(Policy, text);
        Assert.That(refused.Reason, Is.Not.Empty);
        Assert.That(refused.Shown, Does.Not.Contain("secret-word").And.Not.Contain(".s x"));
    }

    [Test]
    public void The_refusal_of_an_unknown_prefix_names_those_that_are_known() =>
        Assert.That(((Prepared.Refused)CommandLine.Prepare(Policy, ".zz")).Reason, Does.Contain(".s .e .m").And.Contain(".plt"));

    [Test]
    public void Sixteen_KiB_are_the_limit_in_octets()
    {
        string Of(int octets) => ".s " + new string('x', octets - 3);
        Assert.That(CommandLine.Prepare(Policy, Of(16_384)), Is.InstanceOf<Prepared.Ready>());
        Assert.That(CommandLine.Prepare(Policy, Of(16_385)), Is.InstanceOf<Prepared.Refused>());
        Assert.That(CommandLine.Prepare(Policy, ".s " + new string('é', 8_191)), Is.InstanceOf<Prepared.Refused>());
    }

    [Test]
    public void A_secret_argument_shows_nowhere()
    {
        foreach (var text in new[] { ".2 thekey account", ".2thekey account", ".plt 0 99 9 .A word thekey text" })
        {
            var ready = (Prepared.Ready)CommandLine.Prepare(Policy, text);
            Assert.That(ready.Shown, Is.EqualTo(ready.App.Prefix + " ***"));
            Assert.That(ready.ToString(), Does.Not.Contain("thekey"));
            Assert.That(ready.Argument, Does.Contain("thekey"));
        }
    }

    [TestCase("", "x ", "x ")]
    [TestCase("exit status 3", "out", "exit status 3|out")]
    [TestCase("failed", "", "failed")]
    [TestCase("", "", "EMPTY OUTPUT")]
    [TestCase("", " \u00a0\u200b\n", "EMPTY OUTPUT")]
    public void The_text_of_a_result(string error, string output, string expected) =>
        Assert.That(CommandLine.Finish(NoLint, new CommandResult(error.Length == 0 ? Option<string>.None : error, output)), Is.EqualTo(expected));
}
