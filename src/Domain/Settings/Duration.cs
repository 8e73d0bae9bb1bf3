using System.Globalization;

namespace Laitos.Domain.Settings;

/// <summary>A duration as people write it: a whole number and a unit, <c>90s</c>, <c>5m</c>, <c>1h</c>, <c>3d</c>.</summary>
public static class Duration
{
    /// <summary><c>1*9DIGIT ("s" / "m" / "h" / "d")</c>, at least a second, at most 3650 days.</summary>
    public static Either<SyntaxError, TimeSpan> Parse(string text) =>
        text.Length is >= 2 and <= 10 && text[..^1].All(char.IsAsciiDigit)
        && SecondsOf(text[^1]) is > 0 and var unit
        && long.Parse(text[..^1], CultureInfo.InvariantCulture) * unit is > 0 and <= 3650L * 86400 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : SyntaxError.At("duration", text);

    /// <summary>The form with the largest unit that leaves a whole number; a part of a second is dropped.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = duration.Ticks / TimeSpan.TicksPerSecond;
        var unit = "dhm".FirstOrDefault(unit => seconds >= SecondsOf(unit) && seconds % SecondsOf(unit) == 0, 's');
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / SecondsOf(unit)}{unit}");
    }

    static long SecondsOf(char unit) => unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
}
