using System.Security.Cryptography;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>
/// The local part of a bounce address by the Sender Rewriting Scheme, as Mail::SRS and postsrsd write it: <c>SRS0=hash=day=host=user</c> at the first forwarder, and
/// <c>SRS1=hash=first-forwarder==…</c> at each that follows. It tells everybody the original sender.
/// </summary>
public static class SrsAddress
{
    const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// Days are counted to this number, then from the beginning.
    const int Cycle = 1024;

    /// <summary>The shortest hash that Mail::SRS and postsrsd accept by themselves.</summary>
    public const int ShortestHash = 4;

    /// <summary>The characters of a whole hash: HMAC-SHA-1 in base64, without padding.</summary>
    public const int LongestHash = 27;

    /// <summary>The address for mail of this sender; none where that is not plain ASCII in a domain. It may be longer than 64 octets.</summary>
    public static Option<string> Write(Secret key, int hashLength, Mailbox sender, Instant now) =>
        from domain in sender.Domain
        where !sender.NeedsUtf8 && sender.Local.Strict == sender.Local.Value
        select Write(key, hashLength, sender.Local.Value, domain.Value, now);

    /// <summary>The same for a sender in its two parts.</summary>
    public static string Write(Secret key, int hashLength, string user, string host, Instant now)
    {
        // The second forwarder keeps what the first has written; each that follows replaces the hash of the one before.
        if (Looks(user) && (Kind(user) == '0' || Parts(user).Length == 3))
        {
            var (first, rest) = Kind(user) == '0' ? (host, user[4..]) : (Parts(user)[1], Parts(user)[2]);
            return $"SRS1={Hash(key, first, rest)[..hashLength]}={first}={rest}";
        }

        var day = BounceAddressPolicy.DayOf(now) % Cycle;
        var stamp = $"{Digits[day >> 5]}{Digits[day & 31]}";
        return $"SRS0={Hash(key, stamp, host, user)[..hashLength]}={stamp}={host}={user}";
    }

    /// <summary>True for a local part that begins as an SRS address, good or not.</summary>
    public static bool Looks(string local) =>
        local.Length > 4 && local.StartsWith("SRS", StringComparison.OrdinalIgnoreCase) && local[3] is '0' or '1' && local[4] is '=' or '+' or '-';

    /// <summary>Who is behind an address: the sender, or for SRS1 the address of the first forwarder. Hashes are compared without letter case, which mail may have lost on its way.</summary>
    /// <param name="keys">The key ring.</param>
    /// <param name="hashLength">The fewest characters of a hash.</param>
    /// <param name="days">How many days an address is good; of SRS1 those since the day of the first forwarder, if it wrote one.</param>
    /// <param name="local">A local part that <see cref="Looks"/> like an SRS address.</param>
    /// <param name="now">The time.</param>
    public static Either<BounceAddressFault, Mailbox> Read(Seq<Secret> keys, int hashLength, int days, string local, Instant now) => (Kind(local), Parts(local)) switch
    {
        ('0', [var hash, [_, _] stamp, var host, var user]) =>
            !IsHash(keys, hashLength, hash, stamp, host, user) ? BounceAddressFault.Forged
            : Age(stamp, now) is not (>= 0 and var age) || age > days ? BounceAddressFault.Expired
            : Mailbox.Parse($"{user}@{host}").MapLeft(_ => BounceAddressFault.Malformed),
        ('1', [var hash, var host, var rest]) =>
            !IsHash(keys, hashLength, hash, host, rest) ? BounceAddressFault.Forged
            : Looks("SRS0" + rest) && Parts("SRS0" + rest) is [_, [_, _] stamp, _, _] && Age(stamp, now) > days ? BounceAddressFault.Expired
            : Mailbox.Parse($"SRS0{rest}@{host}").MapLeft(_ => BounceAddressFault.Malformed),
        _ => BounceAddressFault.Malformed,
    };

    static char Kind(string local) => local[3];

    /// What lies between equals signs; the last part holds the rest.
    static string[] Parts(string local) => local[5..].Split('=', Kind(local) == '0' ? 4 : 3);

    /// All keys are tried, and all of the hash is compared.
    static bool IsHash(Seq<Secret> keys, int hashLength, string found, params string[] parts)
    {
        if (found.Length < hashLength || found.Length > LongestHash)
        {
            return false;
        }

        var isOne = false;
        foreach (var key in keys)
        {
            isOne |= new Secret(Hash(key, parts)[..found.Length].ToLowerInvariant()).IsSameAs(found.ToLowerInvariant());
        }

        return isOne;
    }

    static string Hash(Secret key, params string[] parts) =>
        Convert.ToBase64String(HMACSHA1.HashData(Octets.Utf8(key.Reveal()).Span, Octets.Utf8(string.Concat(parts).ToLowerInvariant()).Span)).TrimEnd('=');

    /// Days since the stamp; below 0 for no stamp. One of tomorrow is of today: a clock may be ahead of another.
    static int Age(string stamp, Instant now)
    {
        var (high, low) = (Digits.IndexOf(char.ToUpperInvariant(stamp[0]), StringComparison.Ordinal), Digits.IndexOf(char.ToUpperInvariant(stamp[1]), StringComparison.Ordinal));
        var age = (BounceAddressPolicy.DayOf(now) - (high << 5) - low + (2 * Cycle)) % Cycle;
        return high < 0 || low < 0 ? -1 : age == Cycle - 1 ? 0 : age;
    }
}
