using System.Buffers.Binary;
using System.Globalization;
using Laitos.Integration.Peers;

namespace Laitos.Integration.Commands;

/// <summary>One-time codes as another program computes them (RFC 6238): openssl does the hashing.</summary>
static class Codes
{
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step that now lies in.</summary>
    public static long Step => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;

    /// <summary>The code of a password and behind it the code of the password reversed.</summary>
    public static async Task<string> Pair(string password, long step) => await Code(password, step) + await Code(string.Concat(password.Reverse()), step);

    static async Task<string> Code(string key, long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var (code, told) = await Programs.Talk(
            "openssl", async input => await input.BaseStream.WriteAsync(counter), "dgst", "-sha1", "-mac", "HMAC", "-macopt", $"hexkey:{Hex(key)}");
        Assert.That(code, Is.Zero, told);
        var hash = Convert.FromHexString(told.Split("= ")[1].Trim());
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[19] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    static string Hex(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return string.Concat(bits.Chunk(8).Where(octet => octet.Length == 8).Select(octet => Convert.ToByte(new string(octet), 2).ToString("x2", CultureInfo.InvariantCulture)));
    }
}
