using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;

namespace Laitos.Signatures.Fields;

/// <summary>The algorithms that signatures are verified by (RFC 8301 §3.1, RFC 8463 §3).</summary>
enum SignatureAlgorithm
{
    /// <summary><c>rsa-sha256</c>.</summary>
    RsaSha256,

    /// <summary><c>ed25519-sha256</c>.</summary>
    Ed25519Sha256,
}

/// <summary>Which key a signature asks for, and what it says of it.</summary>
/// <param name="At">The question for the key record (RFC 6376 §3.6.2).</param>
/// <param name="Algorithm">The algorithm that the key is for.</param>
/// <param name="OfSubdomain">True when the identity lies in a subdomain of the domain, which a key may forbid.</param>
sealed record KeyDemand(Question At, SignatureAlgorithm Algorithm, bool OfSubdomain);

/// <summary>What a signature states about the mail, ready to be verified.</summary>
/// <param name="Field">The field that holds it.</param>
/// <param name="Place">Where the signature stands in the field's body.</param>
/// <param name="Value">The signature.</param>
/// <param name="HeaderForm">The form in which the header fields are hashed.</param>
/// <param name="Body">What of the body it covers.</param>
/// <param name="BodyHash">The digest that it states for that.</param>
/// <param name="SignedFields">The names of the header fields that it covers, in order.</param>
/// <param name="Key">The key that it asks for.</param>
sealed record Signature(
    HeaderField Field, Range Place, Octets Value, Canonicalization HeaderForm, BodyPart Body, Octets BodyHash, Seq<string> SignedFields, KeyDemand Key);

/// <summary>One signature field as it was read.</summary>
/// <param name="Stated">What it states, and, where it cannot be verified, its final result.</param>
/// <param name="Verifiable">What is left to verify.</param>
sealed record SignatureField(SignatureResult Stated, Option<Signature> Verifiable)
{
    /// <summary>The final result of a signature that nothing is left to verify of.</summary>
    public static SignatureField Settled(SignatureResult stated, DkimResult result, string reason) =>
        new(stated with { Result = result, Reason = reason }, default);
}
