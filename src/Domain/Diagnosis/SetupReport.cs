using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Diagnosis;

/// <summary>The findings of a set-up, for people and for programs.</summary>
/// <param name="Findings">One for each check.</param>
public sealed record SetupReport(Seq<SetupFinding> Findings)
{
    /// <summary>The exit code when something will not work.</summary>
    public const int WillNotWork = 1;

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>1 when something will not work, else 0: what could be better, or cannot be seen, is no failure.</summary>
    public int ExitCode => Count(Mark.Error) > 0 ? WillNotWork : 0;

    /// <summary>How many have this mark.</summary>
    public int Count(Mark mark) => Findings.Count(finding => finding.Judgement.Mark == mark);

    /// <summary>The word for a mark.</summary>
    public static string Word(Mark mark) => mark switch
    {
        Mark.Good => "good",
        Mark.Unknown => "unknown",
        Mark.Warning => "warning",
        Mark.Error => "ERROR",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The sum in one line.</summary>
    public string Summary => $"{Count(Mark.Good)} good, {Count(Mark.Unknown)} unknown, {Count(Mark.Warning)} {(Count(Mark.Warning) == 1 ? "warning" : "warnings")}, {Count(Mark.Error)} {(Count(Mark.Error) == 1 ? "error" : "errors")}";

    /// <summary>A line for each finding, in the order of the checks, and the sum: mark, check, subject, what was found, and behind an arrow what helps.</summary>
    public Seq<string> Lines()
    {
        var width = Findings.IsEmpty ? 0 : Findings.AsEnumerable().Max(finding => finding.Check.Length);
        return Findings.Map(finding => $"{Word(finding.Judgement.Mark),-8} {finding.Check.PadRight(width)} {Text(finding)}{(finding.Judgement.Cure.Length > 0 ? $" -> {finding.Judgement.Cure}" : "")}")
            .Then(Seqs.Of(Summary));
    }

    /// <summary>What was found, behind its subject.</summary>
    public static string Text(SetupFinding finding) => (finding.Subject.Length > 0 ? $"{Printable.Escape(finding.Subject)}: " : "") + finding.Judgement.What;

    /// <summary>The same as one JSON object with the members <c>errors</c>, <c>warnings</c>, <c>unknown</c>, <c>good</c> and <c>findings</c>.</summary>
    public string ToJson() => new JsonObject
    {
        ["errors"] = Count(Mark.Error),
        ["warnings"] = Count(Mark.Warning),
        ["unknown"] = Count(Mark.Unknown),
        ["good"] = Count(Mark.Good),
        ["findings"] = new JsonArray([.. Findings.AsEnumerable().Select(Json)]),
    }.ToJsonString(Readable);

    static JsonNode Json(SetupFinding finding) => new JsonObject
    {
        ["check"] = finding.Check,
        ["subject"] = finding.Subject,
        ["mark"] = Word(finding.Judgement.Mark).ToLowerInvariant(),
        ["what"] = finding.Judgement.What,
        ["cure"] = finding.Judgement.Cure,
        ["facts"] = new JsonObject([.. finding.Judgement.Facts.AsEnumerable().DistinctBy(fact => fact.Name).Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)Json(fact.Value)))]),
    };

    static JsonValue? Json(LogValue value) => value switch
    {
        LogValue.Number(var number) => JsonValue.Create(number),
        LogValue.Duration(var time) => JsonValue.Create(time.TotalMilliseconds),
        _ => JsonValue.Create(value.ToString()!),
    };
}
