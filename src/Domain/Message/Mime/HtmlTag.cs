using System.Collections.Frozen;

namespace Laitos.Domain.Message.Mime;

/// <summary>Markup in HTML: a tag, a comment, or an instruction; only the extent of the latter two is known.</summary>
/// <param name="Name">The name of the element in lower case; empty for what is no tag.</param>
/// <param name="IsEnd">True for an end tag.</param>
/// <param name="End">Where the text behind it begins. For a start tag of what is no text for people (a script) behind its end tag.</param>
readonly record struct HtmlTag(string Name, bool IsEnd, int End)
{
    /// Names are cut here: no known one is longer.
    const int MaxName = 16;

    static readonly FrozenSet<string> Raw = FrozenSet.Create(StringComparer.Ordinal, "script", "style", "title", "xml", "template", "iframe", "noembed", "noframes");

    static readonly FrozenSet<string> Lines = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary",
        "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul");

    static readonly FrozenSet<string> InHead = FrozenSet.Create(StringComparer.Ordinal, "", "html", "head", "base", "link", "meta", "noscript", "script", "style", "title", "xml");

    /// <summary>True when a line ends before and behind the element.</summary>
    internal bool IsBlock => Lines.Contains(Name);

    /// <summary>True when the head of the document goes on behind it; with anything else its body has begun.</summary>
    internal bool StaysInHead => InHead.Contains(Name) && !(IsEnd && Name == "head");

    /// <summary>The markup that begins at a <c>&lt;</c>; null when that stands for itself. What is not closed reaches to the end of the text.</summary>
    internal static HtmlTag? Read(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        if (rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            return new HtmlTag("", false, Behind(text, at + 4, "-->"));
        }

        var isEnd = rest is ['<', '/', ..];
        var name = at + (isEnd ? 2 : 1);
        if (name >= text.Length || !char.IsAsciiLetter(text[name]))
        {
            return rest is ['<', '!' or '?' or '/', ..] ? new HtmlTag("", false, Behind(text, at + 2, ">")) : null;
        }

        var behind = name;
        while (behind < text.Length && text[behind] is not ('>' or '/' or ' ' or '\t' or '\r' or '\n' or '\f'))
        {
            behind++;
        }

        var word = text[name..Math.Min(behind, name + MaxName)].ToString().ToLowerInvariant();
        var end = EndOfAttributes(text, behind);
        return new HtmlTag(word, isEnd, !isEnd && Raw.Contains(word) ? Behind(text, end, "</" + word) is var close && close < text.Length ? Behind(text, close, ">") : text.Length : end);
    }

    /// Behind the <c>&gt;</c> that is not within a quoted attribute value.
    static int EndOfAttributes(ReadOnlySpan<char> text, int at)
    {
        var isValue = false;
        for (; at < text.Length; at++)
        {
            if (text[at] == '>')
            {
                return at + 1;
            }

            if (isValue && text[at] is '"' or '\'')
            {
                at = Behind(text, at + 1, text.Slice(at, 1)) - 1;
            }

            isValue = text[at] == '=' || (isValue && text[at] is ' ' or '\t' or '\r' or '\n');
        }

        return text.Length;
    }

    static int Behind(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> sought) =>
        at < text.Length && text[at..].IndexOf(sought, StringComparison.OrdinalIgnoreCase) is var index and >= 0 ? at + index + sought.Length : text.Length;
}
