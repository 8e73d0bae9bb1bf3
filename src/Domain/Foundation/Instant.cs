using System.Globalization;

namespace Laitos.Domain.Foundation;

/// <summary>A point in time as data, in milliseconds since 1970-01-01T00:00:00Z. There is no clock here: it comes as an input.</summary>
/// <param name="UnixMilliseconds">Milliseconds since the Unix epoch.</param>
public readonly record struct Instant(long UnixMilliseconds) : IComparable<Instant>, ISpanFormattable
{
    const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// The last one that has a date of four digits.
    const long Last = 253_402_300_799_999;

    /// <summary>The point that a number from outside names; none for one before 1970 or behind the year 9999, which nobody can have meant and few can reckon with.</summary>
    public static Option<Instant> Of(long unixMilliseconds) => unixMilliseconds is >= 0 and <= Last ? new Instant(unixMilliseconds) : Option<Instant>.None;

    /// <summary>The later point that lies a duration ahead.</summary>
    public static Instant operator +(Instant instant, TimeSpan duration) => new(instant.UnixMilliseconds + (long)duration.TotalMilliseconds);

    /// <summary>The duration between two points.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => TimeSpan.FromMilliseconds(later.UnixMilliseconds - earlier.UnixMilliseconds);

    /// <summary>True when the left point lies before the right one.</summary>
    public static bool operator <(Instant left, Instant right) => left.UnixMilliseconds < right.UnixMilliseconds;

    /// <summary>True when the left point lies after the right one.</summary>
    public static bool operator >(Instant left, Instant right) => left.UnixMilliseconds > right.UnixMilliseconds;

    /// <summary>True when the left point does not lie after the right one.</summary>
    public static bool operator <=(Instant left, Instant right) => left.UnixMilliseconds <= right.UnixMilliseconds;

    /// <summary>True when the left point does not lie before the right one.</summary>
    public static bool operator >=(Instant left, Instant right) => left.UnixMilliseconds >= right.UnixMilliseconds;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UnixMilliseconds.CompareTo(other.UnixMilliseconds);

    /// <summary>The date-time of a header field (RFC 5322 §3.3), in UTC: <c>Sun, 22 Nov 2026 21:30:00 +0000</c>.</summary>
    public string ToDateTime() => Utc.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>The basic form of ISO 8601, in UTC and whole seconds: <c>20261122T213000Z</c>.</summary>
    public string ToBasicFormat() => Utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The ISO 8601 form with milliseconds: <c>2026-11-22T21:30:00.000Z</c>.</summary>
    public override string ToString() => Utc.ToString(Iso, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Utc.TryFormat(destination, out charsWritten, Iso, CultureInfo.InvariantCulture);

    DateTimeOffset Utc => DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds);
}
