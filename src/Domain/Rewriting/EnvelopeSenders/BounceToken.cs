using System.Security.Cryptography;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>
/// The local part of a bounce address that tells a stranger nothing: <c>b1</c> and lower case letters and digits, at most 64 octets. It holds the day of its making
/// and the original sender, encrypted and authenticated; nothing is stored, so it outlives restarts and moves with its key.
/// </summary>
/// <remarks>
/// <para>The octets are a tag of 80 bits and the encrypted text. The tag is HMAC-SHA-256 of the text, cut off; the key stream is HMAC-SHA-256 of the tag and a
/// counter, under a second key. The tag serves as the initialisation vector, so no random number is needed, and whoever does
/// not have the key can neither read nor make one.</para>
/// <para>A sender that does not fit (<see cref="PackedAddress"/>) is left out: its token still cannot be forged, and what comes back goes to the owner.</para>
/// </remarks>
public static class BounceToken
{
    const string Prefix = "b1";

    const int TagOctets = 10;

    const int DayOctets = 2;

    /// As many octets as leave the local part within its limit.
    const int MostSenderOctets = ((BounceAddressPolicy.MostOctets - 2) * 5 / 8) - TagOctets - DayOctets;

    /// The fewest digits, those of a token without a sender.
    const int FewestDigits = (((TagOctets + DayOctets) * 8) + 4) / 5;

    /// <summary>A token for mail of this sender.</summary>
    public static string Write(Secret key, Mailbox sender, Instant now)
    {
        var day = BounceAddressPolicy.DayOf(now);
        var packed = PackedAddress.Pack(sender).Filter(octets => octets.Length <= MostSenderOctets).IfNone(Octets.Empty);
        byte[] text = [(byte)(day >> 8), (byte)day, .. packed.Span];
        var (authentication, encryption) = Derived(key);
        var tag = Tag(authentication, text);
        return Prefix + LowerCaseBase32.Encode([.. tag, .. Crypted(encryption, tag, text)]);
    }

    /// <summary>True for a local part that has the form of a token, good or not. No address that people give themselves does.</summary>
    public static bool Looks(string local) =>
        local.Length >= Prefix.Length + FewestDigits && local.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && local.Skip(Prefix.Length).All(char.IsAsciiLetterOrDigit);

    /// <summary>The sender in a token, none where it was left out; or why the token is refused. Every key is tried, in a time that does not tell which fits.</summary>
    /// <param name="keys">The key ring.</param>
    /// <param name="days">How many days a token is good.</param>
    /// <param name="local">A local part that <see cref="Looks"/> like a token.</param>
    /// <param name="now">The time.</param>
    public static Either<BounceAddressFault, Option<Mailbox>> Read(Seq<Secret> keys, int days, string local, Instant now) =>
        local.Length > BounceAddressPolicy.MostOctets ? BounceAddressFault.Malformed
        : LowerCaseBase32.Decode(local[Prefix.Length..]).Match(
            octets => octets.Length < TagOctets + DayOctets ? BounceAddressFault.Malformed : Opened(keys, octets).Match(
                text => Content(text, days, now),
                () => BounceAddressFault.Forged),
            () => BounceAddressFault.Malformed);

    static Option<Octets> Opened(Seq<Secret> keys, Octets octets)
    {
        var (tag, opened) = (octets.Span[..TagOctets].ToArray(), Option<Octets>.None);
        foreach (var key in keys)
        {
            var (authentication, encryption) = Derived(key);
            var text = Crypted(encryption, tag, octets.Span[TagOctets..]);
            if (CryptographicOperations.FixedTimeEquals(Tag(authentication, text), tag))
            {
                opened = new Octets(text);
            }
        }

        return opened;
    }

    /// A clock may be a day ahead of another.
    static Either<BounceAddressFault, Option<Mailbox>> Content(Octets text, int days, Instant now)
    {
        var age = BounceAddressPolicy.DayOf(now) - ((text.Span[0] << 8) | text.Span[1]);
        var packed = text.Slice(DayOctets);
        return age > days || age < -1 ? BounceAddressFault.Expired
            : packed.IsEmpty ? Option<Mailbox>.None
            : PackedAddress.Unpack(packed).Match<Either<BounceAddressFault, Option<Mailbox>>>(sender => Prelude.Some(sender), () => BounceAddressFault.Malformed);
    }

    static (byte[] Authentication, byte[] Encryption) Derived(Secret key)
    {
        var octets = Octets.Utf8(key.Reveal()).Span;
        return (HMACSHA256.HashData(octets, "bounce token: authentication"u8), HMACSHA256.HashData(octets, "bounce token: encryption"u8));
    }

    static byte[] Tag(byte[] key, ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text)[..TagOctets];

    /// One block of the key stream is enough for the longest text.
    static byte[] Crypted(byte[] key, byte[] tag, ReadOnlySpan<byte> text)
    {
        var stream = HMACSHA256.HashData(key, tag);
        var crypted = text.ToArray();
        for (var i = 0; i < crypted.Length; i++)
        {
            crypted[i] ^= stream[i];
        }

        return crypted;
    }
}

/// <summary>Octets as lower case letters and digits: the alphabet of base32 (RFC 4648 §6) without padding. Read in any letter case; each text of octets has one form only.</summary>
static class LowerCaseBase32
{
    const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> octets)
    {
        var (digits, held, bits) = (new System.Text.StringBuilder(((octets.Length * 8) + 4) / 5), 0, 0);
        foreach (var octet in octets)
        {
            (held, bits) = (((held << 8) | octet) & 0xfff, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                digits.Append(Alphabet[(held >> (bits - 5)) & 31]);
            }
        }

        return (bits > 0 ? digits.Append(Alphabet[(held << (5 - bits)) & 31]) : digits).ToString();
    }

    /// None for other characters, and where the last digit holds more than the rest of an octet.
    public static Option<Octets> Decode(string text)
    {
        var (octets, held, bits) = (new List<byte>(text.Length * 5 / 8), 0, 0);
        foreach (var digit in text)
        {
            if (Alphabet.IndexOf(char.ToLowerInvariant(digit), StringComparison.Ordinal) is not (>= 0 and var value))
            {
                return Option<Octets>.None;
            }

            (held, bits) = (((held << 5) | value) & 0xfff, bits + 5);
            if (bits >= 8)
            {
                octets.Add((byte)(held >> (bits -= 8)));
            }
        }

        return bits < 5 && (held & ((1 << bits) - 1)) == 0 ? new Octets(octets.ToArray()) : Option<Octets>.None;
    }
}
