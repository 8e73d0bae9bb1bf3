namespace Laitos.Domain.Addresses;

/// <summary>Whom to tell about a failure: the argument of MAIL (RFC 5321 §4.1.2 <c>Reverse-path</c>).</summary>
public abstract record ReversePath
{
    ReversePath() { }

    /// <summary>Nobody (<c>&lt;&gt;</c>): the mail is itself a notification (RFC 5321 §4.5.5).</summary>
    public sealed record Null : ReversePath
    {
        /// <inheritdoc/>
        public override string ToString() => "<>";
    }

    /// <summary>A mailbox; a source route in front of it has been dropped (RFC 5321 appendix C).</summary>
    public sealed record Sender(Mailbox Mailbox) : ReversePath
    {
        /// <inheritdoc/>
        public override string ToString() => $"<{Mailbox.Local}@{Mailbox.Host}>";
    }

    /// <summary>The mailbox, none for the null path.</summary>
    public Option<Mailbox> Address => this is Sender sender ? sender.Mailbox : Option<Mailbox>.None;
}

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
        public override string ToString() => $"<{Mailbox.Local}@{Mailbox.Host}>";
    }
}
