using System.Text.Json;

namespace Laitos.Domain.Sasl;

/// <summary>An OAuth 2.0 access token (RFC 6749 §1.4), as a program prints it or a file holds it.</summary>
/// <param name="Value">The token.</param>
/// <param name="Expires">When it ceases to be valid; none when that was not said: then its refusal tells.</param>
public sealed record AccessToken(Secret Value, Option<Instant> Expires)
{
    /// <summary>The most characters of what is read.</summary>
    public const int MostCharacters = 64 << 10;

    /// How long before its end a token is no longer used: a login takes time.
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>True while it may be used.</summary>
    public bool IsFresh(Instant now) => Expires.ForAll(end => now + Margin < end);

    /// <summary>
    /// Reads the token alone, or the JSON of a token response (RFC 6749 §5.1) with <c>access_token</c> and perhaps <c>expires_in</c>. What is wrong is
    /// said without what was read.
    /// </summary>
    /// <param name="text">What was printed.</param>
    /// <param name="now">When.</param>
    public static Either<string, AccessToken> Parse(string text, Instant now) => text.Trim() switch
    {
        "" => "nothing was printed",
        ['{', ..] json => FromJson(json, now),
        var bare when IsToken(bare) => new AccessToken(new Secret(bare), Option<Instant>.None),
        _ => "what was printed is not a token: one line of printable characters without blanks, or JSON with access_token",
    };

    static Either<string, AccessToken> FromJson(string json, Instant now)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { } value && IsToken(value)
                ? new AccessToken(new Secret(value), Lifetime(root).Map(time => now + time))
                : "the JSON that was printed has no access_token";
        }
        catch (JsonException)
        {
            return "what was printed looks like JSON, and is none";
        }
    }

    static Option<TimeSpan> Lifetime(JsonElement root) =>
        root.TryGetProperty("expires_in", out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : Option<TimeSpan>.None;

    /// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" (RFC 6750 §2.1); other printable characters are in use.
    static bool IsToken(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');
}
