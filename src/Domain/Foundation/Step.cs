namespace Laitos.Domain.Foundation;

/// <summary>
/// What a machine does with one input: its next state, and the effects that the shell performs in this order.
/// The last effect is the only one that waits: it names what the machine wants to hear next.
/// </summary>
/// <param name="Next">The state to pass to the next call.</param>
/// <param name="Effects">What to perform, in order.</param>
public readonly record struct Step<TState, TEffect>(TState Next, Seq<TEffect> Effects);

/// <summary>What is done about a disk that fails: it is left alone for a while, and then the same change is tried again.</summary>
public static class DiskRetry
{
    /// <summary>How long it is left alone.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);
}
