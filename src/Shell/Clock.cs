using System.Security.Cryptography;
using Laitos.Domain.Foundation;

namespace Laitos.Shell;

/// <summary>The one place that reads the time and draws at random.</summary>
static class Clock
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static Instant Now => new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    /// <summary>Three random digits, 0 to 999.</summary>
    public static int ThreeDigits() => RandomNumberGenerator.GetInt32(1000);

    /// <summary>A name for a mail that no other mail of this daemon has: nine letters and digits of time, eight of chance.</summary>
    public static string NewId() => Letters(Now.UnixMilliseconds, 9) + Letters(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)), 8);

    static string Letters(long value, int count) =>
        string.Create(count, value, static (letters, rest) =>
        {
            for (var i = letters.Length - 1; i >= 0; i--, rest >>= 5)
            {
                letters[i] = Alphabet[(int)(rest & 31)];
            }
        });
}
