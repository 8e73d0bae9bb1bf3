using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>
/// The queue as JSON (RFC 8259) for other programs. Every member is always there; what is not known is null. Times are ISO 8601 in UTC,
/// an address is without angle brackets, and the null reverse-path is the empty text.
/// </summary>
public static class QueueJson
{
    /// Read by programs and on terminals, never put into HTML.
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An array of all entries; of one that cannot be read, its id and the error.</summary>
    public static string List(Seq<QueueItem> items) =>
        new JsonArray([.. items.AsEnumerable().Select(item => item.Entry.Match(
            Right: entry => Summary(entry, item.Daemon),
            Left: error => new JsonObject { ["id"] = item.Id, ["error"] = error.ToString() }))]).ToJsonString(Readable);

    /// <summary>An object with all that is known of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="daemon">The daemon that works on it now.</param>
    public static string Details(QueueEntry entry, Option<string> daemon = default)
    {
        var json = Summary(entry, daemon);
        json["writtenTo"] = new JsonArray([.. entry.OriginalEnvelope.ForwardPaths.AsEnumerable().Select(path => Text(path.ToString()!.Trim('<', '>')))]);
        json["routes"] = new JsonArray([.. entry.OriginalEnvelope.Routes.AsEnumerable().Select(route => new JsonObject
        {
            ["recipient"] = route.Recipient.ToString()!.Trim('<', '>'),
            ["destinations"] = new JsonArray([.. route.Destinations.AsEnumerable().Select(mailbox => Text(mailbox.ToString()))]),
            ["decidedBy"] = route.DecidedBy,
        })]);
        json["authenticated"] = entry.OriginalEnvelope.Authenticated.MatchUnsafe<JsonNode?>(proved => proved, () => null);
        json["sentAs"] = PathText(entry.Transfer.Sender);
        json["rewritten"] = entry.AuthorChange.MatchUnsafe<JsonNode?>(change => change.IsMade, () => null);
        json["delayTold"] = entry.DelayTold;
        json["grounds"] = new JsonArray([.. entry.Grounds.AsEnumerable().Select(ground => new JsonObject { ["name"] = ground.Name, ["value"] = ground.Value })]);
        json["header"] = entry.Header.ToUtf8();
        return json.ToJsonString(Readable);
    }

    static JsonObject Summary(QueueEntry entry, Option<string> daemon) => new()
    {
        ["id"] = entry.Id,
        ["kind"] = QueueListing.KindOf(entry.Kind),
        ["sender"] = PathText(entry.OriginalEnvelope.ReversePath),
        ["subject"] = QueueListing.SubjectOf(entry, QueueListing.LongSubject),
        ["size"] = entry.Transfer.Size,
        ["accepted"] = entry.AcceptedAt.ToString(),
        ["expires"] = entry.ExpiresAt.ToString(),
        ["attempts"] = entry.Attempts,
        ["nextDue"] = entry.Held.IsSome ? null : entry.Due.ToString(),
        ["held"] = Maybe(entry.Held),
        ["daemon"] = Maybe(daemon),
        ["lastReply"] = Maybe(entry.LastReply.Map(reply => reply.ToString())),
        ["destinations"] = new JsonArray([.. entry.Destinations.AsEnumerable().Select(Outcome)]),
    };

    static JsonObject Outcome(Destination destination) => new()
    {
        ["address"] = destination.Mailbox.ToString(),
        ["state"] = destination.State switch
        {
            DestinationState.Pending => EntryNames.Owed,
            DestinationState.Delivered => EntryNames.Delivered,
            DestinationState.Failed => EntryNames.Failed,
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        ["reply"] = Maybe(destination.Reply.Map(reply => reply.ToString())),
    };

    static string PathText(Addresses.ReversePath path) => path.Address.Match(mailbox => mailbox.ToString(), () => EntryNames.NullPath);

    static JsonNode? Maybe(Option<string> text) => text.MatchUnsafe<JsonNode?>(some => some, () => null);

    static JsonNode Text(string text) => text;
}
