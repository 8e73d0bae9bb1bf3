using Laitos.Domain.Queue;
using Laitos.Domain.Tracing;

namespace Laitos.Domain.Status;

/// <summary>A mail in the queue as the page shows it: without secrets, each text on one line and bounded.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Due">When it is tried next.</param>
/// <param name="Held">Why it waits for its owner; none when it does not.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Recipients">To whom it is owed.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastReply">What the relay said last.</param>
/// <param name="AcceptedAt">When it was taken.</param>
/// <param name="ExpiresAt">When it is given up.</param>
public sealed record QueueRow(
    string Id, Instant Due, Option<string> Held, string Sender, string Recipients, string Subject, int Attempts, Option<string> LastReply, Instant AcceptedAt, Instant ExpiresAt)
{
    /// <summary>Why nothing is known of it.</summary>
    public Option<string> Trouble { get; init; }

    /// <summary>The daemon that works on it now, where several share a spool.</summary>
    public Option<string> Daemon { get; init; }

    const int LongestReply = 200, MostRecipients = 5;

    /// <summary>The row of an item.</summary>
    /// <param name="item">The item, readable or not.</param>
    /// <param name="text">How text is made fit to be shown.</param>
    public static QueueRow Of(QueueItem item, TraceText text) => item.Entry.Match(
        Right: entry => Of(entry, text) with { Daemon = item.Daemon.Map(name => text.Of(name)) },
        Left: error => new QueueRow(text.Of(item.Id), default, Option<string>.None, "", "", "", 0, Option<string>.None, default, default) { Trouble = text.Of(error.ToString()!) });

    static QueueRow Of(QueueEntry entry, TraceText text) => new(
        entry.Id,
        entry.Due,
        entry.Held.Map(reason => text.Of(reason)),
        entry.Kind == EntryKind.Mail ? text.Of(TraceAddresses.Of(entry.OriginalEnvelope.ReversePath), TraceText.AddressLimit) : $"this daemon ({QueueListing.KindOf(entry.Kind)})",
        OwedTo(entry, text),
        text.Of(QueueListing.SubjectOf(entry, Message.Subject.Considered), TraceText.SubjectLimit),
        entry.Attempts,
        entry.LastReply.Map(reply => text.Of(reply.ToString(), LongestReply)),
        entry.AcceptedAt,
        entry.ExpiresAt);

    static string OwedTo(QueueEntry entry, TraceText text) =>
        string.Join(", ", entry.Owed.AsEnumerable().Take(MostRecipients).Select(mailbox => text.Of(mailbox.ToString(), TraceText.AddressLimit)))
        + (entry.Owed.Count > MostRecipients ? $" and {entry.Owed.Count - MostRecipients} more" : "");
}
