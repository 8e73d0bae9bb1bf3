using System.Globalization;

namespace Laitos.Domain.Settings;

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
