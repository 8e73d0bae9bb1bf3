using System.Runtime.CompilerServices;
using System.Text;

namespace Laitos.Domain.Message;

/// <summary>Long fields on several lines (RFC 5322 §2.2.3), and the limits of a line (§2.1.1).</summary>
public static class Folding
{
    /// <summary>The octets that a line should not exceed, without its ending.</summary>
    public const int Preferred = 78;

    /// <summary>The octets that a line must not exceed, without its ending.</summary>
    public const int Limit = 998;

    /// <summary>The body of a field on one line: each line ending is taken away, the blanks that follow it stay.</summary>
    public static string Unfold(Octets body) =>
        TextOf(body).Replace("\r\n", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    /// <summary>The first octets of a field's body on one line, without white space around it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="most">How many octets of it are looked at.</param>
    internal static string TrimmedLine(Octets body, int most)
    {
        // Blanks and line endings around the text go first, while they cost nothing.
        var span = body.Span[..Math.Min(most, body.Length)];
        var start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? "" : Unfold(body.Slice(start, span.LastIndexOfAnyExcept(" \t\r\n"u8) + 1 - start)).Trim();
    }

    /// <summary>
    /// Puts words behind one another with a blank between them, a line break before the blank where a line would exceed
    /// <see cref="Preferred"/> octets of UTF-8. A word is not broken. The result has no CRLF at its end.
    /// </summary>
    /// <param name="start">What stands at the beginning of the first line, such as <c>Subject:</c>.</param>
    /// <param name="words">Words without line breaks.</param>
    public static string Fold(string start, IEnumerable<string> words)
    {
        var folded = new FoldedText(start);
        foreach (var word in words)
        {
            folded.Word(word);
        }

        return folded.ToText();
    }

    /// <summary>The octets of the longest line, without line endings.</summary>
    public static int LongestLine(Octets octets)
    {
        var longest = 0;
        var rest = octets.Span;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            longest = Math.Max(longest, (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r').Length);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return longest;
    }

    /// <summary>The text of octets from a header section: UTF-8 (RFC 6532 §3), or Latin-1 where they are not UTF-8.</summary>
    internal static string TextOf(Octets octets) =>
        System.Text.Unicode.Utf8.IsValid(octets.Span) ? octets.ToUtf8() : octets.ToLatin1();
}

/// <summary>A field while its words are put behind one another: see <see cref="Folding.Fold"/>.</summary>
ref struct FoldedText
{
    DefaultInterpolatedStringHandler text = new(0, 0);
    int column;

    /// <param name="start">What stands at the beginning of the first line.</param>
    public FoldedText(string start) => Add(start);

    /// <summary>Ends the line, and begins another one with nothing.</summary>
    public void Break(string end)
    {
        text.AppendLiteral(end);
        text.AppendLiteral("\r\n");
        column = 0;
    }

    /// <summary>A word, in parts.</summary>
    public void Word(string first, string second = "", string third = "")
    {
        var octets = Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second) + Encoding.UTF8.GetByteCount(third) + 1;
        var breaks = column + octets > Folding.Preferred && column > 1;
        text.AppendLiteral(breaks ? "\r\n " : " ");
        text.AppendLiteral(first);
        text.AppendLiteral(second);
        text.AppendLiteral(third);
        column = breaks ? octets : column + octets;
    }

    /// <summary>All of it, after which nothing is left.</summary>
    public string ToText() => text.ToStringAndClear();

    /// <summary>The same as octets.</summary>
    public Octets ToOctets() => Octets.Utf8(ref text);

    void Add(string start)
    {
        text.AppendLiteral(start);
        column = Encoding.UTF8.GetByteCount(start);
    }
}
