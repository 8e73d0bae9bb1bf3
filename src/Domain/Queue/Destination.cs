using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>One of the mailboxes that are to get a mail, and how it has fared.</summary>
public sealed record Destination(Mailbox Mailbox, DestinationState State)
{
    /// <summary>A destination for which nothing has been tried.</summary>
    public static Destination NotTried(Mailbox mailbox) => new(mailbox, new DestinationState.Pending(Option<Reply>.None));

    /// <summary>The last reply that was given for it.</summary>
    public Option<Reply> Reply => State switch
    {
        DestinationState.Pending(var last) => last,
        DestinationState.Delivered(var reply, _) => reply,
        DestinationState.Failed(var reply, _) => reply,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// How it stands after an attempt. What has been delivered or has failed stays so, whatever a report says; a destination that the
    /// report does not name stays owed.
    /// </summary>
    /// <param name="report">How the attempt went.</param>
    /// <param name="now">When it ended.</param>
    public Destination After(DeliveryReport report, Instant now) => State is not DestinationState.Pending ? this
        : report.Outcomes.Find(item => item.Recipient == Mailbox).Match(
            item => this with { State = StateOf(item.Outcome, now) },
            () => this);

    /// <summary>The same destination, still owed, with what a report says of it: for a refusal that is about the form of the mail.</summary>
    public Destination Answered(DeliveryReport report) =>
        report.Outcomes.Find(item => item.Recipient == Mailbox).Match(item => this with { State = new DestinationState.Pending(item.Outcome.Because) }, () => this);

    /// <summary>The same destination without hope, if it was owed: it fails with its last reply, which is a 4yz.</summary>
    public Destination GivenUp(Instant now) => State is DestinationState.Pending(var last)
        ? this with { State = new DestinationState.Failed(last.IfNone(QueueReplies.NeverTried), now) }
        : this;

    static DestinationState StateOf(Outcome outcome, Instant now) => outcome switch
    {
        Outcome.Delivered(var reply) => new DestinationState.Delivered(reply, now),
        Outcome.Deferred(var reply) => new DestinationState.Pending(reply),
        Outcome.Failed(var reply) => new DestinationState.Failed(reply, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How a destination of a mail has fared.</summary>
public abstract record DestinationState
{
    DestinationState() { }

    /// <summary>It has not got the mail, and may still get it.</summary>
    /// <param name="Last">What was said in the last attempt, if there was one.</param>
    public sealed record Pending(Option<Reply> Last) : DestinationState;

    /// <summary>The relay took the mail for it.</summary>
    public sealed record Delivered(Reply Reply, Instant At) : DestinationState;

    /// <summary>It will not get the mail: refused for good by a 5yz, or given up after the time to live, in which case the reply is the last 4yz.</summary>
    public sealed record Failed(Reply Reply, Instant At) : DestinationState;
}
