namespace Laitos.Domain.Addresses;

/// <summary>A recipient: the argument of RCPT (RFC 5321 §4.1.1.3).</summary>
public abstract record ForwardPath
{
    ForwardPath() { }

    /// <summary>The reserved word <c>postmaster</c> without a domain, in any letter case (RFC 5321 §4.5.1).</summary>
    public sealed record Postmaster : ForwardPath
    {
        /// <inheritdoc/>
        public override string ToString() => "<postmaster>";
    }

    /// <summary>A mailbox; a source route in front of it has been dropped (RFC 5321 appendix C).</summary>
    public sealed record Recipient(Mailbox Mailbox) : ForwardPath
    {
        /// <inheritdoc/>
        public override string ToString() => $"<{Mailbox}>";
    }
}
