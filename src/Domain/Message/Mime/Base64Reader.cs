namespace Laitos.Domain.Message.Mime;

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
