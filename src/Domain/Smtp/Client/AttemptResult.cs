using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>How far an attempt at a transaction came, and what ended it: all that the sending library tells of it.</summary>
/// <param name="Mail">The mail, with the replies to MAIL and RCPT.</param>
/// <param name="Reused">True when it went over a connection that had been kept since an earlier mail.</param>
/// <param name="Content">How much of the content was sent.</param>
/// <param name="Ending">What ended it.</param>
public sealed record DeliveryAttempt(Transaction Mail, bool Reused, ContentSent Content, Ending Ending);

/// <summary>How much of the content was sent.</summary>
public enum ContentSent
{
    /// <summary>Nothing: DATA was not answered by 354.</summary>
    Nothing,

    /// <summary>Some of it; the final dot was not handed to the network.</summary>
    Part,

    /// <summary>All of it, with the final dot.</summary>
    Whole,
}

/// <summary>What ended an attempt.</summary>
public abstract record Ending
{
    Ending() { }

    /// <summary>A reply: to DATA, to the content, or a refusal to speak on.</summary>
    public sealed record Answered(Reply Reply) : Ending;

    /// <summary>We ended it: the sender or all recipients were refused, or the mail is held back.</summary>
    public sealed record Stopped : Ending;

    /// <summary>Something went wrong.</summary>
    public sealed record Failed(RelayFault Fault) : Ending;
}

/// <summary>What follows from an attempt.</summary>
public abstract record AttemptResult
{
    AttemptResult() { }

    /// <summary>The mail is settled.</summary>
    /// <param name="Report">How each recipient fared.</param>
    /// <param name="Keep">True when the connection can serve the next mail.</param>
    public sealed record Done(DeliveryReport Report, bool Keep) : AttemptResult;

    /// <summary>The kept connection was stale, or may have become so: the same mail on a new one.</summary>
    public sealed record Reconnect : AttemptResult;

    /// <summary>The relay does not take the null sender, or this sender: the same mail once more, from this one.</summary>
    public sealed record From(ReversePath Sender) : AttemptResult;

    /// <summary>
    /// What follows when the relay's offer rules the mail out. The offer of a kept connection may be outdated: no mail is
    /// refused for it.
    /// </summary>
    public static AttemptResult Of(Transaction mail, Handover.Refused refused, bool reused) =>
        reused ? new Reconnect() : new Done(mail.Settle(Outcome.Of(refused.Reply)), Keep: true);

    /// <summary>
    /// What follows from an attempt. Only what the relay says about the mail fails it; what goes wrong between us defers it. A mail is delivered only
    /// by a 2yz to the whole of it.
    /// </summary>
    public static AttemptResult Of(RelayPolicy policy, DeliveryAttempt attempt) => attempt switch
    {
        _ when IsStale(attempt) => new Reconnect(),
        { Mail.ClosingReply: { IsSome: true } words } => Closed(attempt, OutOfTurn(StageOf(attempt.Mail), Known(words))),
        { Ending: Ending.Answered({ Code: 421 } reply) } => Closed(attempt, new RelayFault.Closing(reply)),
        // The library tells of a 530 without its recipient: refusals beside it cannot be told apart.
        { Ending: Ending.Answered({ Code: 530 } reply) } => new Done(attempt.Mail.RestartedFrom(attempt.Mail.Sender).Settle(Outcome.Of(reply)), Keep: false),
        { Mail.SenderReply: { IsSome: true } sender } when !Known(sender).IsPositive => SenderRefused(attempt, Known(sender)),
        _ when IsSenderRefusedLater(attempt) => SenderRefused(attempt, LastRefusal(attempt)),
        { Ending: Ending.Stopped } => new Done(attempt.Mail.Settle(Outcome.Of(attempt.Mail.HeldBack(policy.Partial).IfNone(NobodyTaken))), Keep: attempt.Content != ContentSent.Part),
        { Content: ContentSent.Nothing, Ending: Ending.Answered(var reply) } => reply.Code >= 400 ? Kept(attempt, reply) : Closed(attempt, OutOfTurn(RelayStage.Data, reply)),
        { Content: ContentSent.Part, Ending: Ending.Answered(var reply) } => reply.Code >= 400 ? Closed(attempt, Outcome.Of(reply)) : Closed(attempt, new RelayFault.Broken(RelayStage.Content)),
        { Content: ContentSent.Part, Ending: Ending.Failed(RelayFault.Broken) } => Closed(attempt, new RelayFault.Broken(RelayStage.Content)),
        { Content: ContentSent.Whole, Ending: Ending.Answered(var reply) } => reply.IsIntermediate ? Closed(attempt, new RelayFault.InDoubt($"not an answer: {reply}")) : Kept(attempt, reply),
        { Content: ContentSent.Whole, Ending: Ending.Failed(var fault) } => Closed(attempt, new RelayFault.InDoubt(Cause(fault))),
        { Ending: Ending.Failed(var fault) } => Closed(attempt, fault),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static RelayFault NobodyTaken => new RelayFault.Garbled(RelayStage.Recipient, "no recipient");

    /// A kept connection that gave no other sign of life than that it is closing, or that wants to know once more who we are.
    static bool IsStale(DeliveryAttempt attempt) => attempt is { Reused: true, Mail.SenderReply.IsNone: true }
        && (attempt.Mail.ClosingReply.Exists(reply => reply.Code == 421) || attempt.Ending is Ending.Failed(RelayFault.Broken) or Ending.Answered({ Code: 421 or 530 }));

    /// A sender that the relay will never take is replaced once: the null sender whatever is said of it, another where the words may be about it.
    static AttemptResult SenderRefused(DeliveryAttempt attempt, Reply refusal)
    {
        var refused = Outcome.Of(refusal);
        return attempt.Mail.Job.Fallback.Map(ReversePath (fallback) => new ReversePath.Sender(fallback))
            .Filter(fallback => attempt.Mail.Sender != fallback && refused is Outcome.Failed && (attempt.Mail.Sender is ReversePath.Null || SenderRefusal.IsOfMail(refusal))).Match(
                fallback => new From(fallback),
                () => (AttemptResult)new Done(attempt.Mail.Settle(refused), Keep: attempt.Ending is Ending.Stopped));
    }

    /// Servers that look at the sender no sooner than at each recipient, or at the content.
    static bool IsSenderRefusedLater(DeliveryAttempt attempt) =>
        attempt.Ending is Ending.Stopped or Ending.Answered({ IsPermanent: true })
        && attempt.Mail.Job.Fallback.Exists(fallback => attempt.Mail.Sender != new ReversePath.Sender(fallback))
        && attempt switch
        {
            { Ending: Ending.Stopped } => attempt.Mail is { AllAnswered: true, AnyAccepted: false } && attempt.Mail.Answers.ForAll(SenderRefusal.IsLater),
            { Ending: Ending.Answered(var reply), Content: not ContentSent.Part } => SenderRefusal.IsLater(reply),
            _ => false,
        };

    static Reply LastRefusal(DeliveryAttempt attempt) => attempt.Ending is Ending.Answered(var reply) ? reply : attempt.Mail.Answers.Last;

    static Done Kept(DeliveryAttempt attempt, Reply reply) => new(attempt.Mail.Settle(Outcome.Of(reply)), Keep: true);

    static Done Closed(DeliveryAttempt attempt, RelayFault fault) => Closed(attempt, Outcome.Of(fault));

    static Done Closed(DeliveryAttempt attempt, Outcome others) => new(attempt.Mail.Settle(others), Keep: false);

    static RelayFault OutOfTurn(RelayStage stage, Reply reply) =>
        reply.Code == 421 ? new RelayFault.Closing(reply) : new RelayFault.Garbled(stage, reply.ToString());

    static RelayStage StageOf(Transaction mail) => mail.SenderReply.IsNone ? RelayStage.Mail : RelayStage.Recipient;

    static string Cause(RelayFault fault) => fault switch
    {
        RelayFault.Silent => "silence",
        RelayFault.Garbled(_, var found) => $"not a reply: {found}",
        _ => "connection closed",
    };

    static Reply Known(Option<Reply> reply) => reply.IfNone(() => throw new System.Diagnostics.UnreachableException());
}
