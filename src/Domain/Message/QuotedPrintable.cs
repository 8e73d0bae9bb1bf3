using System.Globalization;
using System.Text;

namespace Laitos.Domain.Message;

/// <summary>Octets as lines of printable ASCII (RFC 2045 §6.7).</summary>
public static class QuotedPrintable
{
    /// The most characters of a line, without its ending.
    const int MaxLine = 76;

    /// <summary>
    /// The encoded form: each CRLF ends a line, any other octet that might be changed or misread on the way is written as <c>=XX</c>, a bare CR or LF too;
    /// lines longer than 76 characters are broken by <c>=</c> at their end.
    /// </summary>
    public static Octets Encode(Octets octets)
    {
        var encoded = new StringBuilder(octets.Length + (octets.Length / 8));
        var column = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            var rest = octets.Span[at..];
            if (rest is [(byte)'\r', (byte)'\n', ..])
            {
                encoded.Append("\r\n");
                column = 0;
                at++;
                continue;
            }

            var isLast = rest.Length == 1 || rest[1..] is [(byte)'\r', (byte)'\n', ..];
            var written = IsLiteral(rest[0], isLast) ? ((char)rest[0]).ToString() : string.Create(CultureInfo.InvariantCulture, $"={rest[0]:X2}");
            if (column + written.Length > (isLast ? MaxLine : MaxLine - 1))
            {
                encoded.Append("=\r\n");
                column = 0;
            }

            encoded.Append(written);
            column += written.Length;
        }

        return Octets.Utf8(encoded.ToString());
    }

    /// A blank at the end of a line would be lost.
    static bool IsLiteral(byte octet, bool isLast) => octet is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (octet is (byte)' ' or (byte)'\t' && !isLast);
}
