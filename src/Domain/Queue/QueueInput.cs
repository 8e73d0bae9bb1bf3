using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

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
