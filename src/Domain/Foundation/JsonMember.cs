using System.Text.Json;

namespace Laitos.Domain.Foundation;

/// <summary>A member of a JSON object that was stored, to be read as what it is meant to be. A member that is missing has an undefined value.</summary>
readonly record struct JsonMember(string Key, JsonElement Value)
{
    /// The end of the year 9999: a later time cannot be shown.
    const long LastMillisecond = 253_402_300_799_999;

    public static JsonMember Of(JsonElement parent, string name) =>
        new(name, parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default);

    /// <summary>What stored octets stand for: an object whose member <c>v</c> is the version. Never throws.</summary>
    /// <param name="octets">What was found.</param>
    /// <param name="what">What it should be, for the error.</param>
    /// <param name="version">The latest version that is understood; all before it are, too.</param>
    /// <param name="read">Reads the object.</param>
    public static Either<SyntaxError, A> Document<A>(Octets octets, string what, int version, Func<JsonElement, Either<SyntaxError, A>> read)
    {
        try
        {
            using var json = JsonDocument.Parse(octets.Memory);
            return Of(json.RootElement, "v").Whole().Bind(found => found >= 1 && found <= version
                ? read(json.RootElement)
                : SyntaxError.At($"{(version == 1 ? "version 1" : $"a version up to {version}")} of {what}", $"version {found}"));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The framework has no other way to say that octets are not JSON, or that a string is not well-formed UTF-16.
            return SyntaxError.At(what, octets.Slice(0, Math.Min(octets.Length, 60)).ToLatin1());
        }
    }

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

    /// Some of what a reader finds, none where the member is missing.
    public Either<SyntaxError, Option<A>> Maybe<A>(Func<JsonMember, Either<SyntaxError, A>> read) =>
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

    public SyntaxError Error(string expected) => SyntaxError.At(
        $"{expected} as {Key}", Value.ValueKind == JsonValueKind.Undefined ? "nothing" : Value.GetRawText());

    Either<SyntaxError, A> Wrong<A>(string expected) => Error(expected);
}
