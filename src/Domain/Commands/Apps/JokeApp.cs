using System.Text.Json;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.j</c>: a joke of one of the sources, by turns. All are asked, so that one that does not answer costs nothing.</summary>
/// <param name="Sources">Where jokes are told, a fresh one at each request.</param>
sealed record JokeApp(Seq<WebAddress> Sources) : IApp
{
    const int MaxOctets = 8 << 10;

    /// <inheritdoc/>
    public string Prefix => ".j";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) =>
        Sources.IsEmpty ? Answers.NotSetUp("Features.Joke.Sources") : new AppRequest.Fetch(Sources, "application/json, text/plain;q=0.5", MaxOctets);

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Fetched(var documents) ? Told(documents.Map(each => each.Bind(JokeText.Read)), now) : Answers.Otherwise(response);

    /// The clock throws the dice.
    CommandResult Told(Seq<Either<string, string>> jokes, Instant now)
    {
        var turn = jokes.IsEmpty ? 0 : (int)(now.UnixMilliseconds % jokes.Count);
        return jokes.Skip(turn).AsEnumerable().Concat(jokes.AsEnumerable()).SelectMany(joke => joke.RightAsEnumerable()).Select(CommandResult.Ok).FirstOrDefault(
            CommandResult.Failed("no joke was told: " + string.Join("; ", Sources.AsEnumerable().Zip(jokes.AsEnumerable(), (source, joke) => $"{source.Place}: {joke.Match(_ => "", reason => reason)}"))));
    }
}

/// <summary>A joke out of what its source answered.</summary>
static class JokeText
{
    /// Where the usual sources put it.
    static readonly string[] Members = ["joke", "value"];

    /// <summary>The joke on one line: the text of a JSON object (RFC 8259) that the usual sources answer with, or the whole of a plain text; or why there is none.</summary>
    public static Either<string, string> Read(Octets document)
    {
        var text = document.ToUtf8().Trim();
        return text.StartsWith('<') ? Prelude.Left<string, string>("a page instead of a joke")
            : (text.StartsWith('{') ? Member(document) : Prelude.Right<string, string>(text)).Map(NewsText.Plain).Bind(line =>
                line.Length > 0 ? Prelude.Right<string, string>(line) : Prelude.Left<string, string>("an empty joke"));
    }

    static Either<string, string> Member(Octets document)
    {
        try
        {
            using var json = JsonDocument.Parse(document.Memory);
            foreach (var name in Members)
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    return Prelude.Right<string, string>(value.GetString()!);
                }
            }

            return Prelude.Left<string, string>($"JSON without a text {string.Join(" or ", Members)}");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The framework has no other way to say that octets are not JSON, or that a string is not well-formed UTF-16.
            return Prelude.Left<string, string>("damaged JSON");
        }
    }
}
