using Laitos.Domain.Addresses;
using static Laitos.Domain.Smtp.Client.RelaySession;

namespace Laitos.Domain.Smtp.Client;

/// <summary>One mail transaction: MAIL, RCPT, and DATA or BDAT (RFC 5321 §3.3, RFC 2920, RFC 3030).</summary>
static class RelayTransfer
{
    /// More recipients than this are announced one by one, lest both sides wait for the other to read (RFC 2920 §3.1).
    const int MaxPipelined = 100;

    /// Begins unless the relay's own words rule the mail out, then nothing is sent.
    public static Step<RelaySession, RelayEffect> Begin(RelayPolicy policy, Channel channel, Transaction mail, bool reset) =>
        Objection(mail, channel.Offered).Match(
            objection => RelaySteps.Settle(policy, channel, reset, mail.Settle(objection)),
            () => reset
                ? RelaySteps.Ask(new AwaitingReset(mail, channel), RelayCommands.Reset, policy.Timeouts.Hello)
                : Announce(policy, channel, mail));

    public static Step<RelaySession, RelayEffect> AnsweredReset(RelayPolicy policy, AwaitingReset session, Reply reply) =>
        reply.IsPositive ? Announce(policy, session.Channel, session.Mail)
        : session.Mail.Reused ? RelayOpening.Reconnect(policy, session.Mail)
        : RelaySteps.GiveUp(policy, session.Mail, RelayFailures.NotWelcome(reply));

    /// The replies to commands that went ahead are read even when the sender was refused: to stay in step.
    public static Step<RelaySession, RelayEffect> AnsweredMail(RelayPolicy policy, AwaitingMail session, Reply reply)
    {
        var mail = session.Mail with { Reused = false };
        return reply.IsIntermediate ? OutOfTurn(policy, session, reply)
            : reply.IsPositive ? NextRecipient(policy, session.Channel, mail)
            : mail.Ahead == Pipelined.Nothing ? SenderRefused(policy, session.Channel, mail, reply)
            : NextRecipient(policy, session.Channel, mail with { SenderRefusal = reply });
    }

    public static Step<RelaySession, RelayEffect> AnsweredRecipient(RelayPolicy policy, AwaitingRecipient session, Reply reply) =>
        reply.IsIntermediate
            ? OutOfTurn(policy, session, reply)
            : NextRecipient(policy, session.Channel, session.Mail.Answered(reply));

    public static Step<RelaySession, RelayEffect> AnsweredData(RelayPolicy policy, AwaitingData session, Reply reply) =>
        reply.IsPositive ? OutOfTurn(policy, session, reply)
        : !reply.IsIntermediate ? Conclude(policy, session.Channel, session.Mail, reply)
        : !session.Mail.AnyAccepted ? RelaySteps.Ask(new AwaitingRefusal(session.Mail, session.Channel), RelayCommands.LoneDot, policy.Timeouts.DataTermination)
        : WithheldFor(policy, session.Mail).Match(
            reason => RelaySteps.GiveUp(policy, session.Mail, reason),
            () => SendContent(policy, session.Channel, session.Mail, default, ContentForm.Stuffed));

    public static Step<RelaySession, RelayEffect> AnsweredContent(RelayPolicy policy, AwaitingVerdict session, Reply reply) =>
        reply.IsIntermediate
            ? RelaySteps.GiveUp(policy, session.Mail, RelayFailures.InDoubt($"not an answer: {reply}"))
            : RelaySteps.Settle(policy, session.Channel, !reply.IsPositive, session.Mail.Settle(reply));

    /// Whatever the relay says to an empty mail for nobody: the refusals before it count.
    public static Step<RelaySession, RelayEffect> AnsweredLoneDot(RelayPolicy policy, AwaitingRefusal session) =>
        Conclude(policy, session.Channel, session.Mail, RelayFailures.Garbled(RelayStages.Of(session), "no recipient"));

    static Option<Reply> Objection(Transaction mail, ServiceExtensions offered) =>
        offered.SizeLimit.Where(limit => mail.Job.Size > limit).Map(RelayFailures.TooLarge)
        || (mail.NeedsUtf8 && !offered.Utf8 ? RelayFailures.NoUtf8 : Option<Reply>.None)
        || (mail.Job.EightBit && !offered.EightBitMime ? RelayFailures.NoEightBit : Option<Reply>.None);

    static Step<RelaySession, RelayEffect> Announce(RelayPolicy policy, Channel channel, Transaction mail)
    {
        var announced = mail with { Ahead = HowFarAhead(policy, channel.Offered, mail.Job.Recipients.Count) };
        return RelaySteps.Ask(new AwaitingMail(announced, channel), RelayCommands.Group(announced, channel.Offered), policy.Timeouts.Mail);
    }

    /// DATA cannot be taken back once a recipient was accepted, so it goes ahead only where no refusal of another recipient
    /// could make us want to. BDAT never does: content for refused recipients would travel in vain, and waiting costs no
    /// more round trips than DATA has.
    static Pipelined HowFarAhead(RelayPolicy policy, ServiceExtensions offered, int recipients) =>
        !offered.Pipelining || recipients > MaxPipelined ? Pipelined.Nothing
        : offered.Chunking ? Pipelined.Recipients
        : recipients == 1 || policy.Partial == PartialRefusal.Individually ? Pipelined.Data
        : Pipelined.Recipients;

    static Step<RelaySession, RelayEffect> NextRecipient(RelayPolicy policy, Channel channel, Transaction mail)
    {
        var next = new AwaitingRecipient(mail, channel);
        return mail.AllAnswered ? AfterRecipients(policy, channel, mail)
            : mail.Ahead == Pipelined.Nothing
            ? RelaySteps.Ask(next, RelayCommands.Recipient(mail.Job.Recipients[mail.Answers.Count]), policy.Timeouts.Recipient)
            : RelaySteps.Await(next, policy.Timeouts.Recipient);
    }

    static Step<RelaySession, RelayEffect> AfterRecipients(RelayPolicy policy, Channel channel, Transaction mail) =>
        mail.Ahead == Pipelined.Data ? RelaySteps.Await(new AwaitingData(mail, channel), policy.Timeouts.DataInitiation)
        : !mail.AnyAccepted ? Conclude(policy, channel, mail, RelayFailures.Garbled("after RCPT", "no recipient"))
        : WithheldFor(policy, mail).Match(
            reason => Conclude(policy, channel, mail, reason),
            () => channel.Offered.Chunking
                ? SendContent(policy, channel, mail, Seqs.Of<RelayEffect>(new RelayEffect.Send(RelayCommands.LastChunk(mail.Job.Size))), ContentForm.Verbatim)
                : RelaySteps.Ask(new AwaitingData(mail, channel), RelayCommands.Data, policy.Timeouts.DataInitiation));

    static Option<Reply> WithheldFor(RelayPolicy policy, Transaction mail) =>
        policy.Partial == PartialRefusal.AllOrNothing ? mail.Postponement.Map(RelayFailures.HeldBack) : Option<Reply>.None;

    static Step<RelaySession, RelayEffect> SendContent(RelayPolicy policy, Channel channel, Transaction mail, Seq<RelayEffect> before, ContentForm form) => new(
        new SendingContent(mail, channel),
        before.Then(Seqs.Of<RelayEffect>(new RelayEffect.SendContent(form, mail.Job.Size, policy.Timeouts.DataBlock))));

    /// The transaction ends without content: by the sender's refusal, or by the recipients' own and this reply for the others.
    static Step<RelaySession, RelayEffect> Conclude(RelayPolicy policy, Channel channel, Transaction mail, Reply others) =>
        mail.SenderRefusal.Match(
            refusal => SenderRefused(policy, channel, mail, refusal),
            () => RelaySteps.Settle(policy, channel, unfinished: true, mail.Settle(others)));

    /// A null sender that the relay will never take is replaced once.
    static Step<RelaySession, RelayEffect> SenderRefused(RelayPolicy policy, Channel channel, Transaction mail, Reply refusal)
    {
        var unfinished = mail.Ahead != Pipelined.Nothing;
        return (mail.Sender, refusal.IsPermanent, mail.Job.Fallback.IsSome) is (ReversePath.Null, true, true)
            ? mail.Job.Fallback.Match(
                fallback => Begin(policy, channel, Transaction.Of(mail.Job, new ReversePath.Sender(fallback), reused: false), unfinished),
                () => throw new System.Diagnostics.UnreachableException())
            : RelaySteps.Settle(policy, channel, unfinished, (mail with { Answers = default }).Settle(refusal));
    }

    static Step<RelaySession, RelayEffect> OutOfTurn(RelayPolicy policy, Busy session, Reply reply) =>
        RelaySteps.GiveUp(policy, session.Mail, RelayFailures.Garbled(RelayStages.Of(session), reply.ToString()));
}
