using System.Globalization;
using Laitos.Domain.Message;

namespace Laitos.Domain.Scanning;

/// <summary>
/// The fields in which a mail says what the scanner said of it: <c>X-Spam</c> as rspamd writes it, <c>X-Spam-Flag</c>, <c>X-Spam-Score</c> and <c>X-Spam-Status</c> as SpamAssassin does and as mail programs
/// read them. Fields of these names that came with a mail are somebody else's word, and are taken away.
/// </summary>
public static class ScanFields
{
    /// <summary>The names of all fields that are ours where there is a scanner.</summary>
    public static Seq<string> Names { get; } = Seqs.Of("X-Spam", "X-Spam-Flag", "X-Spam-Score", "X-Spam-Status");

    /// The most symbols in a field.
    const int MostSymbols = 20;

    /// <summary>The names of the fields that a mail gets.</summary>
    public static Seq<string> Added(ScanPolicy policy, ScanOutcome outcome) => Fields(policy, outcome).MapStrict(static field => field.Name);

    /// <summary>The fields that a mail gets, each with its CRLF.</summary>
    public static Seq<Octets> Of(ScanPolicy policy, ScanOutcome outcome) => Fields(policy, outcome).MapStrict(static field => Octets.Utf8($"{Folding.Fold(field.Name + ":", field.Words)}\r\n"));

    /// <summary>The edits that take away what came under these names.</summary>
    public static Seq<HeaderEdit> Removal(HeaderSection header)
    {
        if (!Names.Exists(name => header.Count(name) > 0))
        {
            return default;
        }

        var edits = new List<HeaderEdit>();
        for (var i = 0; i < header.Fields.Count; i++)
        {
            var field = header.Fields[i];
            if (Names.Exists(name => field.Is(name)))
            {
                edits.Add(new HeaderEdit.Remove(i));
            }
        }

        return edits.Gather();
    }

    static Seq<(string Name, Seq<string> Words)> Fields(ScanPolicy policy, ScanOutcome outcome) => outcome is ScanOutcome.Reported(var report, _)
        ? (policy.Judge(outcome) >= SpamTreatment.Mark, policy.MarksAll) switch
        {
            (true, _) => Seqs.Joined(Seqs.Of(("X-Spam", Seqs.Of("Yes")), ("X-Spam-Flag", Seqs.Of("YES"))), Score(report), Seqs.Of(("X-Spam-Status", Status("Yes,", report)))),
            (_, true) => Seqs.Joined(Seqs.Of(("X-Spam-Flag", Seqs.Of("NO"))), Score(report), Seqs.Of(("X-Spam-Status", Status("No,", report)))),
            _ => default,
        }
        : default;

    static Seq<(string Name, Seq<string> Words)> Score(ScanReport report) => report.Score.Map(score => ("X-Spam-Score", Seqs.Of(ScanFacts.Shown(score)))).ToSeq();

    static Seq<string> Status(string flag, ScanReport report) => Seqs.Joined(
        Seqs.Of(flag),
        report.Score.Map(score => $"score={ScanFacts.Shown(score)}").ToSeq(),
        report.Required.Map(required => $"required={ScanFacts.Shown(required)}").ToSeq(),
        Seqs.Of($"action={ScanActions.WordOf(report.Action).Replace(' ', '-')}"),
        report.Symbols.IsEmpty ? default : Seqs.Of("tests=" + report.Symbols[0].Name + Comma(0, report)),
        report.Symbols.AsEnumerable().Take(MostSymbols).Skip(1).Select((symbol, i) => symbol.Name + Comma(i + 1, report)).Gather());

    /// Between symbols, so that a line may end between them.
    static string Comma(int index, ScanReport report) => index + 1 < Math.Min(report.Symbols.Count, MostSymbols) ? "," : "";
}

/// <summary>What became of the scan of a mail, as facts of the log.</summary>
public static class ScanFacts
{
    /// The most symbols in a line.
    const int MostSymbols = 15;

    /// <summary>The facts: <c>spam-action</c>, <c>spam-score</c>, <c>spam-symbols</c> and <c>spam-scan</c>; or <c>unscanned</c> with the reason code.</summary>
    public static Seq<LogFact> Of(ScanOutcome outcome) => outcome switch
    {
        ScanOutcome.Reported(var report, var took) => Seqs.Joined(
            Seqs.Of<LogFact>(("spam-action", ScanActions.WordOf(report.Action))),
            report.Score.Map(score => (LogFact)("spam-score", $"{Shown(score)}{report.Required.Match(required => $"/{Shown(required)}", () => "")}")).ToSeq(),
            report.Symbols.IsEmpty ? default : Seqs.Of<LogFact>(("spam-symbols", report.Symbols.AsEnumerable().Take(MostSymbols).Select(symbol => $"{symbol.Name}({Shown(symbol.Score)})").Gather())),
            Seqs.Of<LogFact>(("spam-scan", took))),
        ScanOutcome.Unscanned(var cause, var words) => Seqs.Of<LogFact>(("unscanned", $"{CodeOf(cause)}: {words}")),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>True for a fact of these.</summary>
    public static bool IsOne(string name) => name is "spam-action" or "spam-score" or "spam-symbols" or "spam-scan" or "unscanned";

    /// <summary>The reason code.</summary>
    public static string CodeOf(UnscannedCause cause) => cause switch
    {
        UnscannedCause.TooLarge => "too-large",
        UnscannedCause.Command => "has-command",
        UnscannedCause.Failed => "scanner-failed",
        UnscannedCause.SetAside => "scanner-set-aside",
        UnscannedCause.NotAsked => "not-asked",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A score with two decimals.</summary>
    internal static string Shown(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);
}
