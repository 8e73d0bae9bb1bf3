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
