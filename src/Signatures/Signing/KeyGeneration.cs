using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Laitos.Signatures.Signing;

/// <summary>The kinds of keys that are made.</summary>
public enum KeyKind
{
    /// <summary>RSA of 2048 bits, which every receiver verifies.</summary>
    Rsa2048,

    /// <summary>Ed25519: short records, and not yet verified everywhere.</summary>
    Ed25519,
}

/// <summary>A new key.</summary>
/// <param name="Pem">The private half, PKCS #8 as PEM.</param>
/// <param name="RecordText">The value of the key record.</param>
public sealed record GeneratedKey(Secret Pem, string RecordText);

/// <summary>Makes keys. The randomness is that of the system: the one place here where equal arguments give different results.</summary>
public static class KeyGeneration
{
    const int RsaBits = 2048;

    /// <summary>A new key of a kind.</summary>
    public static GeneratedKey New(KeyKind kind)
    {
        if (kind == KeyKind.Rsa2048)
        {
            using var rsa = RSA.Create(RsaBits);
            return Of(rsa.ExportPkcs8PrivateKeyPem());
        }

        return Of(PemEncoding.WriteString("PRIVATE KEY", Pkcs8(new Ed25519PrivateKeyParameters(new SecureRandom()).GetEncoded())));
    }

    static GeneratedKey Of(string pem) => SigningKeyFile.Read(pem).Match(
        key => new GeneratedKey(new Secret(pem + "\n"), key.RecordText),
        _ => throw new System.Diagnostics.UnreachableException());

    /// RFC 8410 §7
    static byte[] Pkcs8(byte[] seed)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(seed);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.101.112");
            }

            writer.WriteOctetString(inner.Encode());
        }

        return writer.Encode();
    }
}
