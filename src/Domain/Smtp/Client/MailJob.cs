using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>One mail to hand to a relay: its envelope, and what must be known of its content to declare it truthfully.</summary>
/// <param name="Sender">The reverse-path to announce.</param>
/// <param name="Fallback">Who to name instead when the relay refuses the reverse-path: the null one, or one that is not the account's.</param>
/// <param name="Recipients">Where to; at least one, each once.</param>
/// <param name="Size">Octets of the content, before dot-stuffing.</param>
/// <param name="EightBit">True when the content holds octets above 127.</param>
/// <param name="Utf8">What of its header section needs SMTPUTF8.</param>
public sealed record MailJob(ReversePath Sender, Option<Mailbox> Fallback, Seq<Mailbox> Recipients, long Size, bool EightBit, Utf8Need Utf8);

/// <summary>What of a header section needs SMTPUTF8 (RFC 6531 §3.4, RFC 6532 §3).</summary>
public enum Utf8Need
{
    /// <summary>Nothing: it is ASCII, or nobody has declared that it is not.</summary>
    Nothing,

    /// <summary>Text: a subject, the name of an author. It can be written in ASCII (RFC 2047).</summary>
    Text,

    /// <summary>An address, which cannot.</summary>
    Address,
}

/// <summary>How the attempt for one recipient ended.</summary>
public abstract record Outcome
{
    Outcome() { }

    /// <summary>The relay took the mail for this recipient.</summary>
    public sealed record Delivered(Reply Reply) : Outcome;

    /// <summary>Not now: a 4yz, or no reply at all, in which case the reply is our own description.</summary>
    public sealed record Deferred(Reply Reply) : Outcome
    {
        /// <summary>True where it will stay so until the owner mends the settings, the account or the machine.</summary>
        public bool IsSetUp { get; init; }
    }

    /// <summary>Never: a 5yz.</summary>
    public sealed record Failed(Reply Reply) : Outcome;

    /// <summary>What a reply about the mail means. 530 and its kin are not about the mail: they want a login or TLS first (RFC 4954 §6, RFC 3207 §4).</summary>
    public static Outcome Of(Reply reply) =>
        reply.IsPositive ? new Delivered(reply)
        : reply.Code is 530 or 534 or 535 or 538 ? Of(new RelayFault.LoginWanted(reply))
        : reply.IsPermanent ? new Failed(reply)
        : new Deferred(reply);

    /// <summary>What a fault means: the mail is kept.</summary>
    public static Outcome Of(RelayFault fault) => new Deferred(fault.Because) { IsSetUp = fault.IsSetUp };

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
public sealed record DeliveryReport(Seq<(Mailbox Recipient, Outcome Outcome)> Outcomes)
{
    /// <summary>What was changed of the content so that it could be sent, if it was.</summary>
    public Option<SevenBitChange> Change { get; init; }

    /// <summary>The envelope sender that stood in for that of the job, if one did.</summary>
    public Option<ReversePath> SentFrom { get; init; }

    /// <summary>True when every recipient has the mail.</summary>
    public bool IsDelivered => Outcomes.ForAll(static item => item.Outcome is Outcome.Delivered);

    /// <summary>The same outcome for each recipient of a job.</summary>
    public static DeliveryReport Of(MailJob job, Outcome outcome) => new(job.Recipients.MapStrict(recipient => (recipient, outcome)));

    /// <summary>The reports of the transactions that a job took, as one. Each recipient was in one of them.</summary>
    public static DeliveryReport Join(MailJob job, Seq<DeliveryReport> parts) =>
        parts.Count == 1 ? parts.Head
        : new(job.Recipients.Map(recipient => parts.SelectEach(part => part.Outcomes).AsEnumerable().First(item => item.Recipient == recipient)))
        {
            Change = parts.Map(part => part.Change).Find(change => change.IsSome).Flatten(),
            SentFrom = parts.Map(part => part.SentFrom).Find(sender => sender.IsSome).Flatten(),
        };
}
