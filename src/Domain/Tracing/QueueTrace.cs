using Laitos.Domain.Message;
using Laitos.Domain.Queue;

namespace Laitos.Domain.Tracing;

/// <summary>What the queue does, as records: each attempt with its replies, what the owner requests, and mails of our own.</summary>
public static class QueueTrace
{
    /// About how many octets an entry takes, apart from its header section.
    const long Overhead = 4 << 10;

    /// <summary>False for a step of the queue that comes to no record, as most do.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="effects">What the queue asked for.</param>
    public static bool IsTold(MailQueueInput input, Seq<MailQueueEffect> effects)
    {
        var isTold = input is MailQueueInput.Stored stored && stored.Entries.Exists(IsOwn);
        for (var i = 0; i < effects.Count && !isTold; i++)
        {
            isTold = effects[i] is MailQueueEffect.Change;
        }

        return isTold;
    }

    /// <summary>About how many octets the changes that were asked for take in memory until their records are composed.</summary>
    public static long SizeOf(Seq<MailQueueEffect> effects) => effects.Fold(0L, static (size, effect) => effect is MailQueueEffect.Change change ? size + Overhead + change.Entry.Header.Length : size);

    /// <summary>The records of one step of the queue; mostly none.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="effects">What the queue asked for. The line of the log about an entry stands before its change.</param>
    /// <param name="text">How text is kept.</param>
    public static Seq<TraceRecord> Of(MailQueueInput input, Seq<MailQueueEffect> effects, TraceText text) => input is MailQueueInput.Stored stored
        ? stored.Entries.FilterStrict(IsOwn).MapStrict(TraceRecord (entry) => OwnMail(entry, stored.Now, text)).Then(Changes(input, effects, text))
        : Changes(input, effects, text);

    /// <summary>What an entry owes, and how its destinations have fared.</summary>
    public static TraceDelivery Delivery(QueueEntry entry, TraceText text) => Delivery(entry, entry.Destinations, text);

    /// <summary>The record of what the owner has done to an entry while no daemon ran.</summary>
    /// <param name="entry">The entry afterwards.</param>
    /// <param name="request">What was requested.</param>
    /// <param name="now">The time.</param>
    /// <param name="text">How text is kept.</param>
    public static Option<TraceRecord> Of(QueueEntry entry, QueueRequest request, Instant now, TraceText text) => request switch
    {
        QueueRequest.Hold => Change("held", entry, entry.Destinations, default, now, text),
        QueueRequest.Release => Change("released", entry, entry.Destinations, default, now, text),
        QueueRequest.Drop => Change("dropped", entry, entry.Destinations, default, now, text),
        _ => Option<TraceRecord>.None,
    };

    static Seq<TraceRecord> Changes(MailQueueInput input, Seq<MailQueueEffect> effects, TraceText text)
    {
        var records = default(Seq<TraceRecord>);
        var told = Option<MailQueueEffect.Log>.None;
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is MailQueueEffect.Log log)
            {
                told = log;
            }
            else if (effects[i] is MailQueueEffect.Change change)
            {
                records = told.Filter(line => IsAbout(line, change.Entry.Id))
                    .Match(line => records.Add(Change(line.Event, change.Entry, Concerned(input, change.Entry), Facts(line), input.Now, text)), () => records);
                told = Option<MailQueueEffect.Log>.None;
            }
        }

        return records;
    }

    static bool IsOwn(QueueEntry entry) => entry.Kind != EntryKind.Mail;

    static bool IsAbout(MailQueueEffect.Log line, string id) => line.Facts.Exists(fact => fact.Name == "id" && fact.Value.ToString() == id);

    /// An attempt concerns those who were still owed the mail.
    static Seq<Destination> Concerned(MailQueueInput input, QueueEntry entry) => input is MailQueueInput.Attempted(var id, var report, _, _) && id == entry.Id
        ? entry.Destinations.FilterStrict(destination => report.Outcomes.Exists(item => item.Recipient == destination.Mailbox))
        : entry.Destinations;

    /// What the fields of the record do not say themselves.
    static Seq<LogFact> Facts(MailQueueEffect.Log line) =>
        line.Facts.FilterStrict(static fact => fact.Name is not ("id" or "attempts" or "owed" or "delivered" or "failed" or "held" or "next"));

    static TraceRecord.QueueChange Change(string kind, QueueEntry entry, Seq<Destination> concerned, Seq<LogFact> facts, Instant now, TraceText text) =>
        new(now, entry.Id, kind, Delivery(entry, concerned, text), text.Facts(facts));

    static TraceDelivery Delivery(QueueEntry entry, Seq<Destination> concerned, TraceText text) => new(
        concerned.MapStrict(destination => new TraceDestination(
            destination.Mailbox.ToString(),
            destination.State switch
            {
                DestinationState.Pending => TraceOutcome.Owed,
                DestinationState.Delivered => TraceOutcome.Delivered,
                DestinationState.Failed => TraceOutcome.Failed,
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            destination.Reply.Match(reply => text.Of(reply.ToString()), () => ""))),
        entry.Attempts,
        entry.OwesAnything && entry.Held.IsNone ? entry.Due : Option<Instant>.None,
        entry.Held.Map(reason => text.Of(reason)));

    static TraceRecord.OwnMail OwnMail(QueueEntry entry, Instant now, TraceText text) => new(
        now, entry.Id, QueueListing.KindOf(entry.Kind), text.Addresses(entry.Destinations.AsEnumerable().Select(destination => destination.Mailbox.ToString())),
        text.Of(Subject.Of(HeaderSection.Parse(entry.Header), Subject.Considered).IfNone(""), TraceText.SubjectLimit), text.Facts(entry.Grounds));
}
