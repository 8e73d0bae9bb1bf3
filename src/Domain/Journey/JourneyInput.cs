using Laitos.Domain.Dns;
using Laitos.Domain.Queue;

namespace Laitos.Domain.Journey;

/// <summary>What can happen to a mail on its way.</summary>
public abstract record JourneyInput
{
    JourneyInput() { }

    /// <summary>A mail arrived.</summary>
    public sealed record Arrived(Arrival Arrival) : JourneyInput;

    /// <summary>The mail was looked through for a command.</summary>
    /// <param name="Command">What was found, and what became of it.</param>
    /// <param name="Now">The time.</param>
    public sealed record CommandSearched(MailCommand Command, Instant Now) : JourneyInput;

    /// <summary>Questions were answered, some perhaps by silence.</summary>
    /// <param name="Answers">An answer to each question that was asked.</param>
    /// <param name="Now">The time.</param>
    public sealed record Answered(Knowledge Answers, Instant Now) : JourneyInput;

    /// <summary>How the attempt fared for which the sender waited.</summary>
    /// <param name="Attempt">Its end, or that it goes on.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1, for the time of the next attempt.</param>
    public sealed record Attempted(FirstAttempt Attempt, Instant Now, double Jitter) : JourneyInput;

    /// <summary>What is owed is on disk.</summary>
    public sealed record Stored : JourneyInput;

    /// <summary>It could not be stored.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Full">True when there is no room, false when the disk fails.</param>
    public sealed record NotStored(string Reason, bool Full) : JourneyInput;
}
