using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>How far ahead commands are written before their replies are read (RFC 2920 §3.1).</summary>
public enum Pipelined
{
    /// <summary>Not at all.</summary>
    Nothing,

    /// <summary>MAIL and all RCPTs in one write.</summary>
    Recipients,

    /// <summary>MAIL, all RCPTs and DATA in one write.</summary>
    Data,
}

/// <summary>A mail on its way to the relay, and what the relay has said to it so far.</summary>
/// <param name="Job">What to send.</param>
/// <param name="Sender">The reverse-path that is announced: the job's, or its fallback.</param>
/// <param name="Reused">True while the mail depends on a connection that had been idle, of which no sign of life has come yet.</param>
/// <param name="Ahead">How far ahead its commands were written.</param>
/// <param name="SenderRefusal">The reply to MAIL, if it was a refusal whose following replies are still to be read.</param>
/// <param name="Answers">The replies to RCPT so far, in the order of the job; at most as many as recipients.</param>
public sealed record Transaction(
    MailJob Job, ReversePath Sender, bool Reused, Pipelined Ahead, Option<Reply> SenderRefusal, Seq<Reply> Answers)
{
    /// <summary>A mail of which nothing has been said to the relay.</summary>
    public static Transaction Of(MailJob job, ReversePath sender, bool reused) =>
        new(job, sender, reused, Pipelined.Nothing, Option<Reply>.None, default);

    /// <summary>True when the relay has answered for each recipient.</summary>
    public bool AllAnswered => Answers.Count >= Job.Recipients.Count;

    /// <summary>True when the relay took at least one recipient.</summary>
    public bool AnyAccepted => SenderRefusal.IsNone && Answers.Exists(answer => answer.IsPositive);

    /// <summary>The first recipient's refusal for now, if there is one.</summary>
    public Option<Reply> Postponement => Answers.Find(answer => answer.IsTransient);

    /// <summary>True when addresses or content need SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool NeedsUtf8 => Job.Utf8 || Sender.Address.Exists(address => address.NeedsUtf8) || Job.Recipients.Exists(recipient => recipient.NeedsUtf8);

    /// <summary>This mail with the reply to one more RCPT. 552 there means 452: too many recipients (RFC 5321 §4.5.3.1.10).</summary>
    public Transaction Answered(Reply reply) =>
        this with { Answers = Answers.Add(reply.Code == 552 ? reply with { Code = 452, Status = new EnhancedStatus(4, 5, 3) } : reply) };

    /// <summary>The report in which each refused recipient has its own refusal, and all others share this reply.</summary>
    public DeliveryReport Settle(Reply others)
    {
        var refusals = SenderRefusal.IsSome ? default : Answers;
        return new DeliveryReport(Job.Recipients.AsEnumerable()
            .Select((recipient, index) => (recipient, OutcomeOf(index < refusals.Count && !refusals[index].IsPositive ? refusals[index] : others)))
            .Gather());
    }

    static Outcome OutcomeOf(Reply reply) =>
        reply.IsPositive ? new Outcome.Delivered(reply)
        : reply.IsPermanent ? new Outcome.Failed(reply)
        : new Outcome.Deferred(reply);
}
