using System.Formats.Asn1;
using System.Security.Cryptography;
using Laitos.Domain.Authentication.Signatures;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Laitos.Signatures.Keys;

/// <summary>A published key that is not used.</summary>
/// <param name="Result">What that makes of a signature.</param>
/// <param name="Reason">Why.</param>
/// <param name="Bits">Its size, where that is known.</param>
sealed record RefusedKey(DkimResult Result, string Reason, int Bits)
{
    /// <summary>It cannot be read.</summary>
    public static RefusedKey Malformed { get; } = new(DkimResult.PermError, "malformed key", 0);
}

/// <summary>A public key that verifies.</summary>
abstract record PublicKey(int Bits)
{
    /// <summary>True when the key's owner signed this SHA-256 digest.</summary>
    public abstract bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature);
}

/// <summary>RSA with PKCS #1 v1.5 padding (RFC 6376 §3.3.2).</summary>
sealed record RsaPublicKey(int Bits, RSA Key) : PublicKey(Bits)
{
    /// <summary>The key of the DER form in which it is published: SubjectPublicKeyInfo, or RSAPublicKey alone (RFC 6376 §3.6.1); none where it is neither.</summary>
    public static Option<RSAParameters> Read(Octets der)
    {
        try
        {
            var reader = new AsnReader(der.Memory, AsnEncodingRules.DER).ReadSequence();
            if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            {
                reader.ReadSequence();
                reader = new AsnReader(reader.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
            }

            return new RSAParameters { Modulus = Unsigned(reader.ReadIntegerBytes().Span), Exponent = Unsigned(reader.ReadIntegerBytes().Span) };
        }
        catch (AsnContentException)
        {
            return default;
        }
    }

    /// <inheritdoc/>
    public override bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        // An instance of RSA belongs to one thread at a time.
        lock (Key)
        {
            try
            {
                return Key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }

    static byte[] Unsigned(ReadOnlySpan<byte> integer) => [.. integer.TrimStart((byte)0)];
}

/// <summary>Ed25519 (RFC 8463 §3): it signs the digest.</summary>
sealed record Ed25519PublicKey(Ed25519PublicKeyParameters Key) : PublicKey(256)
{
    /// <summary>Octets of a key.</summary>
    public const int Length = 32;

    /// <inheritdoc/>
    public override bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, Key);
        verifier.BlockUpdate(digest);
        return signature.Length == Ed25519PrivateKeyParameters.SignatureSize && verifier.VerifySignature(signature.ToArray());
    }
}
