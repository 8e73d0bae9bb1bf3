using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Rules;

/// <summary>Rules in words and as JSON, as they are understood.</summary>
public static class RuleText
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One rule: <c>to shop-*@example.com, until 2026-12-31: forward to me@example.net</c>.</summary>
    public static string Of(AddressRule rule) => string.Join(", ", Conditions(rule)) + ": " + Of(rule.Action);

    /// <summary>What a rule does: <c>forward to me@example.net, with the detail</c>.</summary>
    public static string Of(RuleAction action) => action switch
    {
        RuleAction.Forward(var destinations, var detail) => $"forward to {string.Join(", ", destinations)}{Kept(detail)}",
        RuleAction.ForwardToDefault(var detail) => $"forward to MailDaemon.ForwardTo{Kept(detail)}",
        RuleAction.Refuse(var reply) => $"refuse with {reply}",
        RuleAction.Drop => "drop",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Why a rule was passed over.</summary>
    public static string Of(RuleFit fit) => fit switch
    {
        RuleFit.Matches => "it decides",
        RuleFit.OtherAddress => "it is for other addresses",
        RuleFit.Expired => "it has expired",
        RuleFit.OtherSender => "it is for other senders",
        RuleFit.Postmaster => "mail for postmaster is neither refused nor dropped",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A line for each rule, and one for what none of them takes.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The time, which tells those that have expired.</param>
    public static Seq<string> Lines(AddressRules rules, Instant now) =>
        rules.Rules.AsEnumerable().Select((rule, i) => $"{AddressRules.NameOf(i)}  {Of(rule)}{Remark(rules.Rules, i, now)}")
            .Append($"otherwise  postmaster: forward to {string.Join(", ", rules.Default)}; any other address: refuse with {RuleReplies.NoSuchAddress}").Gather();

    /// <summary>The same as a JSON array with an object for each rule.</summary>
    public static string ToJson(AddressRules rules, Instant now) =>
        new JsonArray([.. rules.Rules.AsEnumerable().Select((rule, i) => (JsonNode)new JsonObject
        {
            ["name"] = AddressRules.NameOf(i),
            ["to"] = List(rule.To),
            ["from"] = List(rule.From),
            ["until"] = rule.Until.MatchUnsafe<JsonNode?>(end => end.ToString(), () => null),
            ["expired"] = IsExpired(rule, now),
            ["action"] = rule.Action.Delivers ? "forward" : rule.Action is RuleAction.Drop ? "drop" : "refuse",
            ["destinations"] = List(rule.Action is RuleAction.Forward(var destinations, _) ? destinations : rule.Action.Delivers ? rules.Default : default),
            ["detail"] = rule.Action switch { RuleAction.Forward(_, var detail) => Word(detail), RuleAction.ForwardToDefault(var detail) => Word(detail), _ => null },
            ["reply"] = rule.Action is RuleAction.Refuse(var reply) ? reply.ToString() : null,
            ["coveredBy"] = List(RuleCoverage.Of(rules.Rules).Find(covered => covered.Rule == i).Match(covered => covered.By.Map(AddressRules.NameOf), () => default)),
        })]).ToJsonString(Readable);

    static IEnumerable<string> Conditions(AddressRule rule) =>
        new[] { rule.To.IsEmpty ? "to every address" : $"to {string.Join(" or ", rule.To)}" }
            .Concat(rule.From.IsEmpty ? [] : [$"from {string.Join(" or ", rule.From)}"])
            .Concat(rule.Until.Map(end => $"until {RuleExpiry.Format(end)}").AsEnumerable());

    static string Remark(Seq<AddressRule> rules, int index, Instant now) =>
        (IsExpired(rules[index], now) ? "  (expired)" : "")
        + RuleCoverage.Of(rules).Find(covered => covered.Rule == index).Match(
            covered => $"  ({(covered.ButPostmaster ? "decides about postmaster alone" : "never decides")}: see {string.Join(" and ", covered.By.Map(AddressRules.NameOf))})", () => "");

    static bool IsExpired(AddressRule rule, Instant now) => rule.Until.Exists(end => end <= now);

    static string Kept(DetailTreatment detail) => detail == DetailTreatment.Keep ? ", with the detail" : "";

    static string Word(DetailTreatment detail) => detail == DetailTreatment.Keep ? "keep" : "cut";

    static JsonArray List<A>(Seq<A> items) => new([.. items.AsEnumerable().Select(item => (JsonNode)item!.ToString()!)]);
}
