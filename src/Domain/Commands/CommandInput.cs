using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>What can happen to a command.</summary>
public abstract record CommandInput
{
    CommandInput() { }

    /// <summary>The order is taken up, or a pause is over.</summary>
    public sealed record Due(Instant Now) : CommandInput;

    /// <summary>The order is on disk, flushed.</summary>
    public sealed record Recorded : CommandInput;

    /// <summary>It may not be on disk.</summary>
    public sealed record NotRecorded(string Reason) : CommandInput;

    /// <summary>The order is not on disk any more: it has been answered before, and does not run again.</summary>
    public sealed record Gone : CommandInput;

    /// <summary>What the world answered, or that it did not in time.</summary>
    public sealed record Ran(AppResponse Response, Instant Now) : CommandInput;

    /// <summary>The order is gone and its mails are in the queue, flushed.</summary>
    public sealed record Reported : CommandInput;

    /// <summary>The order is still there, and none of its mails is in the queue.</summary>
    public sealed record NotReported(string Reason) : CommandInput;
}
