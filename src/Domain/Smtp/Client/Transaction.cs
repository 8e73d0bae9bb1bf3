using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>A mail on its way to the relay, and what the relay has said to it so far.</summary>
/// <param name="Job">What to send.</param>
/// <param name="Sender">The reverse-path that is announced: the job's, or its fallback.</param>
/// <param name="Recipients">Those of the job's recipients that this transaction is for.</param>
/// <param name="SenderReply">The reply to MAIL.</param>
/// <param name="Answers">The replies to RCPT so far, in the order of the recipients; at most as many.</param>
/// <param name="ClosingReply">The reply to MAIL or RCPT after which there is nobody to speak to: 421, or a 3yz, which is out of turn.</param>
public sealed record Transaction(MailJob Job, ReversePath Sender, Seq<Mailbox> Recipients, Option<Reply> SenderReply, Seq<Reply> Answers, Option<Reply> ClosingReply)
{
    /// <summary>
    /// The transactions that a job takes: one, unless recipients differ in nothing but letter case. Those are different mailboxes
    /// (RFC 5321 §2.4), but a sending library may take them for one.
    /// </summary>
    public static Seq<Transaction> Of(MailJob job) => AreUnlike(job.Recipients)
        ? Seqs.Of(new Transaction(job, job.Sender, job.Recipients, Option<Reply>.None, default, Option<Reply>.None))
        : job.Recipients.AsEnumerable()
            .GroupBy(recipient => recipient.ToString(), StringComparer.OrdinalIgnoreCase)
            .SelectMany(alike => alike.Select((recipient, round) => (recipient, round)))
            .GroupBy(item => item.round, item => item.recipient)
            .OrderBy(round => round.Key)
            .Select(round => new Transaction(job, job.Sender, round.Gather(), Option<Reply>.None, default, Option<Reply>.None))
            .Gather();

    /// So few recipients are compared with one another.
    const int Few = 8;

    static bool AreUnlike(Seq<Mailbox> recipients)
    {
        if (recipients.Count > Few)
        {
            return recipients.AsEnumerable().Select(recipient => recipient.ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Count() == recipients.Count;
        }

        for (var i = 1; i < recipients.Count; i++)
        {
            for (var other = 0; other < i; other++)
            {
                if (recipients[i].Host == recipients[other].Host && string.Equals(recipients[i].Local.ToString(), recipients[other].Local.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// More recipients than this are announced one by one, lest both sides wait for the other to read (RFC 2920 §3.1).
    const int MostPipelined = 100;

    /// <summary>True when its commands may be written ahead of their replies.</summary>
    public bool MayPipeline => Recipients.Count <= MostPipelined;

    /// <summary>True when the relay has answered for each recipient.</summary>
    public bool AllAnswered => Answers.Count >= Recipients.Count;

    /// <summary>True when the relay took at least one recipient.</summary>
    public bool AnyAccepted => SenderReply.Exists(reply => reply.IsPositive) && Answers.Exists(answer => answer.IsPositive);

    /// <summary>True when addresses or content call for SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool NeedsUtf8 => Job.Utf8 == Utf8Need.Text || HasUtf8Address;

    /// <summary>True when an address is beyond ASCII, in the envelope or in the header section: there is no way round SMTPUTF8.</summary>
    public bool HasUtf8Address => Job.Utf8 == Utf8Need.Address || Sender.Address.Exists(address => address.NeedsUtf8) || Job.Recipients.Exists(recipient => recipient.NeedsUtf8);

    /// <summary>This mail, from this sender, as if nothing had been said to it.</summary>
    public Transaction RestartedFrom(ReversePath sender) => IsUntouched && Sender == sender ? this : this with { Sender = sender, SenderReply = Option<Reply>.None, Answers = default, ClosingReply = Option<Reply>.None };

    /// <summary>This mail with the reply to MAIL.</summary>
    public Transaction SenderAnswered(Reply reply) => IsLast(reply) ? this with { ClosingReply = reply } : this with { SenderReply = reply };

    /// <summary>This mail with the reply to one more RCPT. 552 there means 452: too many recipients (RFC 5321 §4.5.3.1.10).</summary>
    public Transaction Answered(Reply reply) =>
        ClosingReply.IsSome ? this
        : IsLast(reply) ? this with { ClosingReply = reply }
        : reply.Code == 552 ? With(reply with { Code = 452, Status = new EnhancedStatus(4, 5, 3) })
        : With(reply);

    Transaction With(Reply answer) => this with { Answers = Answers.IsEmpty ? Seqs.Of(answer) : Answers.Add(answer) };

    /// <summary>How the transaction goes on after the reply that came last.</summary>
    public NextMove NextMove(PartialRefusal partial) =>
        ClosingReply.IsSome ? Client.NextMove.Disconnect
        : SenderReply.Exists(reply => !reply.IsPositive) || HeldBack(partial).IsSome ? Client.NextMove.Reset
        : Client.NextMove.Continue;

    /// <summary>True when nothing is sent after the replies so far: the sender was refused, or every recipient, or the mail is held back.</summary>
    public bool HasStopped(PartialRefusal partial) => NextMove(partial) == Client.NextMove.Reset || (AllAnswered && !AnyAccepted);

    /// <summary>Why those who were accepted do not get the mail either, when another is to be tried again and the policy is all or nothing.</summary>
    public Option<RelayFault> HeldBack(PartialRefusal partial) =>
        partial == PartialRefusal.AllOrNothing && AllAnswered
            ? Answers.Find(answer => answer.IsTransient).Map(RelayFault (other) => new RelayFault.HeldBack(other))
            : Option<RelayFault>.None;

    /// <summary>The report in which each refused recipient has its own refusal, and all others share this outcome.</summary>
    public DeliveryReport Settle(Outcome others)
    {
        var refusals = SenderReply.Exists(reply => reply.IsPositive) ? Answers : default;
        return new DeliveryReport(Recipients.MapStrict((recipient, index) =>
            (recipient, index < refusals.Count && !refusals[index].IsPositive ? Outcome.Of(refusals[index]) : others)));
    }

    bool IsUntouched => SenderReply.IsNone && Answers.IsEmpty && ClosingReply.IsNone;

    static bool IsLast(Reply reply) => reply.Code == 421 || reply.IsIntermediate;
}

/// <summary>How a transaction goes on.</summary>
public enum NextMove
{
    /// <summary>With the next command.</summary>
    Continue,

    /// <summary>Not at all: RSET, and the connection serves the next mail.</summary>
    Reset,

    /// <summary>Not at all, and the connection is of no more use.</summary>
    Disconnect,
}
