using System.Globalization;

namespace Laitos.Domain.Settings;

/// <summary>A number of octets as people write it: <c>32MiB</c>, <c>256KiB</c>, <c>1000</c>.</summary>
public static class Size
{
    /// <summary><c>1*12DIGIT ["KiB" / "MiB" / "GiB"]</c>.</summary>
    public static Either<SyntaxError, long> Parse(string text)
    {
        var unit = Units.Where(unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase)).DefaultIfEmpty(("", 1)).First();
        var digits = text[..^unit.Name.Length];
        return digits.Length is > 0 and <= 12 && digits.All(char.IsAsciiDigit)
            && long.Parse(digits, CultureInfo.InvariantCulture) is var count && count <= long.MaxValue / unit.Octets
            ? count * unit.Octets
            : SyntaxError.At("size", text);
    }

    /// <summary>The form with the largest unit that leaves a whole number.</summary>
    public static string Format(long octets)
    {
        var (name, factor) = Units.Where(unit => octets > 0 && octets % unit.Octets == 0).DefaultIfEmpty(("", 1)).First();
        return string.Create(CultureInfo.InvariantCulture, $"{octets / factor}{name}");
    }

    static IEnumerable<(string Name, long Octets)> Units => [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];
}

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

/// <summary>The number of a TCP or UDP port.</summary>
static class PortNumber
{
    /// <summary>The highest port.</summary>
    internal const int Max = 65535;

    /// <summary><c>1*5DIGIT</c>, from 1 to 65535.</summary>
    internal static Either<SyntaxError, int> Parse(string text) =>
        text.Length is > 0 and <= 5 && text.All(char.IsAsciiDigit)
        && int.Parse(text, CultureInfo.InvariantCulture) is var port and > 0 and <= Max
            ? port
            : SyntaxError.At("port number", text);
}
