using System.Net;

namespace Laitos.Domain.Message.Mime;

/// <summary>
/// The text of HTML in the lines in which people read it: tags are dropped with what is not shown, blanks are collapsed, character references decoded. Lines of
/// a quotation begin with <c>&gt;</c>, as they would in plain text.
/// </summary>
static class HtmlLines
{
    const string QuoteMark = "> ";

    /// The longest character reference: no known name is longer.
    const int MaxReference = 32;

    /// <summary>The lines. Never fails; linear time, no recursion.</summary>
    internal static Seq<TextLine> Of(DecodedText decodedText)
    {
        var writer = new Writer(decodedText);
        var text = decodedText.Text.AsSpan();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '<' && HtmlTag.Read(text, at) is { } tag)
            {
                writer.OnTag(tag);
                at = tag.End;
            }
            else if (text[at] == '&' && Reference(text[at..]) is ({ } meaning, var length))
            {
                writer.Show(meaning, at, length);
                at += length;
            }
            else
            {
                var plain = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
                writer.Show(text.Slice(at, plain), at, plain);
                at += plain;
            }
        }

        return writer.Lines();
    }

    /// A character reference (<c>&amp;amp;</c>, <c>&amp;#38;</c>) with its meaning; null when the ampersand stands for itself.
    static (string? Meaning, int Length) Reference(ReadOnlySpan<char> rest)
    {
        var end = rest[..Math.Min(rest.Length, MaxReference)].IndexOf(';');
        if (end < 0)
        {
            return (null, 0);
        }

        var written = rest[..(end + 1)].ToString();
        var meaning = written.LastIndexOf('&') == 0 ? WebUtility.HtmlDecode(written) : written;
        return meaning == written ? (null, 0) : (meaning, written.Length);
    }

    /// Puts the lines together: what is open and where on the line we are.
    ref struct Writer(DecodedText decodedText)
    {
        LineBuilder line = new(decodedText);
        readonly List<TextLine> lines = [];

        /// Blanks that count when something follows them on the line.
        readonly List<(int From, int Length)> blanks = [];
        bool isBlankKept;
        bool isHead;
        int quotes;
        int preformatted;

        internal void OnTag(HtmlTag tag)
        {
            isHead = (isHead || tag is { Name: "head", IsEnd: false }) && tag.StaysInHead;
            if (tag.Name == "br" || (tag.IsBlock && !line.IsEmpty))
            {
                EndLine();
            }

            var step = tag.IsEnd ? -1 : 1;
            quotes = Math.Max(0, quotes + (tag.Name == "blockquote" ? step : 0));
            preformatted = Math.Max(0, preformatted + (tag.Name == "pre" ? step : 0));
        }

        internal void Show(ReadOnlySpan<char> meaning, int from, int length)
        {
            if (isHead)
            {
                return;
            }

            if (preformatted > 0 && meaning is ['\n'])
            {
                EndLine();
            }
            else if (meaning is ['\r' or '\n'] || (meaning is [' ' or '\t' or '\f'] && preformatted == 0))
            {
                Blank(from, length, meaning is ['\r' or '\n']);
            }
            else
            {
                ShowBlanks();
                Begin();
                Put(meaning is ['\u00A0'] ? " " : meaning, from, length);
            }
        }

        internal Seq<TextLine> Lines()
        {
            if (!line.IsEmpty)
            {
                EndLine();
            }

            return lines.Gather();
        }

        /// A blank that stands for the end of a line in the mail is not overwritten: the mail's lines would change.
        void Blank(int from, int length, bool isBreak)
        {
            isBlankKept = isBreak || (isBlankKept && blanks.Count > 0);
            if (blanks is [.., var last] && last.From + last.Length == from)
            {
                blanks[^1] = (last.From, last.Length + length);
            }
            else
            {
                blanks.Add((from, length));
            }
        }

        void ShowBlanks()
        {
            if (!line.IsEmpty && preformatted == 0)
            {
                for (var index = 0; index < blanks.Count; index++)
                {
                    var (from, length) = isBlankKept ? (0, 0) : blanks[index];
                    line.Put(index == 0 ? " " : "", from, length);
                }
            }

            blanks.Clear();
        }

        readonly void Begin()
        {
            if (line.IsEmpty && quotes > 0)
            {
                line.Keep(QuoteMark);
            }
        }

        readonly void Put(ReadOnlySpan<char> meaning, int from, int length)
        {
            if (meaning.Length == length && meaning is not [' '])
            {
                line.Copy(from, length);
            }
            else
            {
                line.Put(meaning.ToString(), from, length);
            }
        }

        void EndLine()
        {
            lines.Add(line.End());
            blanks.Clear();
        }
    }
}
