using System.Globalization;

namespace Laitos.Domain.Smtp;

/// <summary>
/// What a server says to one command (RFC 5321 §4.2), with the enhanced status of RFC 2034 where it carries one.
/// </summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Status">The enhanced status: none in a greeting, in the answer to EHLO and in 3yz replies.</param>
/// <param name="Lines">The text lines without code and status; at least one, it may be empty.</param>
public sealed record Reply(int Code, Option<EnhancedStatus> Status, Seq<string> Lines)
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
    public string Text => string.Join(' ', Lines);

    /// <summary>Code, status and text on one line: <c>550 5.7.1 …</c>.</summary>
    public override string ToString() =>
        Status.Match(status => string.Create(CultureInfo.InvariantCulture, $"{Code} {status} {Text}"), () => string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}"));
}
