using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Tracing;

namespace Laitos.Domain.Status;

/// <summary>All that the status page shows, at one moment.</summary>
/// <param name="Now">The moment.</param>
/// <param name="Daemon">The daemon itself.</param>
/// <param name="Hours">What became of this daemon's mails of the last hours.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Decisions">The latest decisions, or those that were looked for.</param>
/// <param name="Lists">The block lists.</param>
/// <param name="Relay">The relay.</param>
/// <param name="Certificate">The server's certificate; none where none is configured.</param>
public sealed record StatusSnapshot(
    Instant Now, DaemonSnapshot Daemon, HourlyCounts Hours, QueueSnapshot Queue, DecisionSnapshot Decisions, Seq<ListSnapshot> Lists, RelaySnapshot Relay, Option<CertificateFacts> Certificate)
{
    /// <summary>The daemon's name among those that work on the queue.</summary>
    public string Name { get; init; } = "";

    /// <summary>The others.</summary>
    public OtherDaemons Others { get; init; } = OtherDaemons.None;

    /// <summary>What became of the mails of all of them.</summary>
    public HourlyCounts AllHours => Others.With(Hours);
}

/// <summary>The daemon itself.</summary>
/// <param name="Hostname">Its name.</param>
/// <param name="Version">The version of this program.</param>
/// <param name="Platform">The runtime and the system that it runs on.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Memory">Octets of memory that the process holds.</param>
/// <param name="Heap">Octets of it that objects take.</param>
/// <param name="Sessions">SMTP sessions that are open.</param>
/// <param name="IsDraining">True when it goes down.</param>
public sealed record DaemonSnapshot(DomainName Hostname, string Version, string Platform, Instant StartedAt, long Memory, long Heap, int Sessions, bool IsDraining);

/// <summary>The queue.</summary>
/// <param name="IsKept">False where nothing is stored.</param>
/// <param name="Count">How many mails are in it.</param>
/// <param name="Due">Those that are due first.</param>
/// <param name="Held">Those that wait for their owner.</param>
/// <param name="Trouble">Why it cannot be read.</param>
public sealed record QueueSnapshot(bool IsKept, long Count, Seq<QueueRow> Due, Seq<QueueRow> Held, Option<string> Trouble)
{
    /// <summary>The most mails of each kind that the page shows.</summary>
    public const int Most = 50;

    /// <summary>Nothing is stored.</summary>
    public static QueueSnapshot NotKept { get; } = new(false, 0, Seqs.Of<QueueRow>(), Seqs.Of<QueueRow>(), Option<string>.None);
}

/// <summary>What became of some mails.</summary>
/// <param name="Search">What was looked for; empty for the latest.</param>
/// <param name="Mails">Their stories, the latest in front.</param>
/// <param name="Sessions">Sessions that were looked for, the latest in front.</param>
/// <param name="Trouble">Why there is nothing to show.</param>
public sealed record DecisionSnapshot(string Search, Seq<MailStory> Mails, Seq<TraceRecord.Session> Sessions, Option<string> Trouble)
{
    /// <summary>What is not among them, and why; none where all is there.</summary>
    public Option<string> Missing { get; init; }

    /// <summary>The most mails, and the most sessions, that the page shows.</summary>
    public const int Most = 30;

    /// <summary>The stories of an answer, as many as the page shows.</summary>
    public static DecisionSnapshot Of(string search, TraceAnswer answer) => new(
        search, answer.Mails.AsEnumerable().Reverse().Take(Most).Gather(), answer.Sessions.AsEnumerable().Reverse().Take(Most).Gather(), Option<string>.None);

    /// <summary>Nothing to show, and why.</summary>
    public static DecisionSnapshot Nothing(string search, string trouble) => new(search, Seqs.Of<MailStory>(), Seqs.Of<TraceRecord.Session>(), trouble);
}

/// <summary>A block list.</summary>
/// <param name="List">The list.</param>
/// <param name="Health">Whether it is relied on.</param>
/// <param name="Listings">How often it named a client since the start.</param>
public sealed record ListSnapshot(Blocklist List, ListHealth Health, long Listings);

/// <summary>The relay.</summary>
/// <param name="Name">Its address, or the path of the pickup folder.</param>
/// <param name="IsPaused">True while it has asked us to go slow.</param>
/// <param name="Active">Attempts that are under way.</param>
/// <param name="LastDelivered">When it last took a mail; none since the start.</param>
/// <param name="LastTrouble">When it last did not take one for now, and what it said.</param>
public sealed record RelaySnapshot(string Name, bool IsPaused, int Active, Option<Instant> LastDelivered, Option<(Instant At, string Words)> LastTrouble)
{
    /// <summary>True when the last that is known of it is trouble.</summary>
    public bool IsInTrouble => LastTrouble.Exists(trouble => LastDelivered.ForAll(taken => taken < trouble.At));
}
