using System.Globalization;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class ControlAppLaws
{
    [TestCase("info", InspectionTopic.Info)]
    [TestCase("runtime", InspectionTopic.Info)]
    [TestCase("LOG", InspectionTopic.Log)]
    [TestCase("warn", InspectionTopic.Warnings)]
    [TestCase("Stack", InspectionTopic.Stack)]
    public void Topics_are_told_as_they_are(string word, InspectionTopic inspectionTopic)
    {
        Assert.That(AppRuns.Ask(Policy, ".e", word), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.Inspect(inspectionTopic))));
        Assert.That(AppRuns.Conclude(Policy, ".e", word, new AppResponse.Inspected("a\nb\n")), Is.EqualTo(CommandResult.Ok("a\nb\n")));
    }

    [TestCase("kill")]
    [TestCase("nosuch")]
    [TestCase("tune now")]
    [TestCase("apply")]
    [TestCase("lock me")]
    public void Anything_else_is_answered_with_the_list(string word) =>
        Assert.That(AppRuns.Ask(Policy, ".e", word).Refusal(), Is.EqualTo("info | log | warn | stack | tune | tune apply | lock | stop"));

    [Test]
    public void Orders_are_asked_for_and_confirmed()
    {
        Assert.That(AppRuns.Ask(Policy, ".e", "lock"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.Lock())));
        Assert.That(AppRuns.Ask(Policy, ".e", "stop"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.Stop())));
        Assert.That(AppRuns.Conclude(Policy, ".e", "lock", new AppResponse.Done()).Output, Does.StartWith("locked"));
        Assert.That(AppRuns.Conclude(Policy, ".e", "stop", new AppResponse.Done()), Is.EqualTo(CommandResult.Ok("stopping")));
    }

    [Test]
    public void Tuning_reads_unless_the_word_apply_follows()
    {
        var paths = Tunables.All.Map(each => each.Path);
        Assert.That(AppRuns.Ask(Policy, ".e", "tune"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ReadTunables(paths))));
        Assert.That(
            AppRuns.Ask(Policy, ".e", "tune \t APPLY"),
            Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.WriteTunables(Tunables.All.Map(each => (each.Path, each.Value))))));
        Assert.That(paths.AsEnumerable(), Is.Unique.And.All.Matches<string>(path => path.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '/' or '_' or '-')));
    }

    [Property(MaxTest = 500)]
    public bool The_proposal_names_exactly_what_is_lower_now(int seed)
    {
        var present = Tunables.All.Map(each => (each.Path, Value: long.Parse(each.Value, CultureInfo.InvariantCulture) + Math.Abs((long)HashCode.Combine(seed, each.Path)) % 3 - 1));
        var text = AppRuns.Conclude(Policy, ".e", "tune", new AppResponse.Inspected(string.Concat(present.Map(each => $"{each.Path}={each.Value}\n")))).Output;
        return Tunables.All.Zip(present).ForAll(pair =>
            text.Contains($"{pair.Item1.Path}: {pair.Item2.Value} -> {pair.Item1.Value} (", StringComparison.Ordinal)
            == pair.Item2.Value < long.Parse(pair.Item1.Value, CultureInfo.InvariantCulture));
    }

    [TestCase("4096", "128", true)]
    [TestCase("4096", " 128\n", true)]
    [TestCase("4096", "4096", false)]
    [TestCase("4096", "9223372036854775807", false)]
    [TestCase("1", "-1", true)]
    [TestCase("4096", "99999999999999999999", false)]
    [TestCase("4096", "", false)]
    [TestCase("4096", "32768 60999", false)]
    [TestCase("4096", "yes", false)]
    [TestCase("-1", "-2", false)]
    public void Only_a_higher_number_is_better(string proposed, string present, bool isBetter) =>
        Assert.That(Tunables.IsBetter(proposed, present), Is.EqualTo(isBetter));

    [Test]
    public void A_machine_without_such_settings_has_nothing_to_apply() =>
        Assert.That(AppRuns.Conclude(Policy, ".e", "tune", new AppResponse.Inspected("")).Output, Does.Contain("nothing to apply"));

    [Test]
    public void What_was_applied_is_told()
    {
        Assert.That(AppRuns.Conclude(Policy, ".e", "tune apply", new AppResponse.Inspected("x: 1 -> 2\n")), Is.EqualTo(CommandResult.Ok("x: 1 -> 2\n")));
        Assert.That(AppRuns.Conclude(Policy, ".e", "tune apply", new AppResponse.Inspected("")), Is.EqualTo(CommandResult.Ok("nothing to change")));
    }
}
