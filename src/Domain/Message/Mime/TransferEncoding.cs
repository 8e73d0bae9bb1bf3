namespace Laitos.Domain.Message.Mime;

/// <summary>How the octets of a body are written in the mail (RFC 2045 §6.1).</summary>
enum TransferEncoding
{
    /// <summary>As they are: <c>7bit</c>, <c>8bit</c>, <c>binary</c>.</summary>
    Identity,

    /// <summary>RFC 2045 §6.7.</summary>
    QuotedPrintable,

    /// <summary>RFC 2045 §6.8.</summary>
    Base64,
}

/// <summary>Reading transfer encodings.</summary>
static class TransferEncodings
{
    /// <summary>
    /// The encoding that the field names, null when it is unknown: such a body is not text (RFC 2045 §6.4). Names are taken as programs write them: with quotes, with
    /// or without hyphens, and in the plural (<c>8-bit</c>, <c>7bits</c>).
    /// </summary>
    /// <param name="field">The body of the Content-Transfer-Encoding field, unfolded; empty when there is none.</param>
    internal static TransferEncoding? Parse(string field)
    {
        var name = string.Concat(field.Split([';', '('], 2)[0].Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return name.TrimEnd('s') switch
        {
            "" or "7bit" or "8bit" or "binary" => TransferEncoding.Identity,
            "quotedprintable" => TransferEncoding.QuotedPrintable,
            "base64" => TransferEncoding.Base64,
            _ => null,
        };
    }

    /// <summary>Undoes an encoding: what the octets mean, and where they came from. Never fails; linear time.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="offset">Where in the mail they stand.</param>
    /// <param name="raw">The octets in the mail.</param>
    internal static (Octets Decoded, SourceMap SourceMap) Decode(TransferEncoding encoding, long offset, Octets raw)
    {
        if (encoding == TransferEncoding.Identity)
        {
            return (raw, new SourceMap(offset, raw, encoding, default));
        }

        var (octets, places) = (new List<byte>(raw.Length), new List<int>(raw.Length));
        if (encoding == TransferEncoding.QuotedPrintable)
        {
            QuotedPrintableReader.Decode(raw.Span, octets, places);
        }
        else
        {
            Base64Reader.Decode(raw.Span, octets, places);
        }

        return (new Octets(octets.ToArray()), new SourceMap(offset, raw, encoding, places.Gather()));
    }
}

/// <summary>
/// Reads base64 (RFC 2045 §6.8): characters outside the alphabet are passed over, missing padding is forgiven, and behind padding a new text may begin, for
/// some programs put two encoded texts behind one another.
/// </summary>
static class Base64Reader
{
    /// <summary>Undoes the encoding.</summary>
    /// <param name="raw">The octets in the mail.</param>
    /// <param name="octets">Where their meaning is put.</param>
    /// <param name="places">Where it is put for each octet at which octet of the mail its group of four characters begins.</param>
    internal static void Decode(ReadOnlySpan<byte> raw, List<byte> octets, List<int> places)
    {
        var (group, sextets, start) = (0, 0, 0);
        for (var at = 0; at <= raw.Length; at++)
        {
            if (at < raw.Length && Sextet(raw[at]) is var sextet and >= 0)
            {
                start = sextets == 0 ? at : start;
                group = (group << 6) | sextet;
                sextets++;
            }
            else if (at < raw.Length && raw[at] != '=')
            {
                continue;
            }

            if (sextets == 4 || at == raw.Length || raw[at] == '=')
            {
                for (var octet = 0; octet < sextets - 1; octet++)
                {
                    octets.Add((byte)(group << (6 * (4 - sextets)) >> (16 - (8 * octet))));
                    places.Add(start);
                }

                (group, sextets) = (0, 0);
            }
        }
    }

    /// <summary>The six bits that a character stands for, -1 when it is outside the alphabet.</summary>
    internal static int Sextet(byte character) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    /// <summary>The character that stands for six bits.</summary>
    internal static byte Character(int sextet) => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8[sextet & 63];
}

/// <summary>
/// Reads quoted-printable (RFC 2045 §6.7) as mail programs do: hexadecimal digits in either case, blanks behind a soft line break and at the end of a line
/// dropped, an equals sign with anything else behind it kept as it stands.
/// </summary>
static class QuotedPrintableReader
{
    /// <summary>Undoes the encoding.</summary>
    /// <param name="raw">The octets in the mail.</param>
    /// <param name="octets">Where their meaning is put.</param>
    /// <param name="places">Where it is put for each octet at which octet of the mail it begins.</param>
    internal static void Decode(ReadOnlySpan<byte> raw, List<byte> octets, List<int> places)
    {
        var at = 0;
        while (at < raw.Length)
        {
            var end = raw[at..].IndexOf((byte)'\n') is var lf and >= 0 ? at + lf : raw.Length;
            var isCrLf = end > at && end < raw.Length && raw[end - 1] == '\r';
            var text = raw[at..(isCrLf ? end - 1 : end)].TrimEnd(" \t"u8);
            var isSoft = text is [.., (byte)'='];
            DecodeLine(isSoft ? text[..^1] : text, at, octets, places);
            for (at = isCrLf ? end - 1 : end; at <= end && at < raw.Length; at++)
            {
                if (!isSoft)
                {
                    octets.Add(raw[at]);
                    places.Add(at);
                }
            }
        }
    }

    /// <summary>True when an encoded octet begins here: <c>=XX</c>.</summary>
    internal static bool IsEscape(ReadOnlySpan<byte> rest) =>
        rest is [(byte)'=', var high, var low, ..] && char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low);

    /// <summary>Undoes the encoding within a line, whose blanks stay.</summary>
    /// <param name="text">The line.</param>
    /// <param name="octets">Where its meaning is put.</param>
    /// <param name="places">Where it is put for each octet at which octet of the line it begins.</param>
    internal static void DecodeLine(ReadOnlySpan<byte> text, List<byte> octets, List<int> places) => DecodeLine(text, 0, octets, places);

    static void DecodeLine(ReadOnlySpan<byte> text, int start, List<byte> octets, List<int> places)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var isEscape = IsEscape(text[at..]);
            octets.Add(isEscape ? (byte)((HexDigit(text[at + 1]) << 4) | HexDigit(text[at + 2])) : text[at]);
            places.Add(start + at);
            at += isEscape ? 2 : 0;
        }
    }

    static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit & 0x0F) + 9;
}
