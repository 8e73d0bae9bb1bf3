using System.Globalization;

namespace Laitos.Domain.Rules;

/// <summary>
/// The end of a rule as it is written: the last day on which it matches, in UTC (<c>2026-12-31</c>), or the moment from which on it does not (<c>2026-12-31T18:00:00+01:00</c>, RFC 3339).
/// </summary>
public static class RuleExpiry
{
    const string Day = "yyyy-MM-dd";

    static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.fffzzz"];

    /// <summary>The moment from which on a rule matches nothing any more.</summary>
    public static Either<SyntaxError, Instant> Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && IsNearby(day)
            ? At(day) + TimeSpan.FromDays(1)
            : Read(text, Moments);

    /// <summary>A moment: a day is its beginning.</summary>
    public static Either<SyntaxError, Instant> ParseMoment(string text) => Read(text, [.. Moments, Day]);

    static Either<SyntaxError, Instant> Read(string text, string[] formats) =>
        DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && IsNearby(moment)
            ? At(moment)
            : SyntaxError.At("a day or a moment", text);

    /// <summary>The shortest text that <see cref="Parse"/> reads as this moment: a day where it is the end of one.</summary>
    public static string Format(Instant until)
    {
        var dayBefore = (until + -TimeSpan.FromDays(1)).ToString();
        return dayBefore.EndsWith("T00:00:00.000Z", StringComparison.Ordinal) ? dayBefore[..Day.Length] : until.ToString();
    }

    /// Within what dates can hold, with a day to spare on each side.
    static bool IsNearby(DateTimeOffset moment) => moment.Year is >= 1970 and < 9999;

    static Instant At(DateTimeOffset moment) => new(moment.ToUnixTimeMilliseconds());
}
