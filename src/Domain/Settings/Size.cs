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
