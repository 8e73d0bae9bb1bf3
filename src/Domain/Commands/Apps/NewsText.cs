using System.Net;
using System.Text;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands.Apps;

/// <summary>HTML as it stands in news, made one line of plain text.</summary>
static class NewsText
{
    const int MaxCharacters = 4000;

    /// <summary>The text without tags and comments, its entities resolved, runs of blanks and control characters as one blank; at most 4000 characters.</summary>
    public static string Plain(string html) => OneLine(WebUtility.HtmlDecode(WithoutTags(html)));

    /// A tag that begins or ends a line leaves a gap; others stand within a word or a sentence.
    static string WithoutTags(string html)
    {
        var text = new StringBuilder(html.Length);
        var at = 0;
        while (html.IndexOf('<', at) is var start and >= 0)
        {
            text.Append(html, at, start - at);
            var tag = HtmlTag.Read(html, start);
            _ = tag is null ? text.Append('<') : tag is { IsBlock: true } or { Name: "br" or "img" } ? text.Append(' ') : text;
            at = tag?.End ?? start + 1;
        }

        return text.Append(html, at, html.Length - at).ToString();
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
