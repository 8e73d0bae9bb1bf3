using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>One mail to hand to a relay: its envelope, and what must be known of its content to declare it truthfully.</summary>
/// <param name="Sender">The reverse-path to announce.</param>
/// <param name="Fallback">Who to name instead when the relay refuses a null reverse-path.</param>
/// <param name="Recipients">Where to; at least one, each once.</param>
/// <param name="Size">Octets of the content, before dot-stuffing.</param>
/// <param name="EightBit">True when the content holds octets above 127.</param>
/// <param name="Utf8">True when header section or addresses need SMTPUTF8 (RFC 6531 §3.4).</param>
public sealed record MailJob(ReversePath Sender, Option<Mailbox> Fallback, Seq<Mailbox> Recipients, long Size, bool EightBit, bool Utf8);

/// <summary>How the attempt for one recipient ended.</summary>
public abstract record Outcome
{
    Outcome() { }

    /// <summary>The relay took the mail for this recipient.</summary>
    public sealed record Delivered(Reply Reply) : Outcome;

    /// <summary>Not now: a 4yz, or no reply at all, in which case the reply is our own description.</summary>
    public sealed record Deferred(Reply Reply) : Outcome;

    /// <summary>Never: a 5yz.</summary>
    public sealed record Failed(Reply Reply) : Outcome;

    /// <summary>The reply that the outcome rests on.</summary>
    public Reply Because => this switch
    {
        Delivered(var reply) => reply,
        Deferred(var reply) => reply,
        Failed(var reply) => reply,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How one mail fared, recipient by recipient, in the order of the job.</summary>
public sealed record DeliveryReport(Seq<(Mailbox Recipient, Outcome Outcome)> Outcomes);
