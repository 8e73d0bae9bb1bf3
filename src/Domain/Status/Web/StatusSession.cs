using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Laitos.Domain.Status.Web;

/// <summary>
/// A browser that was let in, as its cookie says: an end, some chance, and a signature over both. Nothing is remembered of it here, so that no number of them costs memory.
/// </summary>
/// <param name="Until">When it ends.</param>
/// <param name="Chance">16 octets drawn at random.</param>
public sealed record StatusSession(Instant Until, Octets Chance)
{
    /// <summary>Octets of chance in a session.</summary>
    public const int ChanceOctets = 16;

    const int Length = 8 + ChanceOctets + KeyedDigest.Length;

    /// <summary>A session that begins.</summary>
    public static StatusSession Begin(Instant now, Octets chance) => new(now + StatusPolicy.SessionTime, chance.Slice(0, ChanceOctets));

    /// <summary>Its cookie: base64url (RFC 4648 §5).</summary>
    public string Format(Octets key) => Base64Url.EncodeToString([.. Signed.Span, .. KeyedDigest.Of(key, "session", Signed).Span]);

    /// <summary>The session of a cookie; none for one that has ended, or that somebody else made.</summary>
    public static Option<StatusSession> Parse(Octets key, string cookie, Instant now)
    {
        var octets = new byte[Length];
        if (cookie.Length > 2 * Length || Base64Url.DecodeFromChars(cookie, octets, out _, out var written) != OperationStatus.Done || written != Length)
        {
            return Option<StatusSession>.None;
        }

        var session = new StatusSession(new Instant(BinaryPrimitives.ReadInt64BigEndian(octets)), new Octets(octets.AsMemory(8, ChanceOctets)));
        return KeyedDigest.Same(new Octets(octets.AsMemory(8 + ChanceOctets)), KeyedDigest.Of(key, "session", session.Signed)) && now < session.Until && session.Until - now <= StatusPolicy.SessionTime
            ? session
            : Option<StatusSession>.None;
    }

    /// <summary>The token that forms of this session carry: who cannot read our pages cannot know it.</summary>
    public string FormToken(Octets key) => Base64Url.EncodeToString(KeyedDigest.Of(key, "form", Signed).Span);

    /// <summary>True for the token of this session.</summary>
    public bool IsFormToken(Octets key, string token) => KeyedDigest.Same(Octets.Utf8(token), Octets.Utf8(FormToken(key)));

    Octets Signed
    {
        get
        {
            var octets = new byte[8 + ChanceOctets];
            BinaryPrimitives.WriteInt64BigEndian(octets, Until.UnixMilliseconds);
            Chance.Span.CopyTo(octets.AsSpan(8));
            return new Octets(octets);
        }
    }
}

/// <summary>HMAC-SHA-256 (RFC 2104), each purpose apart.</summary>
static class KeyedDigest
{
    internal const int Length = HMACSHA256.HashSizeInBytes;

    internal static Octets Of(Octets key, string purpose, Octets text) => new(HMACSHA256.HashData(key.Span, [.. Octets.Utf8(purpose).Span, 0, .. text.Span]));

    /// The time tells nothing of what they hold.
    internal static bool Same(Octets one, Octets other) => CryptographicOperations.FixedTimeEquals(one.Span, other.Span);
}
