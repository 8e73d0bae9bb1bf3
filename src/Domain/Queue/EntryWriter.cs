using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>Writes an entry as JSON. The order of the members is that of the records.</summary>
static class EntryWriter
{
    public static void Write(Utf8JsonWriter json, QueueEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("v", EntryCodec.Version);
        json.WriteString("id", entry.Id);
        json.WriteString("kind", EntryNames.Kinds.Find(kind => kind.Value == entry.Kind).Map(kind => kind.Name).IfNone(""));
        json.WriteNumber("accepted", entry.AcceptedAt.UnixMilliseconds);
        json.WriteNumber("expires", entry.ExpiresAt.UnixMilliseconds);
        Write(json, entry.OriginalEnvelope);
        Write(json, entry.Transfer);
        json.WriteStartArray("destinations");
        entry.Destinations.Iter(destination => Write(json, destination));
        json.WriteEndArray();
        json.WriteNumber("attempts", entry.Attempts);
        json.WriteNumber("due", entry.Due.UnixMilliseconds);
        entry.Held.IfSome(reason => json.WriteString("held", reason));
        json.WriteBoolean("delayTold", entry.DelayTold);
        json.WriteStartArray("grounds");
        foreach (var (name, value) in entry.Grounds)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBase64String("header", entry.Header.Span);
        entry.AuthorChange.IfSome(change => AuthorChangeCodec.Write(json, change));
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, OriginalEnvelope originalEnvelope)
    {
        json.WriteStartObject("origin");
        json.WriteString("reversePath", PathText(originalEnvelope.ReversePath));
        json.WriteStartArray("forwardPaths");
        originalEnvelope.ForwardPaths.Iter(path => json.WriteStringValue(PathText(path)));
        json.WriteEndArray();
        originalEnvelope.Authenticated.IfSome(authenticated => json.WriteBoolean("authenticated", authenticated));
        Write(json, originalEnvelope.Routes);
        json.WriteEndObject();
    }

    /// Left out where there are none, as earlier versions write and read it.
    static void Write(Utf8JsonWriter json, Seq<RecipientRoute> routes)
    {
        if (routes.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("routes");
        foreach (var route in routes)
        {
            json.WriteStartObject();
            json.WriteString("recipient", PathText(route.Recipient));
            json.WriteStartArray("destinations");
            route.Destinations.Iter(mailbox => json.WriteStringValue(mailbox.ToString()));
            json.WriteEndArray();
            json.WriteString("rule", route.DecidedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, TransferFacts transfer)
    {
        json.WriteStartObject("transfer");
        json.WriteString("sender", PathText(transfer.Sender));
        transfer.Fallback.IfSome(mailbox => json.WriteString("fallback", mailbox.ToString()));
        json.WriteNumber("size", transfer.Size);
        json.WriteBoolean("eightBit", transfer.EightBit);
        json.WriteBoolean("utf8", transfer.Utf8 == Utf8Need.Address);
        if (transfer.Utf8 == Utf8Need.Text)
        {
            json.WriteBoolean("utf8Text", true);
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Destination destination)
    {
        var (state, at) = destination.State switch
        {
            DestinationState.Pending => (EntryNames.Owed, Option<Instant>.None),
            DestinationState.Delivered(_, var when) => (EntryNames.Delivered, when),
            DestinationState.Failed(_, var when) => (EntryNames.Failed, Option<Instant>.Some(when)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        json.WriteStartObject();
        json.WriteString("mailbox", destination.Mailbox.ToString());
        json.WriteString("state", state);
        destination.Reply.IfSome(reply => Write(json, reply));
        at.IfSome(when => json.WriteNumber("at", when.UnixMilliseconds));
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Reply reply)
    {
        json.WriteStartObject("reply");
        json.WriteNumber("code", reply.Code);
        reply.Status.IfSome(status => json.WriteString("status", status.ToString()));
        json.WriteStartArray("lines");
        reply.Lines.Iter(line => json.WriteStringValue(line));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string PathText(ForwardPath path) => path is ForwardPath.Recipient(var mailbox) ? mailbox.ToString() : EntryNames.Postmaster;

    static string PathText(ReversePath path) => path.Address.Match(mailbox => mailbox.ToString(), () => EntryNames.NullPath);
}

/// <summary>The words of the stored form of an entry.</summary>
static class EntryNames
{
    public const string Owed = "owed";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public static Seq<(string Name, EntryKind Value)> Kinds { get; } = Seqs.Of(
        ("mail", EntryKind.Mail), ("notice-to-owner", EntryKind.NoticeToOwner), ("notice-to-sender", EntryKind.NoticeToSender),
        ("reply", EntryKind.Reply));

    /// The reverse-path without brackets, so that the null path is the empty text.
    public const string NullPath = "";

    /// A forward-path without a domain; a mailbox has an at sign.
    public const string Postmaster = "postmaster";
}
