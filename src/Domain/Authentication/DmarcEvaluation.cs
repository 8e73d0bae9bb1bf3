using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>The results of DMARC for one author's domain (RFC 9989 §5.3.4).</summary>
public enum DmarcResult
{
    /// <summary>The domain publishes no policy.</summary>
    None,

    /// <summary>An authenticated domain is aligned with it.</summary>
    Pass,

    /// <summary>None is.</summary>
    Fail,

    /// <summary>The DNS did not tell what would decide it.</summary>
    TempError,
}

/// <summary>What DMARC comes to for one author's domain.</summary>
/// <param name="Author">The domain of the From field.</param>
/// <param name="Policy">What its owner asks for.</param>
/// <param name="Result">The result.</param>
/// <param name="Signatures">The signatures that hold and are aligned with it, in their order.</param>
/// <param name="BySpf">True when SPF passed for an aligned domain.</param>
public sealed record DmarcEvaluation(DomainName Author, DmarcFinding Policy, DmarcResult Result, Seq<SignatureResult> Signatures, bool BySpf)
{
    /// <summary>True when the owner of the domain asks to quarantine or reject this very mail.</summary>
    public bool IsFailing => Result == DmarcResult.Fail && Policy.IsEnforcing;

    /// <summary>The result, or the questions still missing: for the Organizational Domains, where alignment needs them.</summary>
    /// <param name="known">The answers so far.</param>
    /// <param name="author">The author's domain.</param>
    /// <param name="policy">What its owner asks for: <see cref="AuthorPolicy.For"/>.</param>
    /// <param name="request">What SPF checked.</param>
    /// <param name="spf">What it came to.</param>
    /// <param name="signatures">What the DKIM signatures came to.</param>
    public static Validation<Question, DmarcEvaluation> Of(
        Knowledge known, DomainName author, DmarcFinding policy, SpfRequest request, SpfResult spf, Seq<SignatureResult> signatures) =>
        policy switch
        {
            DmarcFinding.None => Settled(new DmarcEvaluation(author, policy, DmarcResult.None, default, BySpf: false)),
            DmarcFinding.Unknown => Settled(new DmarcEvaluation(author, policy, DmarcResult.TempError, default, BySpf: false)),
            _ => Aligned(known, author, policy, request, spf, signatures),
        };

    static Validation<Question, DmarcEvaluation> Aligned(
        Knowledge known, DomainName author, DmarcFinding policy, SpfRequest request, SpfResult spf, Seq<SignatureResult> signatures)
    {
        var modes = policy is DmarcFinding.Published published ? published.Alignment : AlignmentModes.Relaxed;
        var (aligned, isDoubtful, missing) = (new List<SignatureResult>(), false, new List<Question>());
        for (var i = 0; i < signatures.Count; i++)
        {
            var claim = Aligned(known, modes.Dkim, author, ClaimOf(signatures[i]), signatures[i].Domain, missing);
            isDoubtful |= claim == Claim.Unknown;
            if (claim == Claim.Holds)
            {
                aligned.Add(signatures[i]);
            }
        }

        var bySpf = Aligned(known, modes.Spf, author, ClaimOf(spf), DomainName.Parse(request.Domain).ToOption(), missing);
        var result = aligned.Count > 0 || bySpf == Claim.Holds ? DmarcResult.Pass
            : isDoubtful || bySpf == Claim.Unknown ? DmarcResult.TempError
            : DmarcResult.Fail;
        return missing.Count > 0
            ? Validation<Question, DmarcEvaluation>.Fail(missing.Gather().Once())
            : Settled(new DmarcEvaluation(author, policy, result, aligned.Gather(), bySpf == Claim.Holds));
    }

    /// What is left of the claim of an authenticated domain for the author: it holds where both are aligned. Questions that are missing are added.
    static Claim Aligned(Knowledge known, AlignmentMode mode, DomainName author, Claim claim, Option<DomainName> domain, List<Question> missing)
    {
        if (claim == Claim.Fails || domain.Case is not DomainName authenticated)
        {
            return Claim.Fails;
        }

        if (!DmarcAlignment.Of(known, mode, author, authenticated).IsKnown(out var alignment, out var lacking))
        {
            missing.AddRange(lacking);
            return Claim.Unknown;
        }

        return (claim, alignment) switch
        {
            (_, Alignment.No) => Claim.Fails,
            (Claim.Holds, Alignment.Yes) => Claim.Holds,
            _ => Claim.Unknown,
        };
    }

    /// A signature in test counts as none (RFC 6376 §3.6.1).
    static Claim ClaimOf(SignatureResult signature) =>
        signature.InTest ? Claim.Fails : signature.Result switch { DkimResult.Pass => Claim.Holds, DkimResult.TempError => Claim.Unknown, _ => Claim.Fails };

    static Claim ClaimOf(SpfResult spf) => spf switch { SpfResult.Pass => Claim.Holds, SpfResult.TempError => Claim.Unknown, _ => Claim.Fails };

    static Validation<Question, DmarcEvaluation> Settled(DmarcEvaluation evaluation) => Prelude.Success<Question, DmarcEvaluation>(evaluation);

    /// Whether a domain is authenticated.
    enum Claim
    {
        Fails,
        Unknown,
        Holds,
    }
}
