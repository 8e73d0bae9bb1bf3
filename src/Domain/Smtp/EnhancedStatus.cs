using System.Globalization;

namespace Laitos.Domain.Smtp;

/// <summary>An enhanced status code (RFC 3463 §2): class, subject and detail, written <c>5.7.1</c>.</summary>
/// <param name="Class">2 success, 4 try again, 5 final.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">Which case, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");
}

/// <summary>Reads the enhanced status code in front of the text of a reply (RFC 2034 §4).</summary>
public static class EnhancedStatusCodec
{
    /// <summary>
    /// <c>status-code = ("2"/"4"/"5") "." 1*3digit "." 1*3digit</c>, followed by a blank or the end, without leading zeros.
    /// None when the text begins otherwise.
    /// </summary>
    public static Option<EnhancedStatus> Read(string text)
    {
        var cursor = new Cursor(text);
        return cursor.Peek is '2' or '4' or '5'
            && Number(ref cursor, 1) is { } kind && cursor.TryTake('.')
            && Number(ref cursor, 3) is { } subject && cursor.TryTake('.')
            && Number(ref cursor, 3) is { } detail && (cursor.AtEnd || cursor.Peek == ' ')
                ? new EnhancedStatus(kind, subject, detail)
                : Option<EnhancedStatus>.None;
    }

    static int? Number(ref Cursor cursor, int maxDigits)
    {
        var digits = cursor.TakeWhile(char.IsAsciiDigit);
        return digits.Length > 0 && digits.Length <= maxDigits && (digits.Length == 1 || digits[0] != '0')
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : null;
    }
}
