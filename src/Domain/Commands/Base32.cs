namespace Laitos.Domain.Commands;

/// <summary>
/// Keys as people type them: base32 (RFC 4648 §6), letter case and blanks ignored. Like the programs that show one-time codes it is lenient about the end:
/// padding may be there or not, and characters that do not complete an octet count for nothing.
/// </summary>
public static class Base32
{
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The octets of a key; none for other characters, and for a key without a single octet.</summary>
    public static Option<Octets> Decode(string text)
    {
        var digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).TrimEnd('=');
        var octets = new byte[digits.Length * 5 / 8];
        var (bits, held, at) = (0, 0, 0);
        foreach (var digit in digits)
        {
            if (Alphabet.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal) is not (>= 0 and var value))
            {
                return Option<Octets>.None;
            }

            (bits, held) = (((bits << 5) | value) & 0xfff, held + 5);
            if (held >= 8)
            {
                octets[at++] = (byte)(bits >> (held -= 8));
            }
        }

        return octets.Length == 0 ? Option<Octets>.None : new Octets(octets);
    }
}
