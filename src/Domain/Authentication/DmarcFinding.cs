using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication;

/// <summary>What is known of the DMARC policy of one domain.</summary>
public abstract record DmarcFinding
{
    DmarcFinding() { }

    /// <summary>A policy applies to the domain.</summary>
    /// <param name="Stated">The policy as the record states it.</param>
    /// <param name="Tag">The tag that states it.</param>
    /// <param name="RecordAt">The domain that publishes the record: the domain itself, its Organizational Domain or its public suffix.</param>
    /// <param name="Testing">True when the record says <c>t=y</c>.</param>
    public sealed record Published(AssessmentPolicy Stated, PolicyTag Tag, DomainName RecordAt, bool Testing) : DmarcFinding
    {
        /// <summary>How close an authenticated domain must be to the author's.</summary>
        public AlignmentModes Alignment { get; init; } = AlignmentModes.Relaxed;

        /// <summary>The policy that receivers will apply: under test, one level below what is stated (RFC 9989 §4.7, tag <c>t</c>).</summary>
        public AssessmentPolicy Effective => (Testing, Stated) switch
        {
            (true, AssessmentPolicy.Reject) => AssessmentPolicy.Quarantine,
            (true, _) => AssessmentPolicy.None,
            (false, _) => Stated,
        };
    }

    /// <summary>No policy: nothing is published, or what is published asks for no DMARC.</summary>
    public sealed record None : DmarcFinding;

    /// <summary>The DNS did not tell, and nothing is guessed.</summary>
    public sealed record Unknown(string Reason) : DmarcFinding;

    /// <summary>What is published is void by the letter, and receivers are likely to enforce it all the same.</summary>
    /// <param name="Policy">What it seems to ask for; not <see cref="AssessmentPolicy.None"/>.</param>
    /// <param name="RecordAt">The domain that publishes it.</param>
    public sealed record Malformed(AssessmentPolicy Policy, DomainName RecordAt) : DmarcFinding;

    /// <summary>True when receivers will quarantine or reject mail in the name of the domain that fails DMARC.</summary>
    public bool IsEnforcing => this is Published { Effective: not AssessmentPolicy.None } or Malformed;
}

/// <summary>What a domain owner asks for mail that fails DMARC: the Domain Owner Assessment Policy (RFC 9989 §4.7, tag <c>p</c>).</summary>
public enum AssessmentPolicy
{
    /// <summary>No preference.</summary>
    None,

    /// <summary>The mail is suspicious.</summary>
    Quarantine,

    /// <summary>The use of the domain is not valid.</summary>
    Reject,
}

/// <summary>The tag of a record that a policy was taken from (RFC 9989 §4.7).</summary>
public enum PolicyTag
{
    /// <summary>The policy of the domain itself, and of its subdomains where no other tag speaks of them.</summary>
    P,

    /// <summary>The policy of existing subdomains.</summary>
    Sp,

    /// <summary>The policy of subdomains that do not exist.</summary>
    Np,
}

/// <summary>The policies that one record states: <c>p</c>, and <c>sp</c> and <c>np</c> where they are present (RFC 9989 §4.7).</summary>
public sealed record StatedPolicies(AssessmentPolicy Domain, Option<AssessmentPolicy> Subdomains, Option<AssessmentPolicy> MissingSubdomains)
{
    /// <summary>For the domain of the record itself.</summary>
    public (PolicyTag Tag, AssessmentPolicy Policy) ForItself => (PolicyTag.P, Domain);

    /// <summary>For a subdomain that exists: <c>sp</c>, else <c>p</c>.</summary>
    public (PolicyTag Tag, AssessmentPolicy Policy) ForSubdomain => Subdomains.Match(policy => (PolicyTag.Sp, policy), () => ForItself);

    /// <summary>For a subdomain that does not exist: <c>np</c>, else <c>sp</c>, else <c>p</c>.</summary>
    public (PolicyTag Tag, AssessmentPolicy Policy) ForMissingSubdomain => MissingSubdomains.Match(policy => (PolicyTag.Np, policy), () => ForSubdomain);
}
