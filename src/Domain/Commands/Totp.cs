using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Laitos.Domain.Commands;

/// <summary>The one-time codes of a key around a point in time, six digits each.</summary>
/// <param name="Previous">The code of the step before.</param>
/// <param name="Current">The code of the step that the time lies in.</param>
/// <param name="Next">The code of the step behind.</param>
public sealed record TotpCodes(Secret Previous, Secret Current, Secret Next);

/// <summary>Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds since 1970.</summary>
public static class Totp
{
    /// <summary>How long one code is current (RFC 6238 §4.1).</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of the step that a point in time lies in (RFC 6238 §4.2).</summary>
    public static long StepOf(Instant now) => (long)Math.Floor(now.UnixMilliseconds / Period.TotalMilliseconds);

    /// <summary>When a step begins.</summary>
    public static Instant StartOf(long step) => new(step * (long)Period.TotalMilliseconds);

    /// <summary>The code of one step: HOTP with the step as its counter (RFC 4226 §5.3).</summary>
    public static string Code(Octets key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(key.Span, counter);
        var truncated = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (truncated % 1_000_000).ToString("d6", CultureInfo.InvariantCulture);
    }

    /// <summary>The codes of a base32 key around a point in time; none when it is no such key.</summary>
    public static Option<TotpCodes> Codes(string secret, Instant now) =>
        Base32.Decode(secret).Map(key => new TotpCodes(CodeAt(key, now, -1), CodeAt(key, now, 0), CodeAt(key, now, 1)));

    static Secret CodeAt(Octets key, Instant now, int steps) => new(Code(key, StepOf(now) + steps));
}

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
