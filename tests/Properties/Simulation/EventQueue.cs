namespace Laitos.Properties.Simulation;

/// <summary>The one clock of a world: what is to happen, in the order of time; what happens at the same time, in the order in which it was put down.</summary>
sealed class EventQueue
{
    readonly PriorityQueue<Action, (Instant At, int Order)> plans = new();
    int order;

    public Instant Now { get; private set; } = new(1_795_000_000_000);

    public void After(TimeSpan delay, Action act) => plans.Enqueue(act, (delay > TimeSpan.Zero ? Now + delay : Now, order++));

    /// <summary>Lets the next thing happen; false when there is none.</summary>
    public bool Advance()
    {
        if (!plans.TryDequeue(out var act, out var when))
        {
            return false;
        }

        Now = when.At;
        act();
        return true;
    }
}
