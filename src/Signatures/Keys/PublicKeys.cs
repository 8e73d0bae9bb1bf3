using System.Security.Cryptography;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Signatures.Fields;
using Org.BouncyCastle.Crypto.Parameters;

namespace Laitos.Signatures.Keys;

/// <summary>
/// Public keys that were read before. To read one of RSA costs several times what it takes to verify with it, and the same few sign most of the mail.
/// What is kept changes the cost of a verification, never its result. Many threads may use it.
/// </summary>
/// <param name="capacity">The most keys that are kept; each takes some 2 KiB.</param>
public sealed class PublicKeys(int capacity = 256)
{
    /// <summary>The fewest bits of an RSA key that is accepted (RFC 8301 §3.2).</summary>
    public const int FewestBits = 1024;

    /// <summary>The most bits of an RSA key: as many as all verifiers must take (RFC 8301 §3.2). Larger ones cost more than they are worth.</summary>
    public const int MostBits = 4096;

    /// The most octets of an exponent. Real ones have three; the work grows with it.
    const int LongestExponent = 4;

    readonly Dictionary<(SignatureAlgorithm, Octets), Either<RefusedKey, PublicKey>> known = [];
    readonly Queue<(SignatureAlgorithm, Octets)> ages = [];

    /// <summary>How many keys are kept.</summary>
    public int Count
    {
        get
        {
            lock (known)
            {
                return known.Count;
            }
        }
    }

    /// <summary>The key, or why it is not used.</summary>
    internal Either<RefusedKey, PublicKey> Read(SignatureAlgorithm algorithm, Octets octets)
    {
        var name = (algorithm, octets);
        lock (known)
        {
            if (known.TryGetValue(name, out var kept))
            {
                return kept;
            }
        }

        var read = algorithm == SignatureAlgorithm.RsaSha256 ? Rsa(octets) : Ed25519(octets);
        lock (known)
        {
            if (known.TryAdd(name, read))
            {
                ages.Enqueue(name);
            }

            if (ages.Count > capacity)
            {
                known.Remove(ages.Dequeue());
            }
        }

        return read;
    }

    static Either<RefusedKey, PublicKey> Rsa(Octets der) => RsaPublicKey.Read(der).Match(Rsa, () => RefusedKey.Malformed);

    static Either<RefusedKey, PublicKey> Rsa(RSAParameters key)
    {
        var bits = key.Modulus is { Length: > 0 and <= (MostBits / 8) + 1 } modulus ? (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]) : 0;
        if (bits is 0 or > MostBits or < FewestBits)
        {
            return new RefusedKey(DkimResult.Policy, bits is > 0 and < FewestBits ? "key too small" : "key too large", bits);
        }

        try
        {
            return key.Exponent is { Length: > 0 and <= LongestExponent } ? new RsaPublicKey(bits, RSA.Create(key)) : RefusedKey.Malformed;
        }
        catch (CryptographicException)
        {
            return RefusedKey.Malformed;
        }
    }

    static Either<RefusedKey, PublicKey> Ed25519(Octets octets)
    {
        try
        {
            return octets.Length == Ed25519PublicKey.Length ? new Ed25519PublicKey(new Ed25519PublicKeyParameters(octets.Span)) : RefusedKey.Malformed;
        }
        catch (ArgumentException)
        {
            // A point that is not on the curve; there is no way to ask before.
            return RefusedKey.Malformed;
        }
    }
}
