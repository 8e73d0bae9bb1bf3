namespace Laitos.Domain.Foundation;

/// <summary>What is done now and then.</summary>
/// <param name="Each">The least time between two turns.</param>
/// <param name="Last">When it was done last.</param>
public sealed record Periodic(TimeSpan Each, Instant Last)
{
    /// <summary>True when its turn has come. A clock that was set back does not put it off.</summary>
    public bool IsDue(Instant now) => now - Last > Each || now < Last;

    /// <summary>The same when it has been done.</summary>
    public Periodic Done(Instant now) => this with { Last = now };
}
