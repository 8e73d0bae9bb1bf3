using System.Globalization;

namespace Laitos.Domain.Smtp;

/// <summary>
/// What a server says to one command (RFC 5321 §4.2), with the enhanced status of RFC 2034 where it carries one.
/// </summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Status">The enhanced status: none in a greeting, in the answer to EHLO and in 3yz replies.</param>
/// <param name="Lines">The text lines without code and status; at least one, it may be empty.</param>
public sealed record Reply(int Code, Option<EnhancedStatus> Status, Seq<string> Lines) : ISpanFormattable
{
    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>3yz: go on.</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>4yz: not now.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz: never.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>A reply of one line.</summary>
    public static Reply Of(int code, string text) => new(code, Option<EnhancedStatus>.None, Seqs.Of(text));

    /// <summary>A reply of one line with its enhanced status, whose class is the first digit of the code.</summary>
    public static Reply Of(int code, int subject, int detail, string text) =>
        new(code, new EnhancedStatus(code / 100, subject, detail), Seqs.Of(text));

    /// <summary>All text on one line.</summary>
    public string Text => Lines.Count == 1 ? Lines[0] : string.Join(' ', Lines);

    /// <summary>Code, status and text on one line: <c>550 5.7.1 …</c>.</summary>
    public override string ToString() =>
        Status.IsNone ? string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}") : string.Create(CultureInfo.InvariantCulture, $"{Code} {Status.IfNone(default(EnhancedStatus))} {Text}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Status.IsNone
            ? destination.TryWrite(CultureInfo.InvariantCulture, $"{Code} {Text}", out charsWritten)
            : destination.TryWrite(CultureInfo.InvariantCulture, $"{Code} {Status.IfNone(default(EnhancedStatus))} {Text}", out charsWritten);
}

/// <summary>An enhanced status code (RFC 3463 §2): class, subject and detail, written <c>5.7.1</c>.</summary>
/// <param name="Class">2 success, 4 try again, 5 final.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">Which case, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail) : ISpanFormattable
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}", out charsWritten);
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
