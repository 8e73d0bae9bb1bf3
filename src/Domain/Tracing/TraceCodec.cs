using System.Text.Json;

namespace Laitos.Domain.Tracing;

/// <summary>A record as it is kept: what it is found by, and the rest as JSON.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">Its kind, one word.</param>
/// <param name="Mail">The mail that it belongs to; empty for none.</param>
/// <param name="Search">What is searched: names, addresses and the subject in lower case, each on a line of its own; empty for what only belongs to a mail.</param>
/// <param name="Body">A JSON object (RFC 8259) with its version.</param>
public sealed record TraceRow(Instant At, string Kind, string Mail, string Search, Octets Body)
{
    /// <summary>The name of the daemon that has kept it, where those of several lie together; empty otherwise.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>About how many octets it takes.</summary>
    public long Size => Overhead + Search.Length + Body.Length;

    const int Overhead = 64;
}

/// <summary>
/// The form in which records are kept. What one version wrote, a later one reads; what is damaged or from a later version is refused, and never half read.
/// </summary>
public static class TraceCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>The row of a record.</summary>
    public static TraceRow Write(TraceRecord record) => new(record.At, TraceKinds.Of(record), TraceKinds.MailOf(record), TraceSearch.TextOf(record), TraceBody.Write(record)) { Daemon = record.Daemon };

    /// <summary>The record of a row. Never throws.</summary>
    public static Either<SyntaxError, TraceRecord> Read(TraceRow row) => JsonMember.Document(row.Body, "a record of the trace", Version, json => row.Kind switch
    {
        TraceKinds.Mail => Mail(row, json),
        TraceKinds.Session => Session(row, json),
        TraceKinds.Queue => Queue(row, json),
        TraceKinds.Own => OwnMail(row, json),
        TraceKinds.Command => CommandEvent(row, json),
        TraceKinds.Opened => Opened(row, json),
        TraceKinds.Closed => new TraceRecord.Closed(row.At),
        TraceKinds.Lost => Lost(row, json),
        TraceKinds.Thinned => Thinned(row, json),
        _ => SyntaxError.At("a kind of record", row.Kind),
    }).Map(record => record with { Daemon = row.Daemon });

    static Either<SyntaxError, TraceRecord> Mail(TraceRow row, JsonElement json) =>
        from parties in JsonMember.Of(json, "parties").Read(TraceParts.Parties)
        from decision in JsonMember.Of(json, "decision").Read(TraceParts.Decision)
        select (TraceRecord)new TraceRecord.Mail(row.At, row.Mail, parties, decision);

    static Either<SyntaxError, TraceRecord> Session(TraceRow row, JsonElement json) =>
        from began in JsonMember.Of(json, "began").Time()
        from parties in JsonMember.Of(json, "parties").Read(TraceParts.Parties)
        from screening in JsonMember.Of(json, "screening").Read(TraceParts.Screening)
        from refusals in TraceParts.Each(json, "refusals", TraceParts.Refusal)
        from refused in JsonMember.Of(json, "refused").Whole()
        from mails in JsonMember.Of(json, "mails").Whole()
        from end in JsonMember.Of(json, "end").Text()
        select (TraceRecord)new TraceRecord.Session(row.At, began, parties, screening, refusals, refused, mails, end);

    static Either<SyntaxError, TraceRecord> Queue(TraceRow row, JsonElement json) =>
        from happened in JsonMember.Of(json, "event").Text()
        from delivery in JsonMember.Of(json, "delivery").Read(TraceParts.Delivery)
        from facts in TraceParts.Facts(json, "facts")
        select (TraceRecord)new TraceRecord.QueueChange(row.At, row.Mail, happened, delivery, facts);

    static Either<SyntaxError, TraceRecord> OwnMail(TraceRow row, JsonElement json) =>
        from kind in JsonMember.Of(json, "kind").Text()
        from recipients in TraceParts.Texts(json, "to")
        from subject in TraceParts.Text(json, "subject")
        from grounds in TraceParts.Facts(json, "grounds")
        select (TraceRecord)new TraceRecord.OwnMail(row.At, row.Mail, kind, recipients, subject, grounds);

    static Either<SyntaxError, TraceRecord> CommandEvent(TraceRow row, JsonElement json) =>
        from happened in JsonMember.Of(json, "event").Text()
        from facts in TraceParts.Facts(json, "facts")
        select (TraceRecord)new TraceRecord.CommandEvent(row.At, row.Mail, happened, facts);

    static Either<SyntaxError, TraceRecord> Opened(TraceRow row, JsonElement json) =>
        from last in JsonMember.Of(json, "last").Maybe(member => member.Time())
        from wasClosed in JsonMember.Of(json, "wasClosed").Flag()
        select (TraceRecord)new TraceRecord.Opened(row.At, last, wasClosed);

    static Either<SyntaxError, TraceRecord> Lost(TraceRow row, JsonElement json) =>
        from since in JsonMember.Of(json, "since").Time()
        from count in JsonMember.Of(json, "count").Whole()
        select (TraceRecord)new TraceRecord.Lost(row.At, since, count);

    static Either<SyntaxError, TraceRecord> Thinned(TraceRow row, JsonElement json) =>
        JsonMember.Of(json, "before").Time().Map(TraceRecord (before) => new TraceRecord.Thinned(row.At, before));
}

/// <summary>The kinds of records, by the words that they are kept under.</summary>
public static class TraceKinds
{
    /// <summary>A mail was decided upon.</summary>
    public const string Mail = "mail";

    /// <summary>A session ended.</summary>
    public const string Session = "session";

    /// <summary>A mail in the queue was changed.</summary>
    public const string Queue = "queue";

    /// <summary>A mail of our own.</summary>
    public const string Own = "own";

    /// <summary>A command.</summary>
    public const string Command = "command";

    /// <summary>Records begin to be kept.</summary>
    public const string Opened = "opened";

    /// <summary>They end in good order.</summary>
    public const string Closed = "closed";

    /// <summary>Some were lost.</summary>
    public const string Lost = "lost";

    /// <summary>Sessions were deleted to make room.</summary>
    public const string Thinned = "thinned";

    internal static string Of(TraceRecord record) => record switch
    {
        TraceRecord.Mail => Mail,
        TraceRecord.Session => Session,
        TraceRecord.QueueChange => Queue,
        TraceRecord.OwnMail => Own,
        TraceRecord.CommandEvent => Command,
        TraceRecord.Opened => Opened,
        TraceRecord.Closed => Closed,
        TraceRecord.Lost => Lost,
        TraceRecord.Thinned => Thinned,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The mail that a record belongs to; empty for none.
    internal static string MailOf(TraceRecord record) => record switch
    {
        TraceRecord.Mail mail => mail.Id,
        TraceRecord.QueueChange change => change.Id,
        TraceRecord.OwnMail own => own.Id,
        TraceRecord.CommandEvent command => command.Id,
        _ => "",
    };
}
