using System.Buffers;
using System.Text.Json;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands;

/// <summary>
/// The form in which an order lies on disk: a JSON object (RFC 8259) with its version. What is damaged or from a later version is refused, never half read.
/// </summary>
public static class OrderCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>The octets of an order.</summary>
    public static Octets Write(CommandOrder order)
    {
        var octets = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteString("id", order.Id);
            json.WriteNumber("at", order.At.UnixMilliseconds);
            json.WriteString("client", order.Client.ToString());
            order.ReplyTo.IfSome(mailbox => json.WriteString("replyTo", mailbox.ToString()));
            order.MessageId.IfSome(id => json.WriteString("messageId", id));
            json.WriteStartArray("references");
            order.References.Iter(id => json.WriteStringValue(id));
            json.WriteEndArray();
            order.StartedAt.IfSome(time => json.WriteNumber("started", time.UnixMilliseconds));
            json.WriteString("text", order.Text);
            json.WriteEndObject();
        }

        return new Octets(octets.WrittenMemory);
    }

    /// <summary>The order that octets stand for. Never throws. The error does not quote what was found: it may hold what nobody should see.</summary>
    public static Either<SyntaxError, CommandOrder> Read(Octets octets) =>
        JsonMember.Document(octets, "a command's order", Version, Order).MapLeft(error => error with { Found = "***" });

    static Either<SyntaxError, CommandOrder> Order(JsonElement json) =>
        from id in JsonMember.Of(json, "id").Text()
        from at in JsonMember.Of(json, "at").Time()
        from client in JsonMember.Of(json, "client").Text().Bind(IpAddress.Parse)
        from replyTo in JsonMember.Of(json, "replyTo").Maybe(member => member.Text().Bind(Mailbox.Parse))
        from messageId in JsonMember.Of(json, "messageId").Maybe(member => member.Text())
        from references in JsonMember.Of(json, "references").Each(item => new JsonMember("references", item).Text())
        from started in JsonMember.Of(json, "started").Maybe(member => member.Time())
        from text in JsonMember.Of(json, "text").Text()
        select new CommandOrder(id, at, text, client, replyTo, messageId, references, started);
}
