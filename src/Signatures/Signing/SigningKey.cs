using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Laitos.Signatures.Signing;

/// <summary>A private key that signs. It never shows what it is made of. Many threads may use it.</summary>
public abstract class SigningKey
{
    SigningKey() { }

    /// <summary>The algorithm as signatures name it, tag <c>a</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>The value of the key record that publishes its public half (RFC 6376 §3.6.1).</summary>
    public abstract string RecordText { get; }

    /// <summary>The values that the tag <c>p</c> of a record of this key may have: the public half in each form in which it is published.</summary>
    public abstract Seq<string> PublicForms { get; }

    internal abstract byte[] Sign(ReadOnlySpan<byte> digest);

    /// <summary>The name of the algorithm alone.</summary>
    public override string ToString() => $"{Algorithm} ***";

    /// <summary>RSA with PKCS #1 v1.5 padding.</summary>
    internal sealed class Rsa(RSA key) : SigningKey
    {
        /// <inheritdoc/>
        public override string Algorithm => "rsa-sha256";

        /// <inheritdoc/>
        public override string RecordText => $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}";

        /// <inheritdoc/>
        public override Seq<string> PublicForms => Seqs.Of(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.ExportRSAPublicKey()));

        internal override byte[] Sign(ReadOnlySpan<byte> digest)
        {
            // An instance of RSA belongs to one thread at a time.
            lock (key)
            {
                return key.SignHash([.. digest], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        }
    }

    /// <summary>Ed25519 (RFC 8463).</summary>
    internal sealed class Ed25519(Ed25519PrivateKeyParameters key) : SigningKey
    {
        /// <inheritdoc/>
        public override string Algorithm => "ed25519-sha256";

        /// <inheritdoc/>
        public override string RecordText => $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(key.GeneratePublicKey().GetEncoded())}";

        /// <inheritdoc/>
        public override Seq<string> PublicForms => Seqs.Of(Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()));

        internal override byte[] Sign(ReadOnlySpan<byte> digest)
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: true, key);
            signer.BlockUpdate(digest);
            return signer.GenerateSignature();
        }
    }
}
