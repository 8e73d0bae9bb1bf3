using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>What the log tells of a stored mail.</summary>
public static class QueueLog
{
    /// <summary>The line for what an attempt, or its owner, has changed; none when nothing is worth telling.</summary>
    public static Option<MailQueueEffect.Log> Of(QueueInput input, Step<QueueState, QueueEffect> step)
    {
        var entry = QueueProcess.EntryOf(step.Next);
        return Kind(input, step.Next).Map(kind => new MailQueueEffect.Log(
            kind,
            Seqs.Of<LogFact>(("id", entry.Id), ("attempts", entry.Attempts))
                .Then(Destinations(entry).Map(fact => (LogFact)fact))
                .Then(step.Next is QueueState.Waiting ? Seqs.Of<LogFact>(entry.Held.Match(reason => ("held", reason), () => ("next", entry.Due.ToString()))) : default)
                .Then(input is QueueInput.Attempted ? Form(entry) : default)
                .Then(input is QueueInput.Attempted(var report, _, _) ? Change(report.Change).Then(Sender(report)).Map(fact => (LogFact)fact) : default)
                .Then(Notice(step.Effects))));
    }

    /// <summary>How each destination has fared so far.</summary>
    public static Seq<(string Name, string Value)> Destinations(QueueEntry entry) => entry.Destinations.Map(destination =>
        (Name(destination.State), $"{destination.Mailbox}{destination.Reply.Match(reply => ": " + reply, () => "")}"));

    /// <summary>What was changed of the mail so that it could be sent.</summary>
    public static Seq<(string Name, string Value)> Change(Option<SevenBitChange> change) =>
        change.Case is SevenBitChange made ? Seqs.Of(("encoded", made.ToString())) : default;

    /// Why the author's address of a mail is changed that was stored as it came.
    static Seq<LogFact> Form(QueueEntry entry) => entry.ChangeMade.Bind(change => change.Refusal).Match(
        words => Seqs.Of<LogFact>(("verdict", RewriteNeed.Refused.Code), ("rewritten", new RewriteNeed.Refused(words).Explanation)), () => default);

    /// <summary>The envelope sender that stood in for the one that was meant.</summary>
    public static Seq<(string Name, string Value)> Sender(DeliveryReport report) => report.SentFrom.Map(sender => ("sent-from", sender.ToString()!)).ToSeq();

    static Option<string> Kind(QueueInput input, QueueState next) => (input, next) switch
    {
        (QueueInput.Attempted, QueueState.Done(var entry)) => entry.Destinations.ForAll(each => each.State is DestinationState.Delivered) ? "delivered" : "failed",
        (QueueInput.Attempted, _) => "requeued",
        (QueueInput.Damaged, _) => "damaged",
        (QueueInput.Drop, _) => "dropped",
        (QueueInput.Hold, _) => "held",
        (QueueInput.Release, _) => "released",
        _ => Option<string>.None,
    };

    static Seq<LogFact> Notice(Seq<QueueEffect> effects) =>
        effects.Exists(effect => effect is QueueEffect.Save { Notice.IsSome: true } or QueueEffect.Remove { Notice.IsSome: true }) ? Seqs.Of<LogFact>(("notice", "to the owner")) : default;

    static string Name(DestinationState state) => state switch
    {
        DestinationState.Pending => "owed",
        DestinationState.Delivered => "delivered",
        DestinationState.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
