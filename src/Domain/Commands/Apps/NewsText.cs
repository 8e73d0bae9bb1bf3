using System.Globalization;
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

/// <summary>The dates of news: those of mail in RSS 2.0 (RFC 5322 §3.3, §4.3), those of ISO 8601 in RSS 1.0 and Atom. What names no zone is UTC.</summary>
static class NewsDate
{
    const int MaxLength = 100;

    static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd",
        "d MMM yyyy HH:mm:ss", "d MMM yyyy HH:mm", "d MMM yy HH:mm:ss", "d MMM yy HH:mm", "d MMM yyyy",
    ];

    /// <summary>The point in time; none when it is no date.</summary>
    public static Option<Instant> Parse(string text)
    {
        var words = text.Length > MaxLength ? [] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (local, offset) = Zone(string.Join(' ', words.SkipWhile(word => char.IsAsciiLetter(word[0]))));
        return DateTime.TryParseExact(local, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
            ? new Instant(new DateTimeOffset(parsed).ToUnixTimeMilliseconds()) + -offset
            : Option<Instant>.None;
    }

    /// A date without its zone, and how far the zone lies before UTC.
    static (string Local, TimeSpan Offset) Zone(string date)
    {
        var space = date.LastIndexOf(' ');
        return date.EndsWith('Z') ? (date[..^1].TrimEnd(), TimeSpan.Zero)
            : space > 0 && Named(date[(space + 1)..]) is { } hours ? (date[..space], TimeSpan.FromHours(hours))
            : date.Length > 6 && date[^3] == ':' && Numeric(date[^6..]) is { } colon ? (date[..^6].TrimEnd(), colon)
            : date.Length > 5 && Numeric(date[^5..]) is { } plain ? (date[..^5].TrimEnd(), plain)
            : (date, TimeSpan.Zero);
    }

    static int? Named(string zone) => zone switch
    {
        "UT" or "UTC" or "GMT" => 0,
        "EDT" => -4,
        "EST" or "CDT" => -5,
        "CST" or "MDT" => -6,
        "MST" or "PDT" => -7,
        "PST" => -8,
        _ => null,
    };

    /// zone = ( "+" / "-" ) 2DIGIT [ ":" ] 2DIGIT
    static TimeSpan? Numeric(string zone)
    {
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        return zone[0] is '+' or '-' && digits.Length == 4 && digits.All(char.IsAsciiDigit)
            ? TimeSpan.FromMinutes((zone[0] == '-' ? -1 : 1) * ((60 * int.Parse(digits[..2], CultureInfo.InvariantCulture)) + int.Parse(digits[2..], CultureInfo.InvariantCulture)))
            : null;
    }
}
