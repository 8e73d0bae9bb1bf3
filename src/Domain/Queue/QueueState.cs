using Laitos.Domain.Forwarding;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>Where an entry stands while the daemon runs. What is on disk is the entry alone, and after a restart it waits.</summary>
public abstract record QueueState
{
    QueueState() { }

    /// <summary>It waits until it is due, or, being held, for the owner.</summary>
    public sealed record Waiting(QueueEntry Entry) : QueueState;

    /// <summary>An attempt is under way; until it has ended no other begins, so that nobody gets the mail twice.</summary>
    public sealed record Attempting(QueueEntry Entry) : QueueState;

    /// <summary>Nothing is owed any more, and the entry has left the spool.</summary>
    public sealed record Done(QueueEntry Entry) : QueueState;
}

/// <summary>What can happen to an entry of the queue.</summary>
public abstract record QueueInput
{
    QueueInput() { }

    /// <summary>The time has come.</summary>
    public sealed record FellDue(Instant Now) : QueueInput;

    /// <summary>An attempt came to an end.</summary>
    /// <param name="Report">How it went.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1.</param>
    public sealed record Attempted(DeliveryReport Report, Instant Now, double Jitter) : QueueInput;

    /// <summary>An attempt broke off without a report: by a fault, or because the daemon stops.</summary>
    public sealed record Interrupted(Instant Now) : QueueInput;

    /// <summary>The attempt could not begin, for the mail is damaged on the disk: it is not what we took, and must not go out.</summary>
    /// <param name="Reason">What is wrong.</param>
    /// <param name="Now">The time.</param>
    public sealed record Damaged(string Reason, Instant Now) : QueueInput;

    /// <summary>The owner wants an attempt now. A held entry stays held.</summary>
    public sealed record RetryNow(Instant Now) : QueueInput;

    /// <summary>The owner wants no attempts until further notice.</summary>
    public sealed record Hold(string Reason) : QueueInput;

    /// <summary>The owner lets the entry go by its schedule again: it is due now, and has a whole time to live before it.</summary>
    public sealed record Release(Instant Now) : QueueInput;

    /// <summary>The owner gives the mail up. Nobody is told.</summary>
    public sealed record Drop(Instant Now) : QueueInput;
}

/// <summary>
/// What an entry asks of the shell. <see cref="Save"/> and <see cref="Remove"/> do not wait, and are on disk before anything else is done;
/// exactly one of the others ends each step.
/// </summary>
public abstract record QueueEffect
{
    QueueEffect() { }

    /// <summary>Store the entry in the place of its older self, and the mails of the notice as entries of their own: all of it in one transaction.</summary>
    public sealed record Save(QueueEntry Entry, Option<Notice> Notice) : QueueEffect;

    /// <summary>Delete the entry and its content, and store the mails of the notice: all of it in one transaction.</summary>
    public sealed record Remove(QueueEntry Entry, Option<Notice> Notice) : QueueEffect;

    /// <summary>Waits: hand the mail to the relay. Gives Attempted or Interrupted.</summary>
    /// <param name="Job">The envelope.</param>
    /// <param name="Change">The change of the author's address with which the stored mail goes out; none when it goes out as it is.</param>
    public sealed record Attempt(MailJob Job, Option<AuthorChange> Change) : QueueEffect;

    /// <summary>Waits: the attempt under way goes on. Gives Attempted or Interrupted.</summary>
    public sealed record AwaitReport : QueueEffect;

    /// <summary>Waits: nothing to do until then. Gives FellDue, or what the owner wants.</summary>
    public sealed record AwaitDue(Instant Due) : QueueEffect;

    /// <summary>Waits: the entry is held. Gives what the owner wants.</summary>
    public sealed record AwaitOwner : QueueEffect;

    /// <summary>Ends: the entry is settled.</summary>
    public sealed record End : QueueEffect;
}
