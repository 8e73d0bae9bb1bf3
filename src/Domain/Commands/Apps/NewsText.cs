using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>HTML as it stands in news, made one line of plain text.</summary>
static class NewsText
{
    const int MaxCharacters = 4000;

    /// Other tags stand within a word or a sentence and leave no gap.
    static readonly FrozenSet<string> Gaps =
        new[] { "p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "hr", "img", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text without tags and comments, its entities resolved, runs of blanks and control characters as one blank; at most 4000 characters.</summary>
    public static string Plain(string html) => OneLine(WebUtility.HtmlDecode(WithoutTags(html)));

    static string WithoutTags(string html)
    {
        var text = new StringBuilder(html.Length);
        var rest = html.AsSpan();
        while (rest.IndexOf('<') is >= 0 and var start)
        {
            text.Append(rest[..start]);
            rest = rest[start..];
            var length = TagLength(rest);
            if (length == 0)
            {
                text.Append('<');
                rest = rest[1..];
                continue;
            }

            _ = Gaps.Contains(Name(rest[..length])) ? text.Append(' ') : text;
            rest = rest[length..];
        }

        return text.Append(rest).ToString();
    }

    /// A tag begins like one; where it does not end, all that is left belongs to it. 0 when it is none.
    static int TagLength(ReadOnlySpan<char> rest) =>
        rest.Length < 2 || !(char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!' or '?') ? 0
        : rest.StartsWith("<!--", StringComparison.Ordinal) ? End(rest, "-->")
        : End(rest, ">");

    static int End(ReadOnlySpan<char> rest, string mark) =>
        rest.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : rest.Length;

    static string Name(ReadOnlySpan<char> tag)
    {
        var name = tag[1..].TrimStart('/');
        var length = 0;
        while (length < name.Length && char.IsAsciiLetterOrDigit(name[length]))
        {
            length++;
        }

        return name[..length].ToString();
    }

    static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxCharacters));
        foreach (var c in text.AsSpan().Trim())
        {
            if (line.Length == MaxCharacters)
            {
                break;
            }

            var isBlank = char.IsWhiteSpace(c) || char.IsControl(c);
            _ = !isBlank ? line.Append(c) : line.Length > 0 && line[^1] != ' ' ? line.Append(' ') : line;
        }

        return line.ToString().TrimEnd();
    }
}
