using System.Buffers;
using System.Text.Json;

namespace Laitos.Domain.Commands.Apps;

/// <summary>Which way a message goes, seen from this server.</summary>
public enum MessageDirection
{
    /// <summary>To be read here.</summary>
    In,

    /// <summary>To be fetched from here.</summary>
    Out,
}

/// <summary>A place in the message bank.</summary>
/// <param name="Tag">What belongs together: 1 to 32 ASCII letters, digits or <c>_</c>; letter case does not count.</param>
/// <param name="Direction">Which way.</param>
public sealed record MessageSlot(string Tag, MessageDirection Direction)
{
    const int MostLetters = 32;

    /// <summary>A tag and a direction, or how they are written.</summary>
    public static Either<string, MessageSlot> Parse(string tag, string direction) =>
        tag.Length is 0 or > MostLetters || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"a tag is 1 to {MostLetters} letters, digits or _, such as default"
        : direction.ToLowerInvariant() switch
        {
            "in" => new MessageSlot(tag, MessageDirection.In),
            "out" => new MessageSlot(tag, MessageDirection.Out),
            _ => Prelude.Left<string, MessageSlot>("a direction is in or out"),
        };

    /// <summary>True for the same place.</summary>
    public bool Equals(MessageSlot? other) => other is not null && Direction == other.Direction && Tag.Equals(other.Tag, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Direction, Tag.GetHashCode(StringComparison.OrdinalIgnoreCase));
}

/// <summary>A message that waits for its reader.</summary>
/// <param name="Slot">Where it lies.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Text">What it says, on one line.</param>
public sealed record BankMessage(MessageSlot Slot, Instant At, string Text)
{
    /// <summary>Without its text, which nobody but its reader should see.</summary>
    public override string ToString() => $"BankMessage of {At}";
}

/// <summary>Messages for later, the oldest first: 100 in each place and 1000 in all, of 1000 characters each. A new one takes the room of the oldest.</summary>
/// <param name="Messages">All of them.</param>
public sealed record MessageBank(Seq<BankMessage> Messages)
{
    /// <summary>The most messages in one place.</summary>
    public const int MostInSlot = 100;

    /// <summary>The most messages.</summary>
    public const int Most = 1000;

    /// <summary>The most characters of a message.</summary>
    public const int MostCharacters = 1000;

    /// <summary>A bank without messages.</summary>
    public static MessageBank Empty { get; } = new(default(Seq<BankMessage>));

    /// <summary>The messages in one place, the oldest first.</summary>
    public Seq<BankMessage> In(MessageSlot slot) => Messages.FilterStrict(message => message.Slot == slot);

    /// <summary>The bank with one more message.</summary>
    public MessageBank Store(BankMessage message)
    {
        var neighbours = In(message.Slot);
        var kept = neighbours.Count < MostInSlot ? Messages : Messages.FilterStrict(each => !ReferenceEquals(each, neighbours[0]));
        return new(kept.Skip(Math.Max(0, kept.Count - (Most - 1))).Strict().Then(Seqs.Of(message)));
    }
}

/// <summary>The form in which the message bank lies on disk: a JSON object (RFC 8259) with its version.</summary>
public static class MessageBankCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    static readonly Seq<(string Name, MessageDirection Value)> Directions = Seqs.Of(("in", MessageDirection.In), ("out", MessageDirection.Out));

    /// <summary>The octets of a bank.</summary>
    public static Octets Write(MessageBank bank)
    {
        var octets = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteStartArray("messages");
            foreach (var message in bank.Messages)
            {
                json.WriteStartObject();
                json.WriteString("tag", message.Slot.Tag);
                json.WriteString("direction", EnumWords.Of(message.Slot.Direction));
                json.WriteNumber("at", message.At.UnixMilliseconds);
                json.WriteString("text", message.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new Octets(octets.WrittenMemory);
    }

    /// <summary>The bank that octets stand for; more than it may hold is left out. Never throws. The error does not quote what was found.</summary>
    public static Either<SyntaxError, MessageBank> Read(Octets octets) =>
        JsonMember.Document(octets, "a message bank", Version, json => JsonMember.Of(json, "messages").Each(Message).Map(Bank)).MapLeft(error => error with { Found = "***" });

    static MessageBank Bank(Seq<BankMessage> messages) => messages.Fold(MessageBank.Empty, (bank, message) => bank.Store(message));

    static Either<SyntaxError, BankMessage> Message(JsonElement json) =>
        from tag in JsonMember.Of(json, "tag").Text()
        from direction in JsonMember.Of(json, "direction").Word(Directions)
        from at in JsonMember.Of(json, "at").Time()
        from text in JsonMember.Of(json, "text").Text()
        select new BankMessage(new MessageSlot(tag, direction), at, text);
}
