using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>One domain that a mail speaks for, and what its owner asks for.</summary>
public sealed record DomainFinding(DomainName Domain, DmarcFinding Finding);

/// <summary>What the owners of all domains of one mail ask for.</summary>
/// <param name="Findings">The domains of the From field in their order, then that of the envelope sender; each once.</param>
public sealed record Enforcement(Seq<DomainFinding> Findings)
{
    /// <summary>The domains whose owners ask to quarantine or reject mail that fails DMARC.</summary>
    public Seq<DomainName> Enforcing => Findings.Filter(each => each.Finding.IsEnforcing).Map(each => each.Domain);

    /// <summary>The domains of which it is not known.</summary>
    public Seq<DomainName> Unknown => Findings.Filter(each => each.Finding is DmarcFinding.Unknown).Map(each => each.Domain);
}

/// <summary>Finds out what the owners of the domains of one mail ask for.</summary>
public static class AuthorPolicy
{
    /// <summary>The most domains of one From field that are looked up; further ones stay unknown. Real mail has one (RFC 9989 §5.3.1).</summary>
    public const int MaxAuthorDomains = 10;

    /// <summary>
    /// The findings for the domains of the From field and of the envelope sender, or the questions of the next round, to be asked together.
    /// Ends within <see cref="TreeWalk.MaxQuestions"/> + 1 rounds.
    /// </summary>
    public static Validation<Question, Enforcement> Of(Knowledge known, Seq<DomainName> authorDomains, Option<DomainName> envelopeDomain)
    {
        var authors = authorDomains.AsEnumerable().Distinct().ToArray();
        var lookedUp = authors.Take(MaxAuthorDomains).Concat(envelopeDomain.AsEnumerable()).ToHashSet();
        return authors.Concat(envelopeDomain.AsEnumerable()).Distinct()
            .Select(domain => (lookedUp.Contains(domain) ? Of(known, domain) : TooMany).Map(finding => new DomainFinding(domain, finding)))
            .Gather()
            .Together()
            .Map(findings => new Enforcement(findings));
    }

    /// By the letter first; where that leaves the mail unprotected, what receivers may make of a malformed record counts: when in doubt, rewrite.
    static Validation<Question, DmarcFinding> Of(Knowledge known, DomainName domain) =>
        DmarcPolicy.Of(known, domain).Map(finding => finding.IsEnforcing || finding is DmarcFinding.Unknown
            ? finding
            : DoubtfulPolicy.Of(known, domain).Match<DmarcFinding>(malformed => malformed, () => finding));

    static Validation<Question, DmarcFinding> TooMany =>
        Prelude.Success<Question, DmarcFinding>(new DmarcFinding.Unknown($"more than {MaxAuthorDomains} author domains"));
}
