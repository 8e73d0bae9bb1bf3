using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

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
    public sealed record Attempt(MailJob Job) : QueueEffect;

    /// <summary>Waits: the attempt under way goes on. Gives Attempted or Interrupted.</summary>
    public sealed record AwaitReport : QueueEffect;

    /// <summary>Waits: nothing to do until then. Gives FellDue, or what the owner wants.</summary>
    public sealed record AwaitDue(Instant Due) : QueueEffect;

    /// <summary>Waits: the entry is held. Gives what the owner wants.</summary>
    public sealed record AwaitOwner : QueueEffect;

    /// <summary>Ends: the entry is settled.</summary>
    public sealed record End : QueueEffect;
}
