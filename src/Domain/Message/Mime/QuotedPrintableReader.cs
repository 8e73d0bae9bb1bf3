namespace Laitos.Domain.Message.Mime;

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
            Line(isSoft ? text[..^1] : text, at, octets, places);
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

    static void Line(ReadOnlySpan<byte> text, int start, List<byte> octets, List<int> places)
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
