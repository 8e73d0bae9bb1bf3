using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Laitos.Domain.Tracing;

/// <summary>Writes a record as JSON. The order of the members is that of the records; what is empty, or as usual, is left out: a row that is half as long costs the disk half as much.</summary>
static class TraceBody
{
    /// Never put into HTML: angle brackets take one octet, not six.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The octets of a record without what its row says.</summary>
    public static Octets Write(TraceRecord record)
    {
        var octets = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(octets, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("v", TraceCodec.Version);
            Members(json, record);
            json.WriteEndObject();
        }

        return new Octets(octets.WrittenMemory);
    }

    static void Members(Utf8JsonWriter json, TraceRecord record)
    {
        switch (record)
        {
            case TraceRecord.Mail mail:
                Parties(json, mail.Parties);
                Decision(json, mail.Decision);
                break;
            case TraceRecord.Session session:
                json.WriteNumber("began", session.Began.UnixMilliseconds);
                Parties(json, session.Parties);
                Screening(json, session.Screening);
                Each(json, "refusals", session.Refusals, Refusal);
                json.WriteNumber("refused", session.Refused);
                json.WriteNumber("mails", session.Mails);
                json.WriteString("end", session.End);
                break;
            case TraceRecord.QueueChange change:
                json.WriteString("event", change.Event);
                Delivery(json, change.Delivery);
                Facts(json, "facts", change.Facts);
                break;
            case TraceRecord.OwnMail own:
                json.WriteString("kind", own.Kind);
                Texts(json, "to", own.Recipients);
                Text(json, "subject", own.Subject);
                Facts(json, "grounds", own.Grounds);
                break;
            case TraceRecord.CommandEvent command:
                json.WriteString("event", command.Event);
                Facts(json, "facts", command.Facts);
                break;
            case TraceRecord.Opened opened:
                opened.Last.IfSome(last => json.WriteNumber("last", last.UnixMilliseconds));
                json.WriteBoolean("wasClosed", opened.WasClosed);
                break;
            case TraceRecord.Lost lost:
                json.WriteNumber("since", lost.Since.UnixMilliseconds);
                json.WriteNumber("count", lost.Count);
                break;
            case TraceRecord.Thinned thinned:
                json.WriteNumber("before", thinned.Before.UnixMilliseconds);
                break;
            case TraceRecord.Closed:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static void Parties(Utf8JsonWriter json, TraceParties parties)
    {
        json.WriteStartObject("parties");
        json.WriteString("client", parties.Client);
        Text(json, "helo", parties.Helo);
        Text(json, "tls", parties.Tls);
        Text(json, "from", parties.Sender);
        Texts(json, "to", parties.Recipients);
        Texts(json, "authors", parties.Authors);
        Text(json, "subject", parties.Subject);
        Text(json, "messageId", parties.MessageId);
        json.WriteEndObject();
    }

    static void Decision(Utf8JsonWriter json, TraceDecision decision)
    {
        json.WriteStartObject("decision");
        json.WriteString("word", decision.Word);
        json.WriteString("reply", decision.Reply);
        json.WriteNumber("took", (long)decision.Took.TotalMilliseconds);
        json.WriteNumber("size", decision.Size);
        Screening(json, decision.Screening);
        Facts(json, "checks", decision.Checks);
        Facts(json, "facts", decision.Facts);
        Texts(json, "edits", decision.Edits);
        Delivery(json, decision.Delivery);
        json.WriteEndObject();
    }

    static void Screening(Utf8JsonWriter json, TraceScreening screening)
    {
        json.WriteStartObject("screening");
        json.WriteNumber("score", screening.Score);
        json.WriteNumber("threshold", screening.Threshold);
        Each(json, "lists", screening.Lists, static (writer, list) =>
        {
            writer.WriteString("list", list.List);
            writer.WriteString("answer", TraceParts.Word(list.Kind));
            if (list.Weight != TraceListAnswer.UsualWeight)
            {
                writer.WriteNumber("weight", list.Weight);
            }

            Text(writer, "words", list.Words);
        });
        json.WriteEndObject();
    }

    static void Delivery(Utf8JsonWriter json, TraceDelivery delivery)
    {
        json.WriteStartObject("delivery");
        Each(json, "destinations", delivery.Destinations, static (writer, destination) =>
        {
            writer.WriteString("address", destination.Mailbox);
            writer.WriteString("state", TraceParts.Word(destination.Outcome));
            Text(writer, "reply", destination.Reply);
        });
        json.WriteNumber("attempts", delivery.Attempts);
        delivery.Due.IfSome(due => json.WriteNumber("due", due.UnixMilliseconds));
        delivery.Held.IfSome(reason => json.WriteString("held", reason));
        json.WriteEndObject();
    }

    static void Refusal(Utf8JsonWriter json, TraceRefusal refusal)
    {
        Text(json, "from", refusal.Sender);
        Texts(json, "to", refusal.Recipients);
        json.WriteString("what", refusal.What);
        json.WriteString("reply", refusal.Reply);
    }

    static void Facts(Utf8JsonWriter json, string name, Seq<(string Name, string Value)> facts) => Each(json, name, facts, static (writer, fact) =>
    {
        writer.WriteString("name", fact.Name);
        writer.WriteString("value", fact.Value);
    });

    static void Text(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    static void Texts(Utf8JsonWriter json, string name, Seq<string> texts)
    {
        if (texts.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        for (var i = 0; i < texts.Count; i++)
        {
            json.WriteStringValue(texts[i]);
        }

        json.WriteEndArray();
    }

    static void Each<A>(Utf8JsonWriter json, string name, Seq<A> items, Action<Utf8JsonWriter, A> write)
    {
        if (items.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        for (var i = 0; i < items.Count; i++)
        {
            json.WriteStartObject();
            write(json, items[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
