namespace Laitos.Domain.Commands;

/// <summary>What there is to tell about a command that has come to its end.</summary>
/// <param name="Order">The command.</param>
/// <param name="Shown">The command as it may be shown.</param>
/// <param name="IsSecret">True when nobody but its sender may learn its argument or its result.</param>
/// <param name="Text">The text of its result.</param>
/// <param name="At">When it came to its end.</param>
public sealed record CommandReport(CommandOrder Order, string Shown, bool IsSecret, string Text, Instant At)
{
    /// <summary>Without the result, which may hold what nobody should see.</summary>
    public override string ToString() => $"CommandReport of {Order.Id} at {At}";
}
