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
        Knowledge known, DomainName author, DmarcFinding policy, SpfRequest request, SpfResult spf, Seq<SignatureResult> signatures) => policy switch
    {
        DmarcFinding.None => Settled(new DmarcEvaluation(author, policy, DmarcResult.None, default, BySpf: false)),
        DmarcFinding.Unknown => Settled(new DmarcEvaluation(author, policy, DmarcResult.TempError, default, BySpf: false)),
        _ => Aligned(known, author, policy, request, spf, signatures),
    };

    static Validation<Question, DmarcEvaluation> Aligned(
        Knowledge known, DomainName author, DmarcFinding policy, SpfRequest request, SpfResult spf, Seq<SignatureResult> signatures)
    {
        var modes = policy is DmarcFinding.Published published ? published.Alignment : AlignmentModes.Relaxed;
        var checks = signatures.SelectEach(signature => Candidate(modes.Dkim, ClaimOf(signature), signature.Domain, signature))
            .Then(Candidate(modes.Spf, ClaimOf(spf), DomainName.Parse(request.Domain).ToOption(), Option<SignatureResult>.None));
        return checks
            .MapStrict(check => DmarcAlignment.Of(known, check.Mode, author, check.Domain).Map(alignment => check with { Alignment = alignment }))
            .Together()
            .Map(done => Of(author, policy, done));
    }

    static DmarcEvaluation Of(DomainName author, DmarcFinding policy, Seq<IdentityCheck> checks)
    {
        var aligned = checks.FilterStrict(static check => check is { Claim: Claim.Holds, Alignment: Alignment.Yes });
        var doubtful = checks.Exists(static check => check.Alignment != Alignment.No && (check.Claim == Claim.Unknown || check.Alignment == Alignment.Unknown));
        var result = !aligned.IsEmpty ? DmarcResult.Pass : doubtful ? DmarcResult.TempError : DmarcResult.Fail;
        return new DmarcEvaluation(
            author, policy, result, aligned.SelectEach(static check => check.Signature.Case is SignatureResult signature ? Seqs.Of(signature) : default), aligned.Exists(static check => check.Signature.IsNone));
    }

    /// What neither holds nor may hold later is left out. A signature in test counts as none (RFC 6376 §3.6.1).
    static Seq<IdentityCheck> Candidate(AlignmentMode mode, Claim claim, Option<DomainName> domain, Option<SignatureResult> signature) =>
        claim != Claim.Fails && domain.Case is DomainName name ? Seqs.Of(new IdentityCheck(mode, claim, name, signature, Alignment.No)) : default;

    static Claim ClaimOf(SignatureResult signature) =>
        signature.InTest ? Claim.Fails : signature.Result switch { DkimResult.Pass => Claim.Holds, DkimResult.TempError => Claim.Unknown, _ => Claim.Fails };

    static Claim ClaimOf(SpfResult spf) => spf switch { SpfResult.Pass => Claim.Holds, SpfResult.TempError => Claim.Unknown, _ => Claim.Fails };

    static Validation<Question, DmarcEvaluation> Settled(DmarcEvaluation evaluation) => Prelude.Success<Question, DmarcEvaluation>(evaluation);

    enum Claim
    {
        Fails,
        Unknown,
        Holds,
    }

    /// One authenticated domain that is compared with the author's; without a signature it is that of SPF.
    sealed record IdentityCheck(AlignmentMode Mode, Claim Claim, DomainName Domain, Option<SignatureResult> Signature, Alignment Alignment);
}
