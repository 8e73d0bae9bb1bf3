namespace Laitos.Domain.Commands;

/// <summary>
/// What stands on no paper: white space (the same characters as in laitos), and the marks that mail programs and clipboards leave behind unseen: the byte
/// order mark, joiners and spaces without width, and marks of writing direction.
/// </summary>
static class WhiteSpace
{
    public static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || c is '\u200b' or '\u200c' or '\u200d' or '\u200e' or '\u200f' or '\u2060' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var rest = TrimStart(text);
        var end = rest.Length;
        while (end > 0 && IsBlank(rest[end - 1]))
        {
            end--;
        }

        return rest[..end];
    }

    /// <summary>The text with a blank in the place of each no-break space: mail programs write two blanks as a blank and one of these.</summary>
    public static string Ordinary(string text) => text.Replace('\u00a0', ' ');

    /// <summary>The same outside quotation marks: what is quoted is meant as it stands. A mark without its partner quotes nothing.</summary>
    public static string OrdinaryUnquoted(string text)
    {
        if (!text.Contains('\u00a0', StringComparison.Ordinal))
        {
            return text;
        }

        var ordinary = text.ToCharArray();
        for (var at = 0; at < ordinary.Length; at++)
        {
            var close = ordinary[at] switch { '"' => '"', '\'' => '\'', '\u201c' => '\u201d', _ => '\0' };
            if (close != '\0' && text.IndexOf(close, at + 1) is var end and > 0)
            {
                at = end;
            }
            else if (ordinary[at] == '\u00a0')
            {
                ordinary[at] = ' ';
            }
        }

        return new string(ordinary);
    }

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text) => text[CountAtStart(text)..];

    public static int CountAtStart(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && IsBlank(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>How many characters stand in front of the first blank.</summary>
    public static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && !IsBlank(text[length]))
        {
            length++;
        }

        return length;
    }
}
