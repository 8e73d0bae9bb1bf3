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
