using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Tracing;

/// <summary>
/// The answer to a query as one JSON object (RFC 8259) for other programs: <c>query</c>, <c>since</c>, <c>coverage</c>, <c>mails</c>, <c>sessions</c>. Every member is
/// always there; what is not known is null or empty. Times are ISO 8601 in UTC, durations milliseconds.
/// </summary>
public static class TraceJson
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object.</summary>
    public static string Of(TraceAnswer answer) => new JsonObject
    {
        ["query"] = Printable.WellFormed(answer.Argument),
        ["since"] = Time(answer.Since),
        ["isCut"] = answer.IsCut,
        ["coverage"] = new JsonObject
        {
            ["mailsSince"] = Time(answer.Coverage.Mails),
            ["sessionsSince"] = Time(answer.Coverage.Sessions),
            ["gaps"] = Each(answer.Coverage.GapsSince(answer.Since), gap => new JsonObject { ["from"] = gap.From.ToString(), ["to"] = gap.To.ToString(), ["cause"] = gap.Cause.ToString().ToLowerInvariant(), ["lost"] = gap.Count, ["daemon"] = Name(gap.Daemon) }),
        },
        ["mails"] = Each(answer.Mails, story => Mail(story, answer.Now)),
        ["sessions"] = Each(answer.Sessions, Session),
    }.ToJsonString(Readable);

    static JsonObject Mail(MailStory story, Instant now) => new()
    {
        ["id"] = story.Id,
        ["daemon"] = Name(story.Daemon),
        ["fate"] = story.Fate.Word,
        ["at"] = Time(story.At),
        ["waited"] = story.At.MatchUnsafe<JsonNode?>(at => (long)(End(story, now) - at).TotalMilliseconds, () => null),
        ["nextAttempt"] = Time(story.Fate is MailFate.Waiting(var due) ? due : Option<Instant>.None),
        ["held"] = story.Fate is MailFate.Held(var reason) ? reason : null,
        ["parties"] = story.Decided.MatchUnsafe<JsonNode?>(mail => Parties(mail.Parties), () => null),
        ["decision"] = story.Decided.MatchUnsafe<JsonNode?>(mail => Decision(mail.Decision), () => null),
        ["ours"] = story.Own.MatchUnsafe<JsonNode?>(OwnMail, () => null),
        ["destinations"] = Each(story.Destinations, item => Destination(item.Destination, item.At)),
        ["queue"] = Each(story.Changes, change => new JsonObject { ["at"] = change.At.ToString(), ["event"] = change.Event, ["daemon"] = Name(change.Daemon), ["delivery"] = Delivery(change.Delivery, change.At), ["facts"] = Facts(change.Facts) }),
        ["commands"] = Each(story.Commands, command => new JsonObject { ["at"] = command.At.ToString(), ["event"] = command.Event, ["daemon"] = Name(command.Daemon), ["facts"] = Facts(command.Facts) }),
        ["notices"] = Each(story.Notices.Filter(notice => notice.Id != story.Id), OwnMail),
    };

    static Instant End(MailStory story, Instant now) => story.Fate switch
    {
        MailFate.Delivered(var at) => at,
        MailFate.Failed(var at) => at,
        MailFate.Dropped(var at) => at,
        MailFate.Waiting or MailFate.Held => now,
        _ => story.At.IfNone(now),
    };

    static JsonObject Session(TraceRecord.Session session) => new()
    {
        ["daemon"] = Name(session.Daemon),
        ["began"] = session.Began.ToString(),
        ["ended"] = session.At.ToString(),
        ["end"] = session.End,
        ["mails"] = session.Mails,
        ["refused"] = session.Refused,
        ["parties"] = Parties(session.Parties),
        ["screening"] = Screening(session.Screening),
        ["refusals"] = Each(session.Refusals, refusal => new JsonObject { ["sender"] = refusal.Sender, ["recipients"] = Texts(refusal.Recipients), ["what"] = refusal.What, ["reply"] = refusal.Reply }),
    };

    static JsonObject Parties(TraceParties parties) => new()
    {
        ["client"] = parties.Client,
        ["helo"] = parties.Helo,
        ["tls"] = parties.Tls,
        ["sender"] = parties.Sender,
        ["recipients"] = Texts(parties.Recipients),
        ["authors"] = Texts(parties.Authors),
        ["subject"] = parties.Subject,
        ["messageId"] = parties.MessageId,
    };

    static JsonObject Decision(TraceDecision decision) => new()
    {
        ["word"] = decision.Word,
        ["reply"] = decision.Reply,
        ["took"] = (long)decision.Took.TotalMilliseconds,
        ["size"] = decision.Size,
        ["screening"] = Screening(decision.Screening),
        ["checks"] = Facts(decision.Checks),
        ["facts"] = Facts(decision.Facts),
        ["edits"] = Texts(decision.Edits),
    };

    static JsonObject Screening(TraceScreening screening) => new()
    {
        ["score"] = screening.Score,
        ["threshold"] = screening.Threshold,
        ["lists"] = Each(screening.Lists, list => new JsonObject { ["list"] = list.List, ["answer"] = TraceParts.Word(list.Kind), ["weight"] = list.Weight, ["words"] = list.Words }),
    };

    static JsonObject Delivery(TraceDelivery delivery, Instant at) => new()
    {
        ["attempts"] = delivery.Attempts,
        ["due"] = Time(delivery.Due),
        ["held"] = delivery.Held.MatchUnsafe<JsonNode?>(reason => reason, () => null),
        ["destinations"] = Each(delivery.Destinations, destination => Destination(destination, at)),
    };

    static JsonObject Destination(TraceDestination destination, Instant at) => new()
    {
        ["address"] = destination.Mailbox,
        ["state"] = TraceParts.Word(destination.Outcome),
        ["at"] = at.ToString(),
        ["reply"] = destination.Reply,
    };

    static JsonObject OwnMail(TraceRecord.OwnMail own) => new()
    {
        ["id"] = own.Id,
        ["daemon"] = Name(own.Daemon),
        ["at"] = own.At.ToString(),
        ["kind"] = own.Kind,
        ["recipients"] = Texts(own.Recipients),
        ["subject"] = own.Subject,
        ["grounds"] = Facts(own.Grounds),
    };

    static JsonArray Facts(Seq<(string Name, string Value)> facts) => Each(facts, fact => new JsonObject { ["name"] = fact.Name, ["value"] = fact.Value });

    static JsonArray Texts(Seq<string> texts) => new([.. texts.AsEnumerable().Select(text => (JsonNode)text)]);

    static JsonArray Each<A>(Seq<A> items, Func<A, JsonObject> write) => new([.. items.AsEnumerable().Select(item => (JsonNode)write(item))]);

    static JsonNode? Name(string daemon) => daemon.Length == 0 ? null : Printable.WellFormed(daemon);

    static JsonNode? Time(Option<Instant> at) => at.MatchUnsafe<JsonNode?>(when => when.ToString(), () => null);
}
