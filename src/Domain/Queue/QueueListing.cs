using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Queue;

/// <summary>An entry as it was found in the spool: its name, and what is known of it or why that cannot be read.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Entry">The entry; an error for one that is damaged or was written by a later version.</param>
public sealed record QueueItem(string Id, Either<SyntaxError, QueueEntry> Entry)
{
    /// <summary>The daemon that works on it now, where several share a spool; none while it waits.</summary>
    public Option<string> Daemon { get; init; }
}

/// <summary>The queue as lines for a person: a table of all entries, or everything about one. Whatever senders wrote is escaped.</summary>
public static class QueueListing
{
    const int Widest = 48;
    const int LastColumn = 160;
    const int LineLimit = 998;

    /// <summary>Characters of a subject that another program is given.</summary>
    internal const int LongSubject = 200;

    static readonly Seq<string> Heading = Seqs.Of("ID", "ACCEPTED", "TRIES", "NEXT", "SENDER", "OWED TO", "SUBJECT", "LAST REPLY");

    /// <summary>The table: a heading and one line for each entry, in their order; one line that says so when there are none.</summary>
    public static Seq<string> Table(Seq<QueueItem> items) => items.IsEmpty
        ? Seqs.Of("The queue is empty.")
        : Aligned(Seqs.Of(Heading).Then(items.Map(Row)));

    /// <summary>All that is known of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="daemon">The daemon that works on it now.</param>
    public static Seq<string> Details(QueueEntry entry, Option<string> daemon = default) =>
        Facts(entry, daemon)
            .Then(Seqs.Of("Destinations:"))
            .Then(Indented(Aligned(entry.Destinations.Map(Outcome))))
            .Then(Seqs.Of("Decision:"))
            .Then(Indented(Aligned(entry.Grounds.Map(ground => Seqs.Of(Shown(ground.Name), Shown(ground.Value))))))
            .Then(Seqs.Of("Header:"))
            .Then(Indented(HeaderLines(entry.Header)));

    /// <summary>What the owner is asked before an entry is dropped.</summary>
    public static string DropQuestion(QueueEntry entry) =>
        $"Drop mail {entry.Id} from {Cell(entry.OriginalEnvelope.ReversePath)}, \"{SubjectOf(entry)}\", owed to {Cell(Addresses(entry.Owed))}? [y/N] ";

    /// <summary>The subject of the mail, fit to show; empty when it has none.</summary>
    internal static string SubjectOf(QueueEntry entry, int limit = Widest) => Subject.Of(HeaderSection.Parse(entry.Header), limit).IfNone("");

    static Seq<string> Row(QueueItem item) => item.Entry.Match(
        Right: entry => Seqs.Of(
            Cell(entry.Id), TimeText(entry.AcceptedAt), Number(entry.Attempts), entry.Held.Match(_ => "held", () => TimeText(entry.Due)),
            Cell(entry.OriginalEnvelope.ReversePath), Cell(Addresses(entry.Owed)), SubjectOf(entry), Remark(entry, item.Daemon)),
        Left: error => Seqs.Of(Cell(item.Id), "", "", "", "", "", "", Printable.Excerpt($"cannot be read: {error}", LastColumn)));

    static string Remark(QueueEntry entry, Option<string> daemon) => Printable.Excerpt(
        string.Join("; ", daemon.Map(name => $"at work: {name}").AsEnumerable().Concat(entry.Held.Map(reason => $"held {reason}").AsEnumerable()).Concat(Replies(entry))), LastColumn);

    /// What was said of those who are still owed the mail: each with its name, unless all of them heard the same.
    static IEnumerable<string> Replies(QueueEntry entry)
    {
        var replies = entry.OwedReplies.AsEnumerable().Select(owed => owed.Reply.ToString()).Distinct().ToArray();
        return replies.Length <= 1 && entry.OwedReplies.Count is 0 || entry.OwedReplies.Count == entry.Owed.Count && replies.Length == 1
            ? replies
            : entry.OwedReplies.AsEnumerable().Select(owed => $"{owed.Mailbox}: {owed.Reply}");
    }

    static Seq<string> Facts(QueueEntry entry, Option<string> daemon) => Aligned(Seqs.Of(
        Fact("Mail", entry.Id),
        Fact("Kind", KindOf(entry.Kind)),
        Fact("Sender", entry.OriginalEnvelope.ReversePath.ToString()!),
        Fact("Written to", string.Join(", ", entry.OriginalEnvelope.ForwardPaths.Map(path => path.ToString()!))),
        Fact("Proved", entry.OriginalEnvelope.Authenticated.Match(proved => proved ? "yes" : "no", () => "unknown")),
        Fact("Subject", SubjectOf(entry, LongSubject)),
        Fact("Octets", Number(entry.Transfer.Size)),
        Fact("Sent as", entry.Transfer.Sender.ToString()!),
        Fact("Accepted", TimeText(entry.AcceptedAt)),
        Fact("Expires", TimeText(entry.ExpiresAt)),
        Fact("Attempts", Number(entry.Attempts)),
        Fact("Next", entry.Held.Match(reason => $"held {reason}", () => TimeText(entry.Due))))
        .Then(daemon.Map(name => Fact("Daemon", name)).ToSeq())
        .Then(entry.AuthorChange.Map(change => Fact("Rewritten", change.Refusal.Match(_ => "yes, the relay refused the mail as it was", () => "if the relay refuses the mail as it is"))).ToSeq()));

    static Seq<string> Fact(string name, string value) => Seqs.Of(name + ":", Shown(value));

    static Seq<string> Outcome(Destination destination)
    {
        var (word, at) = destination.State switch
        {
            DestinationState.Pending => (EntryNames.Owed, ""),
            DestinationState.Delivered(_, var when) => (EntryNames.Delivered, TimeText(when)),
            DestinationState.Failed(_, var when) => (EntryNames.Failed, TimeText(when)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return Seqs.Of(Shown(destination.Mailbox.ToString()), word, at, Shown(destination.Reply.Match(reply => reply.ToString(), () => "not tried yet")));
    }

    static Seq<string> HeaderLines(Octets header) =>
        header.ToUtf8().TrimEnd('\r', '\n').Split('\n').Select(line => Shown(line.TrimEnd('\r'))).Gather();

    static Seq<string> Indented(Seq<string> lines) => lines.Map(line => "  " + line).AsEnumerable().Gather();

    /// Columns two spaces apart, the last one as long as it is.
    static Seq<string> Aligned(Seq<Seq<string>> rows)
    {
        var columns = rows.AsEnumerable().Select(row => row.Count).DefaultIfEmpty().Max();
        var widths = Enumerable.Range(0, columns).Select(column => rows.AsEnumerable().Max(row => row[column].Length)).ToArray();
        return rows.AsEnumerable().Select(row => string.Join("  ", row.AsEnumerable().Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Gather();
    }

    internal static string KindOf(EntryKind kind) => EntryNames.Kinds.Find(one => one.Value == kind).Map(one => one.Name).IfNone("");

    static string Addresses(Seq<Mailbox> mailboxes) => string.Join(",", mailboxes.Map(mailbox => mailbox.ToString()));

    static string Cell(ReversePath path) => Cell(path.ToString()!);

    static string Cell(string text) => Printable.Excerpt(text, Widest);

    static string Shown(string text) => Printable.Excerpt(text, LineLimit);

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// Whole seconds are enough for people.
    static string TimeText(Instant instant) => instant.ToString()[..19] + "Z";
}
