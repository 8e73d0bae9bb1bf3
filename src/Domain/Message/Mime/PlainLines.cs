namespace Laitos.Domain.Message.Mime;

/// <summary>The lines of plain text (RFC 2046 §4.1.1).</summary>
static class PlainLines
{
    /// <summary>The lines as they stand; a line ending at the end of the page begins no other line.</summary>
    internal static Seq<TextLine> Of(DecodedText decodedText)
    {
        var lines = new List<TextLine>();
        foreach (var (from, length) in Cut(decodedText.Text))
        {
            lines.Add(new TextLine(new TextSlice(decodedText.Text, from, length), new LineSource(decodedText, new SourceSpan(length, from, length), default)));
        }

        return lines.Gather();
    }

    /// <summary>Where the lines of a text stand in it. A line ends at CRLF; a bare LF or CR is forgiven.</summary>
    internal static IEnumerable<(int From, int Length)> Cut(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOfAny('\r', '\n');
            yield return (at, length < 0 ? text.Length - at : length);
            at = length < 0 ? text.Length
                : text[at + length] == '\r' && at + length + 1 < text.Length && text[at + length + 1] == '\n' ? at + length + 2
                : at + length + 1;
        }
    }
}

/// <summary>
/// The lines of flowed text (RFC 3676 §4): a line that ends with a blank goes on in the next one of the same quote depth. Quoted lines keep their marks, so
/// that they can be told from what the author wrote.
/// </summary>
static class FlowedLines
{
    /// The line in front of a signature is never joined, although it ends with a blank (RFC 3676 §4.3).
    const string Signature = "-- ";

    /// <summary>The lines, whole again.</summary>
    /// <param name="decodedText">The text of the part.</param>
    /// <param name="deletesBlanks">True when the blank at the end of a broken line is no part of the text (DelSp=yes, RFC 3676 §4.2).</param>
    internal static Seq<TextLine> Of(DecodedText decodedText, bool deletesBlanks)
    {
        var builder = new LineBuilder(decodedText);
        var lines = new List<TextLine>();
        int? open = null; // the quote depth of a line that goes on
        foreach (var (from, length) in PlainLines.Cut(decodedText.Text))
        {
            var line = decodedText.Text.AsSpan(from, length);
            var depth = line.IndexOfAnyExcept('>') is var other and >= 0 ? other : length;
            var stuffed = depth < length && line[depth] == ' ' ? depth + 1 : depth;
            var isSignature = line[stuffed..] is Signature;
            if (open is { } before && (before != depth || isSignature))
            {
                lines.Add(builder.End());
                open = null;
            }

            if (open is null && depth > 0)
            {
                builder.Keep(line[..stuffed]); // the marks cannot be overwritten: they hold lines apart
            }

            var isFlowed = line[stuffed..] is [.., ' '] && !isSignature;
            Fill(ref builder, from, line, stuffed, isFlowed, isSignature, deletesBlanks);
            open = isFlowed ? depth : null;
            if (!isFlowed)
            {
                lines.Add(builder.End());
            }
        }

        if (open is not null)
        {
            lines.Add(builder.End());
        }

        return lines.Gather();
    }

    /// The blank in front of the text is stuffing (RFC 3676 §4.4). A blank at the end that makes the line go on cannot be overwritten, nor can the line in front of a signature.
    static void Fill(ref LineBuilder builder, int from, ReadOnlySpan<char> line, int stuffed, bool isFlowed, bool isSignature, bool deletesBlanks)
    {
        if (isSignature)
        {
            builder.Keep(Signature);
            return;
        }

        builder.Copy(from + stuffed, line.Length - stuffed - (isFlowed ? 1 : 0));
        if (isFlowed && !deletesBlanks)
        {
            builder.Keep(" ");
        }
    }
}
