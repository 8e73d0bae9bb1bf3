using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;

namespace Laitos.Domain.Journey;

/// <summary>What was decided about a mail and why, for people and for programs: a view of the same decision that the log line is a view of.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Asked">What the DNS was asked, and what it answered, in the order in which that was needed.</param>
/// <param name="Offered">The mail as it would be offered to the relay; several when it was offered again. None for a mail that goes nowhere now.</param>
public sealed record Explanation(Decision Decision, Seq<(Question Question, Answer Answer)> Asked, Seq<Plan> Offered)
{
    /// <summary>True where the mail would be offered once more, with another author's address, if the relay refused it for lack of authentication.</summary>
    public bool IsRewrittenUponRefusal { get; init; }

    const int NameWidth = 14;

    const int MaxValue = 2000;

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The explanation of a decision.</summary>
    /// <param name="policy">What the journey went by.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="asked">What the DNS was asked.</param>
    /// <param name="offered">The mail as it would be offered to the relay.</param>
    public static Explanation Of(JourneyPolicy policy, Decision decision, Seq<(Question Question, Answer Answer)> asked, Seq<Plan> offered) => new(decision, asked, offered)
    {
        IsRewrittenUponRefusal = offered.Exists(plan => JourneyPlan.ChangeUponRefusal(policy, decision.Arrival, plan).IsSome),
    };

    /// What the relay said is left out: it was not asked.
    Seq<LogFact> Shown => Line.Facts.Filter(fact => fact.Name is not ("took" or "reply" or "delivered"));

    string Outcome => Decision.Verdict is Verdict.Forwarded ? $"{Line.Event}, if the relay takes it" : Line.Event;

    LogLine Line => JourneyLog.Of(Decision, Decision.Arrival.At);

    /// <summary>A line for each fact, in the order of the journey.</summary>
    public Seq<string> Lines() => Seqs.Joined(
        Seqs.Of("The mail"),
        Facts(Shown),
        Heading("The DNS"),
        Asked.IsEmpty ? Seqs.Of("  nothing was asked") : Asked.Map(item => $"  {item.Question} {Words(item.Answer)}"),
        Heading("What would be done"),
        Offered.Map(plan => $"  offered to the relay: from {plan.Job.Sender} to {string.Join(", ", plan.Job.Recipients)}, {plan.Job.Size} octets"),
        IsRewrittenUponRefusal ? Seqs.Of("  if the relay refuses it for lack of authentication: once more, with another author's address") : default,
        Facts(Seqs.Of<LogFact>(("decision", Outcome), ("reply", Decision.Reply.ToString()))));

    /// <summary>The same as one JSON object with the members <c>decision</c>, <c>reply</c>, <c>facts</c>, <c>dns</c>, <c>offered</c> and <c>rewrittenIfRefused</c>.</summary>
    public string ToJson() => new JsonObject
    {
        ["decision"] = Line.Event,
        ["reply"] = Decision.Reply.ToString(),
        ["facts"] = new JsonArray([.. Shown.AsEnumerable()
            .Select(fact => (JsonNode)new JsonObject { ["name"] = fact.Name, ["value"] = fact.Value.ToString() })]),
        ["dns"] = new JsonArray([.. Asked.AsEnumerable()
            .Select(item => (JsonNode)new JsonObject { ["name"] = item.Question.Name, ["type"] = item.Question.Type.ToString().ToUpperInvariant(), ["answer"] = Words(item.Answer) })]),
        ["offered"] = new JsonArray([.. Offered.AsEnumerable().Select(plan => (JsonNode)new JsonObject
        {
            ["sender"] = plan.Job.Sender.ToString(),
            ["recipients"] = new JsonArray([.. plan.Job.Recipients.AsEnumerable().Select(recipient => (JsonNode)recipient.ToString())]),
            ["size"] = plan.Job.Size,
        })]),
        ["rewrittenIfRefused"] = IsRewrittenUponRefusal,
    }.ToJsonString(Readable);

    static Seq<string> Heading(string text) => Seqs.Of("", text);

    static Seq<string> Facts(Seq<LogFact> facts) => facts.Map(fact => $"  {fact.Name.PadRight(NameWidth)} {Printable.Excerpt(fact.Value.ToString()!, MaxValue)}".TrimEnd());

    static string Words(Answer answer) => answer switch
    {
        Answer.Records(var data) => string.Join(" | ", data.Map(Words)),
        Answer.NoData => "(no such record)",
        Answer.NoSuchDomain => "(no such name)",
        Answer.Unavailable(var reason) => $"(not known: {Printable.Excerpt(reason, MaxValue)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Words(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.ToString(),
        RecordData.Text(var text) => Printable.Excerpt(text.ToUtf8(), MaxValue),
        RecordData.Exchange(var preference, var host) => $"{preference} {Printable.Excerpt(host, MaxValue)}",
        RecordData.Name(var name) => Printable.Excerpt(name, MaxValue),
        _ => "(other data)",
    };
}
