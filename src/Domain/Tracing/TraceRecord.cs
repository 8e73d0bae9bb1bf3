namespace Laitos.Domain.Tracing;

/// <summary>
/// One thing that happened to mail, kept so that its owner can look it up later. All text in it is fit to be shown, bounded, and without secrets;
/// of the content of a mail nothing is kept but its subject, its authors and its Message-ID.
/// </summary>
/// <param name="At">When it happened.</param>
public abstract record TraceRecord(Instant At)
{
    /// <summary>The name of the daemon that has kept it, where the records of several lie together; empty otherwise.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>A mail was decided upon while its sender waited.</summary>
    public sealed record Mail(Instant At, string Id, TraceParties Parties, TraceDecision Decision) : TraceRecord(At)
    {
        /// <summary>When its data were complete.</summary>
        public Instant Came => new(At.UnixMilliseconds - (long)Decision.Took.TotalMilliseconds);
    }

    /// <summary>A session ended that handed in no mail, or in which something was refused before there was one.</summary>
    /// <param name="At">When it ended.</param>
    /// <param name="Began">When it began.</param>
    /// <param name="Parties">Who was there, with the sender and the recipients of the last mail that was begun and not handed in.</param>
    /// <param name="Screening">What block lists said, where they were asked before the data.</param>
    /// <param name="Refusals">What was refused, the first ones in their order.</param>
    /// <param name="Refused">How much was refused in all.</param>
    /// <param name="Mails">How many mails were handed in; each has a record of its own.</param>
    /// <param name="End">How it ended, in words.</param>
    public sealed record Session(
        Instant At, Instant Began, TraceParties Parties, TraceScreening Screening, Seq<TraceRefusal> Refusals, long Refused, long Mails, string End) : TraceRecord(At);

    /// <summary>A mail in the queue was attempted, or held, released or given up by its owner.</summary>
    /// <param name="At">When.</param>
    /// <param name="Id">The mail.</param>
    /// <param name="Event">The word of the log: <c>delivered</c>, <c>requeued</c>, <c>failed</c>, <c>damaged</c>, <c>held</c>, <c>released</c>, <c>dropped</c>.</param>
    /// <param name="Delivery">How the destinations concerned have fared, and what comes next.</param>
    /// <param name="Facts">What else the log tells of it.</param>
    public sealed record QueueChange(Instant At, string Id, string Event, TraceDelivery Delivery, Seq<(string Name, string Value)> Facts) : TraceRecord(At);

    /// <summary>A mail of our own entered the queue: a notice, or the result of a command.</summary>
    public sealed record OwnMail(Instant At, string Id, string Kind, Seq<string> Recipients, string Subject, Seq<(string Name, string Value)> Grounds) : TraceRecord(At);

    /// <summary>A command that came by mail was run, refused or answered.</summary>
    /// <param name="At">When.</param>
    /// <param name="Id">The mail that carried it.</param>
    /// <param name="Event">The word of the log.</param>
    /// <param name="Facts">What the log tells of it.</param>
    public sealed record CommandEvent(Instant At, string Id, string Event, Seq<(string Name, string Value)> Facts) : TraceRecord(At);

    /// <summary>The daemon began to keep records.</summary>
    /// <param name="At">When.</param>
    /// <param name="Last">When the last record before it was kept; none for the first of all.</param>
    /// <param name="WasClosed">True when that record was <see cref="Closed"/>.</param>
    public sealed record Opened(Instant At, Option<Instant> Last, bool WasClosed) : TraceRecord(At);

    /// <summary>The daemon ended in good order.</summary>
    public sealed record Closed(Instant At) : TraceRecord(At);

    /// <summary>Records were lost: more came than could be written, or the disk failed.</summary>
    /// <param name="At">When that was over.</param>
    /// <param name="Since">When it began.</param>
    /// <param name="Count">How many.</param>
    public sealed record Lost(Instant At, Instant Since, long Count) : TraceRecord(At);

    /// <summary>Sessions without a mail were deleted before their time, to make room.</summary>
    /// <param name="At">When.</param>
    /// <param name="Before">Those that ended before.</param>
    public sealed record Thinned(Instant At, Instant Before) : TraceRecord(At);
}

/// <summary>Who wrote to whom, and what names the mail. What is not known is empty.</summary>
/// <param name="Client">The address of the client.</param>
/// <param name="Helo">What it called itself.</param>
/// <param name="Tls">The version of TLS.</param>
/// <param name="Sender">The envelope sender; <c>&lt;&gt;</c> for the null sender.</param>
/// <param name="Recipients">The envelope recipients.</param>
/// <param name="Authors">The addresses of the From field.</param>
/// <param name="Subject">The subject.</param>
/// <param name="MessageId">The Message-ID, with its angle brackets.</param>
public sealed record TraceParties(
    string Client, string Helo, string Tls, string Sender, Seq<string> Recipients, Seq<string> Authors, string Subject, string MessageId);

/// <summary>What was decided about a mail, and on which grounds.</summary>
/// <param name="Word">The word of the log: <c>forwarded</c>, <c>queued</c>, <c>blocked</c> …</param>
/// <param name="Reply">What the sending server was told.</param>
/// <param name="Took">From the end of the data to the reply.</param>
/// <param name="Size">Octets of the mail as it came.</param>
/// <param name="Screening">What the block lists said.</param>
/// <param name="Checks">What was found out about who sent it.</param>
/// <param name="Facts">The verdict and its reasons.</param>
/// <param name="Edits">What was put into the mail and taken out of it.</param>
/// <param name="Delivery">How the first attempt went, and what is owed.</param>
public sealed record TraceDecision(
    string Word, string Reply, TimeSpan Took, long Size, TraceScreening Screening, Seq<(string Name, string Value)> Checks, Seq<(string Name, string Value)> Facts,
    Seq<string> Edits, TraceDelivery Delivery);

/// <summary>How destinations have fared, and what comes next.</summary>
/// <param name="Destinations">The destinations that were attempted or are owed.</param>
/// <param name="Attempts">Attempts from the queue so far.</param>
/// <param name="Due">When the next attempt is made; none when there is none, or none before its owner decides.</param>
/// <param name="Held">Why the mail waits for its owner; none when it does not.</param>
public sealed record TraceDelivery(Seq<TraceDestination> Destinations, long Attempts, Option<Instant> Due, Option<string> Held)
{
    /// <summary>Nothing was sent and nothing is owed.</summary>
    public static TraceDelivery Nothing { get; } = new(default, 0, Option<Instant>.None, Option<string>.None);
}

/// <summary>One destination of a mail.</summary>
/// <param name="Mailbox">Its address.</param>
/// <param name="Outcome">How it has fared.</param>
/// <param name="Reply">What the relay said of it last; empty when it was not asked.</param>
public sealed record TraceDestination(string Mailbox, TraceOutcome Outcome, string Reply);

/// <summary>How a destination has fared.</summary>
public enum TraceOutcome
{
    /// <summary>It may still get the mail.</summary>
    Owed,

    /// <summary>It has the mail.</summary>
    Delivered,

    /// <summary>It will not get the mail.</summary>
    Failed,
}

/// <summary>Something that a session refused.</summary>
/// <param name="Sender">The envelope sender, where there was one.</param>
/// <param name="Recipients">The recipient that was refused, or those of the data that were.</param>
/// <param name="What">The command, fit to be shown.</param>
/// <param name="Reply">What the client was told.</param>
public sealed record TraceRefusal(string Sender, Seq<string> Recipients, string What, string Reply);
