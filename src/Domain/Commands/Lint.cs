using System.Text;

namespace Laitos.Domain.Commands;

/// <summary>What is replaced in a command before it runs (laitos' TranslateSequences): characters that some keyboards lack.</summary>
public static class Translate
{
    /// <summary>
    /// The text after all replacements, one after the other, letter case observed; what the first puts in, the next may replace. A replacement of nothing does
    /// nothing. A text that has grown over <see cref="CommandPolicy.MaxLength"/> grows no further: it is refused anyway.
    /// </summary>
    public static string Apply(Seq<Translation> translations, string text) =>
        translations.Fold(text, (current, translation) =>
            translation.From.Length == 0 || current.Length > CommandPolicy.MaxLength
                ? current
                : current.Replace(translation.From, translation.To, StringComparison.Ordinal));
}

/// <summary>How the text of a result is tidied, so that it suits a small screen (laitos' LintText). Lengths are octets of UTF-8; no character is ever cut in two.</summary>
public static class Lint
{
    /// <summary>The text after all rules, in laitos' order: trim, one line, visible ASCII, single spaces, skip, cut.</summary>
    public static string Apply(LintRules rules, string text)
    {
        var trimmed = rules.TrimSpaces ? Trimmed(text) : text;
        var joined = rules.CompressToSingleLine ? trimmed.Replace('\n', ';') : trimmed;
        var visible = rules.KeepVisible7BitCharOnly ? Visible(joined) : joined;
        var compressed = rules.CompressSpaces ? Compressed(visible) : visible;
        return Cut(compressed, Math.Max(0, rules.BeginPosition), Math.Max(0, rules.MaxLength));
    }

    /// Each line by itself, and then the whole: empty lines stay between others.
    static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            visible.Append(rune.Value is (>= ' ' and <= '~') or (>= '\t' and <= '\r') ? (char)rune.Value : '?');
        }

        return visible.ToString();
    }

    static string Compressed(string text)
    {
        var compressed = new StringBuilder(text.Length);
        var follows = false;
        foreach (var c in text)
        {
            var isSpace = c is ' ' or '\a' or '\f' or '\t' or '\v';
            _ = !isSpace ? compressed.Append(c) : follows ? compressed : compressed.Append(' ');
            follows = isSpace;
        }

        return compressed.ToString();
    }

    /// A character counts when it lies wholly behind what is skipped and wholly in front of the end.
    static string Cut(string text, int skip, int max)
    {
        var (octets, start, end) = (0L, text.Length, 0);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var (first, next) = (octets, octets + rune.Utf8SequenceLength);
            start = first >= skip ? Math.Min(start, at) : start;
            at += rune.Utf16SequenceLength;
            end = max == 0 || next <= (long)skip + max ? at : end;
            octets = next;
        }

        return start < end ? text[start..end] : "";
    }
}
