using Laitos.Domain.Scanning;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Scanning;

/// <summary>What becomes of a mail by what the scanner says.</summary>
public class ScanPolicyLaws
{
    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 300)]
    public bool What_is_not_scanned_goes_on_and_says_nothing_of_spam(ScanPolicy policy, ScanOutcome outcome) =>
        outcome is ScanOutcome.Reported || (policy.Judge(outcome) == SpamTreatment.Forward && ScanFields.Of(policy, outcome).IsEmpty);

    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 300)]
    public Property The_graver_counts_of_the_action_and_the_score(ScanPolicy policy, ScanReport report)
    {
        var byAction = Judge(policy with { MarkFrom = default, RefuseFrom = default }, report);
        var byScore = Judge(policy, report with { Action = ScanAction.NoAction });
        var both = Judge(policy, report);
        return (both == (byAction > byScore ? byAction : byScore))
            .Classify(both == SpamTreatment.Forward, "forward").Classify(both == SpamTreatment.Mark, "mark").Classify(both == SpamTreatment.Defer, "defer").Classify(both == SpamTreatment.Refuse, "refuse");
    }

    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 300)]
    public bool A_higher_score_is_never_treated_better(ScanPolicy policy, ScanReport report, byte more) =>
        Judge(policy, report with { Score = report.Score.Map(score => score + more) }) >= Judge(policy, report);

    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 300)]
    public bool A_bound_is_reached_by_the_score_that_equals_it(ScanPolicy policy, ScanReport report)
    {
        var calm = report with { Action = ScanAction.NoAction };
        return policy.RefuseFrom.ForAll(bound => Judge(policy, calm with { Score = bound }) == SpamTreatment.Refuse && Judge(policy, calm with { Score = Math.BitDecrement(bound) }) != SpamTreatment.Refuse)
            && policy.MarkFrom.ForAll(bound => Judge(policy, calm with { Score = bound }) >= SpamTreatment.Mark && Judge(policy, calm with { Score = Math.BitDecrement(bound) }) == SpamTreatment.Forward);
    }

    [TestCase(ScanAction.NoAction, SpamTreatment.Forward)]
    [TestCase(ScanAction.Greylist, SpamTreatment.Forward)]
    [TestCase(ScanAction.AddHeader, SpamTreatment.Mark)]
    [TestCase(ScanAction.RewriteSubject, SpamTreatment.Mark)]
    [TestCase(ScanAction.SoftReject, SpamTreatment.Defer)]
    [TestCase(ScanAction.Reject, SpamTreatment.Refuse)]
    public void Where_nothing_is_set_the_scanner_is_obeyed_but_for_greylisting_and_subjects(ScanAction action, SpamTreatment treatment) =>
        Assert.That(Judge(new ScanPolicy(ScanPolicy.StandardTimeout, ScanPolicy.StandardMaxSize), new ScanReport(action, 99, 15, default, "")), Is.EqualTo(treatment));

    static SpamTreatment Judge(ScanPolicy policy, ScanReport report) => policy.Judge(new ScanOutcome.Reported(report, TimeSpan.Zero));
}
