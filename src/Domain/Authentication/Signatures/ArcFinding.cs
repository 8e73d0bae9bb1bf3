using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication.Signatures;

/// <summary>The status of an Authenticated Received Chain (RFC 8617 §4.4).</summary>
public enum ArcResult
{
    /// <summary>The mail has no chain.</summary>
    None,

    /// <summary>The chain is whole, each of its seals holds, and so does the newest of its message signatures.</summary>
    Pass,

    /// <summary>The chain does not hold. All failures are permanent, those of the DNS too (RFC 8617 §5.2.1).</summary>
    Fail,
}

/// <summary>What the Authenticated Received Chain of a mail came to.</summary>
/// <param name="Result">The status of the chain.</param>
/// <param name="Sets">How many ARC Sets the mail has: the highest instance.</param>
/// <param name="Sealer">The domain of the newest seal, tag <c>d</c>; none when it does not state a valid one.</param>
/// <param name="Reason">Why the chain fails, in a short phrase of printable ASCII; empty otherwise.</param>
public sealed record ArcFinding(ArcResult Result, int Sets, Option<DomainName> Sealer, string Reason);

/// <summary>What the signatures of one mail came to.</summary>
/// <param name="Dkim">The DKIM signatures in the order in which they were looked at: those of an author's domain first, then from top to bottom.</param>
/// <param name="Arc">The Authenticated Received Chain.</param>
/// <param name="NotLookedAt">How many further DKIM signatures the mail has.</param>
public sealed record SignatureFindings(Seq<SignatureResult> Dkim, ArcFinding Arc, int NotLookedAt);
