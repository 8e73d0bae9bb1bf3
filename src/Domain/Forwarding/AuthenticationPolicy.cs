namespace Laitos.Domain.Forwarding;

/// <summary>What is done with mail whose sender is not who it claims to be.</summary>
/// <param name="OnDmarcFail">With mail that fails DMARC under a policy of quarantine or reject.</param>
/// <param name="OnSpfFail">With mail that SPF condemns and that neither DMARC nor DKIM speaks for.</param>
public sealed record AuthenticationPolicy(DmarcFailTreatment OnDmarcFail, SpfFailTreatment OnSpfFail)
{
    /// <summary>What holds where the settings say nothing.</summary>
    public static AuthenticationPolicy Standard { get; } = new(DmarcFailTreatment.Rewrite, SpfFailTreatment.Forward);
}

/// <summary>What becomes of mail that fails DMARC under a policy of quarantine or reject.</summary>
public enum DmarcFailTreatment
{
    /// <summary>It is forwarded with a changed author domain, and says that the sender is not verified.</summary>
    Rewrite,

    /// <summary>It is forwarded as an attachment of a warning.</summary>
    Wrap,

    /// <summary>It is kept in the queue until the owner releases it.</summary>
    Hold,

    /// <summary>It is refused where the policy is reject and a further sign is bad; otherwise it is treated as <see cref="Rewrite"/> (RFC 9989 §7.4).</summary>
    Reject,
}

/// <summary>What becomes of mail that SPF condemns, without DMARC and DKIM.</summary>
public enum SpfFailTreatment
{
    /// <summary>It is forwarded.</summary>
    Forward,

    /// <summary>It is refused (RFC 7372 §3.2).</summary>
    Reject,
}
