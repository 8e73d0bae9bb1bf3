using System.Buffers;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>Any text as the text of a mail: lines that end with CRLF, and no control characters (RFC 5322 §2.3).</summary>
static class PlainText
{
    static readonly SearchValues<byte> SevenBit = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(octet => (byte)octet), (byte)'\t', (byte)'\r', (byte)'\n']);

    /// <summary>The text in UTF-8: CRLF, LF and CR each end a line, a control character other than a tab becomes visible.</summary>
    public static Octets Of(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var content = lines is [.., _, ""] ? lines[..^1] : lines;
        return Octets.Utf8(string.Concat(content.Select(line => string.Join('\t', line.Split('\t').Select(Printable.Escape)) + "\r\n")));
    }

    /// <summary>True for lines that need no transfer encoding (RFC 2045 §2.7).</summary>
    public static bool IsSevenBit(Octets lines) => lines.Span.IndexOfAnyExcept(SevenBit) < 0 && Folding.LongestLine(lines) <= Folding.Limit;
}
