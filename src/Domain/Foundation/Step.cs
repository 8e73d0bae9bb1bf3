namespace Laitos.Domain.Foundation;

/// <summary>
/// What a machine does with one input: its next state, and the effects that the shell performs in this order.
/// The last effect is the only one that waits: it names what the machine wants to hear next.
/// </summary>
/// <param name="Next">The state to pass to the next call.</param>
/// <param name="Effects">What to perform, in order.</param>
public readonly record struct Step<TState, TEffect>(TState Next, Seq<TEffect> Effects);
