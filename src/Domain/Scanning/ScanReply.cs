using System.Text.Json;

namespace Laitos.Domain.Scanning;

/// <summary>
/// The reply of a scanner: one JSON object with rspamd's members <c>action</c>, <c>score</c>, <c>required_score</c>, <c>symbols</c> and <c>messages.smtp_message</c>; all others are passed over.
/// It is untrusted: bounded in octets, in depth and in symbols, and never an exception.
/// </summary>
public static class ScanReply
{
    /// <summary>The most octets of a reply.</summary>
    public const int MostOctets = 1 << 20;

    /// The options of a symbol are three objects deep.
    const int MostDepth = 16;

    /// More are not even looked at.
    const int MostMembers = 2_000;

    /// The most characters for the sender.
    const int MostWords = 200;

    /// <summary>What the reply says.</summary>
    /// <param name="octets">The reply.</param>
    /// <param name="otherwise">The action where the reply names none; none where it must name one.</param>
    public static Either<string, ScanReport> Read(Octets octets, Option<ScanAction> otherwise)
    {
        if (octets.Length > MostOctets)
        {
            return $"a reply of more than {MostOctets} octets";
        }

        try
        {
            using var json = JsonDocument.Parse(octets.Memory, new JsonDocumentOptions { MaxDepth = MostDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Report(json.RootElement, otherwise) : "no JSON object";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The framework has no other way to say that octets are not JSON, or that a string is not well-formed UTF-16.
            return $"not JSON: {Printable.Excerpt(octets.Slice(0, Math.Min(octets.Length, 60)).ToLatin1(), 60)}";
        }
    }

    static Either<string, ScanReport> Report(JsonElement json, Option<ScanAction> otherwise) =>
        from action in Action(json, otherwise)
        from score in Number(json, "score")
        from required in Number(json, "required_score")
        from symbols in Symbols(json)
        select new ScanReport(action, score, required, symbols, Words(json));

    static Either<string, ScanAction> Action(JsonElement json, Option<ScanAction> otherwise) =>
        !json.TryGetProperty("action", out var action)
            ? otherwise.ToEither(Trouble(json))
            : action.ValueKind == JsonValueKind.String && action.GetString() is { } word
                ? ScanActions.Parse(word).ToEither($"an unknown action, {Printable.Excerpt(word, 40)}")
                : "an action that is no text";

    /// rspamd answers what it cannot scan with an object that holds an error.
    static string Trouble(JsonElement json) => json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
        ? $"its error: {Printable.Excerpt(error.GetString()!, 200)}"
        : "no action";

    static Either<string, Option<double>> Number(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? Option<double>.None
        : Finite(value).Case is double number ? Prelude.Some(number)
        : $"a {name} that is no score";

    static Option<double> Finite(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) <= ScanReport.MostScore ? number : Option<double>.None;

    /// The order in which they come tells nothing: the weightiest are kept, and of equal ones the first by name.
    static Either<string, Seq<ScanSymbol>> Symbols(JsonElement json) =>
        !json.TryGetProperty("symbols", out var symbols) || symbols.ValueKind == JsonValueKind.Null ? default(Seq<ScanSymbol>)
        : symbols.ValueKind switch
        {
            JsonValueKind.Object => Kept(symbols.EnumerateObject().Take(MostMembers).Select(member => ScanSymbol.Of(member.Name, Weight(member.Value)))),
            JsonValueKind.Array => Kept(symbols.EnumerateArray().Take(MostMembers).Where(item => item.ValueKind == JsonValueKind.String).Select(item => ScanSymbol.Of(item.GetString()!, 0))),
            _ => "symbols that are neither an object nor a list",
        };

    static Seq<ScanSymbol> Kept(IEnumerable<ScanSymbol> symbols) => symbols.Where(symbol => symbol.Name.Length > 0)
        .OrderByDescending(symbol => Math.Abs(symbol.Score)).ThenBy(symbol => symbol.Name, StringComparer.Ordinal).ThenBy(symbol => symbol.Score)
        .DistinctBy(symbol => symbol.Name).Take(ScanReport.MostSymbols).Gather();

    /// A symbol is an object with its score, or the score itself.
    static double Weight(JsonElement symbol) =>
        Finite(symbol.ValueKind == JsonValueKind.Object && symbol.TryGetProperty("score", out var score) ? score : symbol).IfNone(0);

    static string Words(JsonElement json)
    {
        var holder = json.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Object ? messages : json;
        return holder.TryGetProperty("smtp_message", out var words) && words.ValueKind == JsonValueKind.String ? Printable.ReplyText(words.GetString()!.Trim(), MostWords) : "";
    }
}
