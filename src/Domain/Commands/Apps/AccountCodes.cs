using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>The one-time codes of accounts (RFC 6238: SHA-1, 6 digits, 30 s).</summary>
static class AccountCodes
{
    const int MaxAccounts = 1000;
    const long Period = 30_000;
    const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A line <c>account: previous current next</c> for each account whose name holds a text, letter case ignored.</summary>
    /// <param name="accounts">Lines <c>account: key</c>, the key in base32; blanks and hyphens in it do not count.</param>
    /// <param name="sought">The text.</param>
    /// <param name="now">The time.</param>
    public static string Of(string accounts, string sought, Instant now)
    {
        var found = new StringBuilder();
        var left = MaxAccounts;
        foreach (var line in accounts.AsSpan().EnumerateLines())
        {
            var colon = line.LastIndexOf(':');
            if (colon < 0 || left == 0 || !line[..colon].Contains(sought, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            left--;
            found.Append(line[..colon].Trim()).Append(": ").Append(Codes(line[(colon + 1)..].ToString(), now)).Append('\n');
        }

        return found.ToString();
    }

    static string Codes(string key, Instant now) =>
        TryDecode(key, out var octets)
            ? string.Join(' ', Enumerable.Range(-1, 3).Select(step => Code(octets, Math.DivRem(now.UnixMilliseconds, Period).Quotient + step)))
            : "its key is not base32";

    /// RFC 4226 §5.3: four octets, at the place that the last nibble names.
    static string Code(byte[] key, long counter)
    {
        Span<byte> text = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(text, counter);
#pragma warning disable CA5350 // RFC 6238 has SHA-1, and so have the accounts.
        var mac = HMACSHA1.HashData(key, text);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// RFC 4648 §6, without regard to letter case and padding.
    static bool TryDecode(string key, out byte[] octets)
    {
        var decoded = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var c in key.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '=')))
        {
            var digit = Base32.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (digit < 0)
            {
                octets = [];
                return false;
            }

            (bits, count) = (((bits << 5) | digit) & 0xfff, count + 5);
            if (count >= 8)
            {
                count -= 8;
                decoded.Add((byte)(bits >> count));
            }
        }

        octets = [.. decoded];
        return octets.Length > 0;
    }
}
