using System.Formats.Asn1;
using System.Security.Cryptography;
using Laitos.Signatures.Keys;
using Org.BouncyCastle.Crypto.Parameters;

namespace Laitos.Signatures.Signing;

/// <summary>Reads private keys from the text of PEM files (RFC 7468): PKCS #1 and PKCS #8, RSA and ed25519. No error quotes the text.</summary>
public static class SigningKeyFile
{
    const string Ed25519Oid = "1.3.101.112";

    const string RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>The first key in a text, or what is wrong with it.</summary>
    public static Either<string, SigningKey> Read(string text)
    {
        if (!PemEncoding.TryFind(text, out var found))
        {
            return "it is no PEM file: the line -----BEGIN PRIVATE KEY----- is missing, or the lines below it are damaged";
        }

        var der = new byte[found.DecodedDataLength];
        var isBase64 = Convert.TryFromBase64Chars(text.AsSpan()[found.Base64Data], der, out _);
        try
        {
            return !isBase64 ? Damaged : text[found.Label] switch
            {
                "RSA PRIVATE KEY" => Rsa(key => key.ImportRSAPrivateKey(der, out _)),
                "PRIVATE KEY" => Pkcs8(der),
                "ENCRYPTED PRIVATE KEY" => "the key is protected by a password: store it without one, readable by the daemon alone",
                "PUBLIC KEY" or "RSA PUBLIC KEY" => "it holds the public key: the private one is needed",
                "CERTIFICATE" => "it holds a certificate: a private key is needed",
                _ => "it holds no private key of RSA or ed25519",
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return Damaged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    const string Damaged = "the key in it is damaged";

    /// PrivateKeyInfo ::= SEQUENCE { version, AlgorithmIdentifier, OCTET STRING, … } (RFC 5208 §5, RFC 8410 §7)
    static Either<string, SigningKey> Pkcs8(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        reader.ReadInteger();
        var algorithm = reader.ReadSequence().ReadObjectIdentifier();
        return algorithm switch
        {
            RsaOid => Rsa(key => key.ImportPkcs8PrivateKey(der, out _)),
            Ed25519Oid => Ed25519(new AsnReader(reader.ReadOctetString(), AsnEncodingRules.BER).ReadOctetString()),
            _ => "its key is neither of RSA nor of ed25519",
        };
    }

    static Either<string, SigningKey> Rsa(Action<RSA> import)
    {
        var key = RSA.Create();
        import(key);
        return key.KeySize is < PublicKeys.FewestBits or > PublicKeys.MostBits
            ? $"its key has {key.KeySize} bits: receivers accept {PublicKeys.FewestBits} to {PublicKeys.MostBits}"
            : new SigningKey.Rsa(key);
    }

    static Either<string, SigningKey> Ed25519(byte[] seed) =>
        seed.Length == Ed25519PrivateKeyParameters.KeySize ? new SigningKey.Ed25519(new Ed25519PrivateKeyParameters(seed)) : Damaged;
}
