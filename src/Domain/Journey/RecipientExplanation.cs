using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>What a session would decide about a recipient, and why: for people and for programs.</summary>
/// <param name="Sender">The envelope sender.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="At">When it is named.</param>
/// <param name="Verdict">What is decided.</param>
/// <param name="Destinations">Who gets the mail; nobody where it is refused or dropped.</param>
/// <param name="Rules">The rules; none where there are none.</param>
public sealed record RecipientExplanation(ReversePath Sender, ForwardPath Recipient, Instant At, RecipientVerdict Verdict, Seq<Mailbox> Destinations, Option<AddressRules> Rules)
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The explanation for a recipient that is the first of its mail.</summary>
    /// <param name="session">What sessions may do.</param>
    /// <param name="recipients">What decides about recipients.</param>
    /// <param name="standing">Where mail goes when nothing is decided about recipients.</param>
    /// <param name="sender">The envelope sender.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="now">The time.</param>
    public static RecipientExplanation Of(SessionPolicy session, RecipientPolicy recipients, Seq<Mailbox> standing, ReversePath sender, ForwardPath recipient, Instant now)
    {
        var verdict = SessionRefusal.OfRecipient(session, recipients, new Envelope(sender, default, BodyType.SevenBit, Utf8: false), recipient, now);
        var destinations = verdict is RecipientVerdict.Taken(var route) ? route.Match(each => each.Destinations, () => standing) : default;
        return new(sender, recipient, now, verdict, destinations, recipients.Rules);
    }

    /// <summary>True where RCPT would be answered with 250.</summary>
    public bool IsTaken => Verdict is RecipientVerdict.Taken;

    /// <summary>A line for each fact.</summary>
    public Seq<string> Lines() => Seqs.Joined(
        Seqs.Of(Line("recipient", Recipient.ToString()!), Line("sender", Sender.ToString()!), Line("at", At.ToString()), Line("decision", Decision)),
        DecidedBy.Map(name => Line("decided by", name + Rule(name).Map(rule => "  " + RuleText.Of(rule)).IfNone(""))).ToSeq(),
        Destinations.Map(destination => Line("destination", destination.ToString())).Strict(),
        Reply.Map(reply => Line("reply", reply.ToString())).ToSeq(),
        PassedOver.Map(each => Line("passed over", $"{each.Rule}  {RuleText.Of(each.Fit)}")).Strict());

    /// <summary>The same as one JSON object; what is not known is null.</summary>
    public string ToJson() => new JsonObject
    {
        ["recipient"] = Recipient.ToString()!.Trim('<', '>'),
        ["sender"] = Sender.Address.Match(sender => sender.ToString(), () => ""),
        ["at"] = At.ToString(),
        ["decision"] = Decision,
        ["decidedBy"] = DecidedBy.MatchUnsafe<JsonNode?>(name => name, () => null),
        ["destinations"] = new JsonArray([.. Destinations.AsEnumerable().Select(destination => (JsonNode)destination.ToString())]),
        ["reply"] = Reply.MatchUnsafe<JsonNode?>(reply => reply.ToString(), () => null),
        ["passedOver"] = new JsonArray([.. PassedOver.AsEnumerable().Select(each => (JsonNode)new JsonObject { ["rule"] = each.Rule, ["because"] = RuleText.Of(each.Fit) })]),
    }.ToJsonString(Readable);

    string Decision => Verdict switch
    {
        RecipientVerdict.Refused => "refuse",
        RecipientVerdict.Taken({ IsSome: true } route) when route.Exists(each => each.IsDropped) => "drop",
        _ => "forward",
    };

    Option<string> DecidedBy => Verdict switch
    {
        RecipientVerdict.Refused(_, var rule) => rule,
        RecipientVerdict.Taken(var route) => route.Map(each => each.DecidedBy),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    Option<Reply> Reply => Verdict is RecipientVerdict.Refused(var reply, _) ? reply : Option<Reply>.None;

    /// Where the rules were asked.
    Seq<(string Rule, RuleFit Fit)> PassedOver => DecidedBy.Bind(_ => Rules).Match(rules => rules.PassedOver(Sender, Recipient, At), () => default);

    Option<AddressRule> Rule(string name) => Rules.Bind(rules => rules.Rules.AsEnumerable().Index().Where(each => AddressRules.NameOf(each.Index) == name).Select(each => Prelude.Some(each.Item)).FirstOrDefault());

    static string Line(string name, string value) => $"{name,-12} {value}";
}
