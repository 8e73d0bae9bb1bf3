namespace Laitos.Domain.Tracing;

/// <summary>All records of one mail together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Decided">The decision; none for a mail of our own, and where its record was lost or has been deleted.</param>
/// <param name="Own">What a mail of our own is; none for one that was received.</param>
/// <param name="Changes">What happened to it in the queue, the oldest in front.</param>
/// <param name="Commands">What became of the command that it carried.</param>
/// <param name="Notices">Mails of our own about it.</param>
public sealed record MailStory(
    string Id, Option<TraceRecord.Mail> Decided, Option<TraceRecord.OwnMail> Own, Seq<TraceRecord.QueueChange> Changes, Seq<TraceRecord.CommandEvent> Commands, Seq<TraceRecord.OwnMail> Notices)
{
    /// <summary>The story of a mail out of records among which there may be those of others. An attempt may have been kept before the decision that it began with.</summary>
    public static MailStory Of(string id, Seq<TraceRecord> records) => new(
        id,
        records.AsEnumerable().OfType<TraceRecord.Mail>().Where(mail => mail.Id == id).Gather().HeadOrNone(),
        records.AsEnumerable().OfType<TraceRecord.OwnMail>().Where(own => own.Id == id).Gather().HeadOrNone(),
        records.AsEnumerable().OfType<TraceRecord.QueueChange>().Where(change => change.Id == id).OrderBy(change => change.At).Gather(),
        records.AsEnumerable().OfType<TraceRecord.CommandEvent>().Where(command => command.Id == id).OrderBy(command => command.At).Gather(),
        records.AsEnumerable().OfType<TraceRecord.OwnMail>().Where(own => own.Grounds.Exists(fact => fact.Name == "about" && fact.Value == id)).OrderBy(own => own.At).Gather());

    /// <summary>The stories of mails out of the records of all of them.</summary>
    public static Seq<MailStory> Each(Seq<string> mails, Seq<TraceRecord> records)
    {
        var (own, about) = (records.AsEnumerable().ToLookup(TraceKinds.MailOf), records.AsEnumerable().OfType<TraceRecord.OwnMail>()
            .SelectMany(notice => notice.Grounds.AsEnumerable().Where(fact => fact.Name == "about").Select(fact => (Mail: fact.Value, Notice: (TraceRecord)notice))).ToLookup(item => item.Mail, item => item.Notice));
        return mails.MapStrict(mail => Of(mail, own[mail].Concat(about[mail]).Distinct().Gather()));
    }

    /// <summary>The daemon that took it, or wrote it, where the records of several lie together; empty otherwise.</summary>
    public string Daemon => Decided.Map(mail => mail.Daemon).IfNone(() => Own.Map(own => own.Daemon).IfNone(""));

    /// <summary>When it came.</summary>
    public Option<Instant> At => Decided.Map(mail => mail.Came) || Own.Map(own => own.At) || Changes.HeadOrNone().Map(change => change.At);

    /// <summary>What has become of it, as far as the records tell.</summary>
    public MailFate Fate => Changes.AsEnumerable().LastOrDefault() is { } last ? AfterChange(last)
        : Decided.Match(AfterDecision, () => Own.IsSome ? new MailFate.Waiting(Option<Instant>.None) : new MailFate.Unknown());

    /// <summary>How each destination stands, the latest that is known of it.</summary>
    public Seq<(Instant At, TraceDestination Destination)> Destinations => Deliveries
        .SelectMany(delivery => delivery.Delivery.Destinations.Map(destination => (delivery.At, Destination: destination)).AsEnumerable())
        .GroupBy(item => item.Destination.Mailbox, StringComparer.OrdinalIgnoreCase).Select(Latest).Gather();

    /// <summary>The attempts, the first one included.</summary>
    internal IEnumerable<(Instant At, TraceDelivery Delivery)> Deliveries =>
        Decided.Map(mail => (mail.At, mail.Decision.Delivery)).AsEnumerable().Concat(Changes.Map(change => (change.At, change.Delivery)).AsEnumerable());

    /// What is settled stays so: a record of the decision may come late.
    static (Instant At, TraceDestination Destination) Latest(IEnumerable<(Instant At, TraceDestination Destination)> told) =>
        told.Where(item => item.Destination.Outcome != TraceOutcome.Owed).DefaultIfEmpty(told.Last()).First();

    static MailFate AfterChange(TraceRecord.QueueChange last) => last.Event switch
    {
        "delivered" => new MailFate.Delivered(last.At),
        "failed" => new MailFate.Failed(last.At),
        "dropped" => new MailFate.Dropped(last.At),
        _ => Owed(last.Delivery),
    };

    static MailFate AfterDecision(TraceRecord.Mail mail) => mail.Decision.Word switch
    {
        "forwarded" => new MailFate.Delivered(mail.At),
        "queued" when mail.Decision.Delivery.Destinations.Exists(destination => destination.Outcome == TraceOutcome.Owed) => Owed(mail.Decision.Delivery),
        "queued" when mail.Decision.Delivery.Destinations.Exists(destination => destination.Outcome == TraceOutcome.Failed) => new MailFate.Failed(mail.At),
        "queued" => new MailFate.Delivered(mail.At),
        "deferred" => new MailFate.PutOff(),
        "blocked" => new MailFate.Blocked(),
        "looping" or "rejected" => new MailFate.Refused(),
        var word => new MailFate.Taken(word),
    };

    static MailFate Owed(TraceDelivery delivery) => delivery.Held.Match(MailFate (reason) => new MailFate.Held(reason), () => new MailFate.Waiting(delivery.Due));
}

/// <summary>What has become of a mail.</summary>
public abstract record MailFate
{
    MailFate() { }

    /// <summary>Every destination has it.</summary>
    public sealed record Delivered(Instant At) : MailFate;

    /// <summary>It waits in the queue.</summary>
    /// <param name="Due">When it is tried next, where that is known.</param>
    public sealed record Waiting(Option<Instant> Due) : MailFate;

    /// <summary>It waits for its owner.</summary>
    public sealed record Held(string Reason) : MailFate;

    /// <summary>Some destination, or all, will not get it; its owner was told by a notice.</summary>
    public sealed record Failed(Instant At) : MailFate;

    /// <summary>Its owner has given it up.</summary>
    public sealed record Dropped(Instant At) : MailFate;

    /// <summary>Refused for its client's entries in block lists.</summary>
    public sealed record Blocked : MailFate;

    /// <summary>Refused for good for another reason: its sender's server tells its sender.</summary>
    public sealed record Refused : MailFate;

    /// <summary>Not taken for now: its sender's server keeps it and comes again.</summary>
    public sealed record PutOff : MailFate;

    /// <summary>Taken without being forwarded.</summary>
    /// <param name="How">The word of the log: <c>repeated</c> for one that had been taken before, <c>kept</c> for a command whose mail goes nowhere, <c>dropped</c> for one that a rule drops.</param>
    public sealed record Taken(string How) : MailFate;

    /// <summary>What is kept does not tell.</summary>
    public sealed record Unknown : MailFate;

    /// <summary>The fate as a word for programs.</summary>
    public string Word => this switch
    {
        Delivered => "delivered",
        Waiting => "waiting",
        Held => "held",
        Failed => "failed",
        Dropped => "dropped",
        Blocked => "blocked",
        Refused => "refused",
        PutOff => "deferred",
        Taken(var how) => how,
        Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
