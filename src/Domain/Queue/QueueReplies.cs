using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>What the queue says itself, by name.</summary>
public static class QueueReplies
{
    /// <summary>250 to a mail that is on disk.</summary>
    public static Reply Stored(string id) => Reply.Of(250, 0, 0, $"Ok: queued as {id}");

    /// <summary>250 to a mail that we hold or have just delivered: its sender did not hear our first answer.</summary>
    public static Reply Duplicate(string id) => Reply.Of(250, 0, 0, $"Ok: we have this mail already, as {id}");

    /// <summary>451 to a mail that is on its way in another session: its sender was cut off, and came again at once.</summary>
    public static Reply DuplicateInProgress(string id) => Reply.Of(451, 3, 0, $"The same mail is being delivered just now, as {id}; try again later");

    /// <summary>451 when the relay was not done in time and nothing may be stored.</summary>
    public static Reply NotInTime { get; } = Reply.Of(451, 4, 1, "The mail could not be handed on in time; try again later");

    /// <summary>Stands in for a reply while the mail cannot be read from the disk.</summary>
    /// <param name="trouble">What is wrong.</param>
    public static Reply Unreadable(string trouble) => Reply.Of(451, 3, 0, Printable.ReplyText($"the mail cannot be read from the spool: {trouble}"));

    /// <summary>Stands in for a reply where a destination expires of which no attempt has come to an end.</summary>
    public static Reply NeverTried { get; } = Reply.Of(451, 4, 7, "no attempt has come to an end in time");
}
