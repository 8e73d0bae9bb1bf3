using System.Text.Json;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Settings;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Diagnosis;

/// <summary>Whatever is seen of a machine and its network, each check comes to one finding, and a finding that is not good says what to do.</summary>
public class SetupDiagnosisLaws
{
    static readonly Instant Now = new(1_790_000_000_000);

    [Property(Arbitrary = [typeof(DiagnosisArbitraries)], MaxTest = 100)]
    public void Each_check_comes_to_one_finding_whatever_is_seen(Setup setup, SetupWorld world)
    {
        var found = Examine(setup, demands => demands, world.Meet);
        Assert.That(found.Map(finding => (finding.Check, finding.Subject)), Is.EqualTo(SetupDiagnosis.Checks(setup).Map(check => check.Title)));
        Assert.Multiple(() =>
        {
            foreach (var (check, subject, judgement) in found)
            {
                Assert.That(judgement.What, Is.Not.Empty, check);
                Assert.That(judgement.Cure.Length > 0, Is.EqualTo(judgement.Mark != Mark.Good), $"{check} {subject}: {judgement}");
                Assert.That(Printable.IsOneLine(judgement.What + judgement.Cure), check);
            }
        });
    }

    [Property(Arbitrary = [typeof(DiagnosisArbitraries)], MaxTest = 30)]
    public void The_order_in_which_things_are_seen_makes_no_difference(Setup setup, SetupWorld world)
    {
        var random = new System.Random(world.Seed);
        var oneByOne = Examine(setup, demands => Seqs.Of(demands[random.Next(demands.Count)]), world.Meet);
        Assert.That(oneByOne, Is.EqualTo(Examine(setup, demands => demands, world.Meet)));
    }

    [Property(Arbitrary = [typeof(DiagnosisArbitraries)], MaxTest = 30)]
    public void Where_nothing_can_be_seen_nothing_is_praised(Setup setup)
    {
        var found = Examine(setup, demands => demands, (known, demand) => known.GivingUpOn(Seqs.Of(demand), "nobody answers"));
        string[] known = ["settings", "helo"];
        Assert.That(found.Filter(finding => finding.Judgement.Mark == Mark.Good && !known.Contains(finding.Check)), Is.Empty);
    }

    [Property(Arbitrary = [typeof(DiagnosisArbitraries)], MaxTest = 30)]
    public void The_exit_code_is_1_if_and_only_if_something_will_not_work(Setup setup, SetupWorld world)
    {
        var report = new SetupReport(Examine(setup, demands => demands, world.Meet));
        Assert.That(report.ExitCode, Is.EqualTo(report.Findings.Exists(finding => finding.Judgement.Mark == Mark.Error) ? 1 : 0));
        Assert.That(report.Lines(), Has.Count.EqualTo(report.Findings.Count + 1).And.All.Matches<string>(line => Printable.IsOneLine(line)));
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.That(json.RootElement.GetProperty("findings").GetArrayLength(), Is.EqualTo(report.Findings.Count));
        Assert.That(Enum.GetValues<Mark>().Sum(report.Count), Is.EqualTo(report.Findings.Count));
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries), typeof(DiagnosisArbitraries)], MaxTest = 30)]
    public void No_secret_is_shown(Confidential confidential, SetupWorld world)
    {
        var report = new SetupReport(Examine(DiagnosisArbitraries.Of(confidential.Settings, "/etc/laitos/config.json"), demands => demands, world.Meet));
        Assert.That(Confidential.Keeps(string.Join('\n', report.Lines()) + report.ToJson()), string.Join('\n', report.Lines()));
    }

    /// Meets demands until there are none; gives up the law when there are too many.
    static Seq<SetupFinding> Examine(Setup setup, Func<Seq<Demand>, Seq<Demand>> choose, Func<Evidence, Demand, Evidence> meet)
    {
        var known = Evidence.At(Now);
        for (var round = 0; round < 5000; round++)
        {
            var judged = SetupDiagnosis.Of(setup, known);
            if (judged.IsSuccess)
            {
                return judged.IfFail(default(Seq<SetupFinding>));
            }

            known = choose(judged.FailToSeq()).Fold(known, meet);
        }

        throw new AssertionException("the checks ask without end");
    }
}
