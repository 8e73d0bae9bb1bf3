namespace Laitos.Domain.Commands;

/// <summary>How many commands were admitted in the current second of the clock.</summary>
/// <param name="Second">The second, counted since 1970.</param>
/// <param name="Count">How many.</param>
public readonly record struct CommandRate(long Second, int Count)
{
    /// <summary>The most commands in one second, of all senders together.</summary>
    public const int Limit = 1000;

    /// <summary>The rate with one more command; none when there are too many.</summary>
    public Option<CommandRate> Take(Instant now)
    {
        var second = now.UnixMilliseconds / 1000;
        var count = second == Second ? Count : 0;
        return count < Limit ? new CommandRate(second, count + 1) : Option<CommandRate>.None;
    }
}
