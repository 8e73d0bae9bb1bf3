using System.Buffers;
using System.Globalization;
using System.Text;

namespace Laitos.Domain.Foundation;

/// <summary>Text from the wire made safe to show: one line, no control characters, bounded.</summary>
public static class Printable
{
    static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(char.IsControl), '\u2028', '\u2029']);

    /// <summary>True when nothing in the text is a control character or a line break.</summary>
    public static bool IsOneLine(ReadOnlySpan<char> text) => !text.ContainsAny(Escaped);

    /// <summary>Control characters and line breaks written as <c>\r</c>, <c>\n</c>, <c>\xNN</c>; the rest unchanged.</summary>
    public static string Escape(string text)
    {
        if (IsOneLine(text))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\r' => escaped.Append("\\r"),
                '\n' => escaped.Append("\\n"),
                '\t' => escaped.Append("\\t"),
                _ when c < 0x100 && char.IsControl(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                '\u2028' or '\u2029' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>At most <paramref name="limit"/> characters, escaped; a cut is shown by an ellipsis.</summary>
    public static string Excerpt(string text, int limit) =>
        text.Length <= limit ? Escape(text) : Escape(text[..limit]) + "…";

    /// <summary>The text with U+FFFD in the place of each half of a surrogate pair, from the wire or from a cut of our own: those are no text (RFC 8259 §8.2).</summary>
    public static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString();
    }

    /// <summary>
    /// Text fit for a reply line (RFC 5321 §4.2): printable ASCII, anything else as <c>?</c>, at most <paramref name="limit"/> octets.
    /// </summary>
    public static string ReplyText(string text, int limit = 400) =>
        text.Length <= limit && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : new([.. text.Select(c => c is >= ' ' and <= '~' ? c : '?').Take(limit)]);
}
