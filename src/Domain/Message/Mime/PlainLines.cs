namespace Laitos.Domain.Message.Mime;

/// <summary>The lines of plain text (RFC 2046 §4.1.1).</summary>
static class PlainLines
{
    /// <summary>The lines as they stand; a line ending at the end of the page begins no other line.</summary>
    internal static Seq<TextLine> Of(DecodedText decodedText)
    {
        var builder = new LineBuilder(decodedText);
        var lines = new List<TextLine>();
        foreach (var (from, length) in Cut(decodedText.Text))
        {
            builder.Copy(from, length);
            lines.Add(builder.End());
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
