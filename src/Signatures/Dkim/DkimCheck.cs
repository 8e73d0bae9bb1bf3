using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Fields;
using Laitos.Signatures.Keys;

namespace Laitos.Signatures.Dkim;

/// <summary>Verifies one signature over header and body (RFC 6376 §6.1.3).</summary>
static class DkimCheck
{
    /// <summary>How far ahead of this host's clock a mail may have been signed: clocks are set to the wrong time zone now and then.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromHours(24);

    /// <summary>The field, settled if the time forbids to take its signature.</summary>
    public static SignatureField At(Instant now, SignatureField field) => field.Verifiable.IsNone ? field
        : field.Stated.Expires.Exists(expires => expires < now) ? SignatureField.Settled(field.Stated, DkimResult.PermError, "the signature has expired")
        : field.Stated.Signed.Exists(signed => signed > now + ClockSkew) ? SignatureField.Settled(field.Stated, DkimResult.Policy, "signed in the future")
        : field;

    /// <summary>The result of a signature and its cost, or the question for its key.</summary>
    public static Validation<Question, (SignatureResult Result, VerificationWork Work)> Of(
        Knowledge known, SignatureField field, HeaderDigester header, BodyDigests body, PublicKeys keys) =>
        field.Verifiable.Match(
            signature => Of(known, signature, header, body, keys).Map(found => (
                field.Stated with { Result = found.Finding.Result, Reason = found.Finding.Reason, KeyBits = found.Finding.Bits, InTest = found.Finding.InTest },
                found.Work)),
            () => Prelude.Success<Question, (SignatureResult, VerificationWork)>((field.Stated, VerificationWork.None)));

    /// <summary>What the key says to a signature: the body first, which needs no key.</summary>
    public static Validation<Question, (KeyFinding Finding, VerificationWork Work)> Of(
        Knowledge known, Signature signature, HeaderDigester header, BodyDigests body, PublicKeys keys)
    {
        var stated = body.Of.Find(signature.Body);
        if (stated != signature.BodyHash)
        {
            var reason = stated.IsNone ? "the body is shorter than what was signed" : "the body was changed";
            return Prelude.Success<Question, (KeyFinding, VerificationWork)>((new KeyFinding(DkimResult.Fail, reason, 0, false, 0), VerificationWork.None));
        }

        var digest = header.Of(signature.HeaderForm, signature.SignedFields, signature.Field, signature.Place);
        return KeyCheck.Of(known, signature.Key, digest.Sha256, signature.Value, keys)
            .Map(finding => (finding, new VerificationWork(digest.HashedOctets, finding.Verifications)));
    }
}
