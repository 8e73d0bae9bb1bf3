using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>A member of a stored entry, to be read as what it is meant to be. A member that is missing has an undefined value.</summary>
readonly record struct Member(string Key, JsonElement Value)
{
    /// The end of the year 9999: a later time cannot be shown.
    const long LastMillisecond = 253_402_300_799_999;

    public static Member Of(JsonElement parent, string name) =>
        new(name, parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default);

    public Either<SyntaxError, string> Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : Wrong<string>("a text");

    public Either<SyntaxError, long> Whole() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var number) ? number : Wrong<long>("a whole number");

    public Either<SyntaxError, Instant> Time()
    {
        var member = this;
        return Whole().Bind(milliseconds => milliseconds is >= 0 and <= LastMillisecond ? new Instant(milliseconds) : member.Wrong<Instant>("a time"));
    }

    public Either<SyntaxError, bool> Flag() =>
        Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : Wrong<bool>("true or false");

    public Either<SyntaxError, Octets> Base64() =>
        Value.ValueKind == JsonValueKind.String && Value.TryGetBytesFromBase64(out var octets) ? new Octets(octets) : Wrong<Octets>("base64");

    public Either<SyntaxError, A> Word<A>(Seq<(string Name, A Value)> names)
    {
        var member = this;
        return Text().Bind(text => names.Find(item => item.Name == text).Match(
            item => Prelude.Right<SyntaxError, A>(item.Value),
            () => member.Wrong<A>("a known word")));
    }

    public Either<SyntaxError, Mailbox> Mailbox() => Text().Bind(Addresses.Mailbox.Parse);

    public Either<SyntaxError, ReversePath> ReversePath() => Text().Bind(text => text == EntryNames.NullPath
        ? Prelude.Right<SyntaxError, ReversePath>(new ReversePath.Null())
        : Addresses.Mailbox.Parse(text).Map(ReversePath (mailbox) => new ReversePath.Sender(mailbox)));

    public Either<SyntaxError, ForwardPath> ForwardPath() => Text().Bind(text => text == EntryNames.Postmaster
        ? Prelude.Right<SyntaxError, ForwardPath>(new ForwardPath.Postmaster())
        : Addresses.Mailbox.Parse(text).Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)));

    public Either<SyntaxError, Reply> Reply() => Read(json =>
        from code in Of(json, "code").Whole()
        from status in Of(json, "status").Maybe(member => member.Status())
        from lines in Of(json, "lines").Each(line => new Member("lines", line).Text())
        select new Reply((int)Math.Clamp(code, 200, 599), status, lines));

    /// Some of what a reader finds, none where the member is missing.
    public Either<SyntaxError, Option<A>> Maybe<A>(Func<Member, Either<SyntaxError, A>> read) =>
        Value.ValueKind == JsonValueKind.Undefined ? Option<A>.None : read(this).Map(Option<A>.Some);

    public Either<SyntaxError, A> Read<A>(Func<JsonElement, Either<SyntaxError, A>> read) =>
        Value.ValueKind == JsonValueKind.Object ? read(Value) : Wrong<A>("an object");

    /// All items, or what is wrong with the first that is ill-formed.
    public Either<SyntaxError, Seq<A>> Each<A>(Func<JsonElement, Either<SyntaxError, A>> read)
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            return Wrong<Seq<A>>("a list");
        }

        var items = Value.EnumerateArray().Select(read).ToArray();
        return items.FirstOrDefault(item => item.IsLeft) is { IsLeft: true } wrong
            ? wrong.Map(_ => default(Seq<A>))
            : items.SelectMany(item => item.RightAsEnumerable()).Gather();
    }

    Either<SyntaxError, EnhancedStatus> Status()
    {
        var member = this;
        return Text().Bind(text => EnhancedStatusCodec.Read(text).ToEither(() => member.Error("an enhanced status")));
    }

    Either<SyntaxError, A> Wrong<A>(string expected) => Error(expected);

    SyntaxError Error(string expected) => SyntaxError.At(
        $"{expected} as {Key}", Value.ValueKind == JsonValueKind.Undefined ? "nothing" : Value.GetRawText());
}
