using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Signatures.Arc;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Keys;

namespace Laitos.Signatures;

/// <summary>Verifies the signatures of one mail (RFC 6376 §6, RFC 8617 §5.2).</summary>
public static class SignatureCheck
{
    /// <summary>
    /// What the signatures came to, or the keys that must be asked for. Two rounds at most: <see cref="MailSignatures.KeyQuestions"/>, then the keys of the
    /// older seals of a chain whose newest set holds. A result depends on nothing but the arguments.
    /// </summary>
    /// <param name="known">The key records known so far.</param>
    /// <param name="mail">The signatures.</param>
    /// <param name="body">The digests of <see cref="MailSignatures.BodyParts"/>.</param>
    /// <param name="keys">Keys that were read before.</param>
    public static Validation<Question, SignatureFindings> Of(Knowledge known, MailSignatures mail, BodyDigests body, PublicKeys keys) =>
        Measured(known, mail, body, keys).Map(measured => measured.Findings);

    /// <summary>The same, with what it has cost.</summary>
    public static Validation<Question, (SignatureFindings Findings, VerificationWork Work)> Measured(
        Knowledge known, MailSignatures mail, BodyDigests body, PublicKeys keys)
    {
        // Nothing is computed before all that is asked for now is known.
        var missing = mail.KeyQuestions.FilterStrict(question => !known.Knows(question));
        return !missing.IsEmpty ? Validation<Question, (SignatureFindings, VerificationWork)>.Fail(missing)
            : ArcCheck.Of(known, mail.Arc, mail.Header, body, keys).IsKnown(out var arc, out var ofArc) ? Dkim(known, mail, arc, body, keys)
            : Validation<Question, (SignatureFindings, VerificationWork)>.Fail(ofArc);
    }

    static Validation<Question, (SignatureFindings Findings, VerificationWork Work)> Dkim(
        Knowledge known, MailSignatures mail, (ArcFinding Finding, VerificationWork Work) arc, BodyDigests body, PublicKeys keys)
    {
        var (results, work, questions) = (new SignatureResult[mail.Dkim.Count], arc.Work, default(List<Question>));
        for (var i = 0; i < results.Length; i++)
        {
            if (DkimCheck.Of(known, mail.Dkim[i], mail.Header, body, keys).IsKnown(out var one, out var missing))
            {
                (results[i], work) = (one.Result, work + one.Work);
            }
            else
            {
                (questions ??= []).AddRange(missing);
            }
        }

        return questions is null
            ? Prelude.Success<Question, (SignatureFindings, VerificationWork)>((new SignatureFindings(Seqs.Of<SignatureResult>(results), arc.Finding, mail.NotLookedAt), work))
            : Validation<Question, (SignatureFindings, VerificationWork)>.Fail(questions.Distinct().Gather());
    }
}
