using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>The scanner for spam, which is shown an ordinary mail.</summary>
static class ScannerCheck
{
    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known) => known.Look<Observation.Scanned>(new Probe.Scanner()).Map(seen => seen.Match(
        scanned => Answered(setup.Settings.MailDaemon.Scanner.Policy, scanned),
        reason => Judgement.Error($"it does not answer as a scanner: {reason}; all mail goes on unscanned", Cure(setup))));

    /// <summary>How the owner names it.</summary>
    public static string NameOf(ScannerAccess access) => access switch
    {
        ScannerAccess.Rspamd(var place, _) => place.ToString()!,
        ScannerAccess.Program(var path, _) => path,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Judgement Answered(ScanPolicy policy, Observation.Scanned scanned)
    {
        var outcome = new ScanOutcome.Reported(scanned.Report, scanned.Took);
        return policy.Judge(outcome) switch
        {
            SpamTreatment.Refuse or SpamTreatment.Defer => Judgement.Warning(
                $"it answers, and an ordinary mail would not be taken: {ScanActions.WordOf(scanned.Report.Action)}", "see the rules of the scanner, and MailDaemon.Scanner.RefuseFrom", [.. ScanFacts.Of(outcome)]),
            _ when scanned.Took > policy.Timeout / 2 => Judgement.Warning("it answers slowly", "see the scanner's own log; a slow DNS server is the usual cause", [.. ScanFacts.Of(outcome)]),
            _ => Judgement.Good($"it answers: {ScanActions.WordOf(scanned.Report.Action)}", [.. ScanFacts.Of(outcome)]),
        };
    }

    static string Cure(Setup setup) => setup.Settings.MailDaemon.Scanner.Program.IsEmpty
        ? "start rspamd (systemctl start rspamd), and set MailDaemon.Scanner.Address to its worker \"normal\" (http://127.0.0.1:11333 by default)"
        : "run the program by hand with a mail on its standard input; docs/scanner.md says how it answers";
}
