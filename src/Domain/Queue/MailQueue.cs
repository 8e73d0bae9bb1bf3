using System.Collections.Immutable;

namespace Laitos.Domain.Queue;

/// <summary>The queue of a running daemon: its entries with what is being done about them, as far as they are in memory, and the relay's throttle. On disk are all entries.</summary>
/// <param name="Entries">The entries in memory, by their ids.</param>
/// <param name="Scheduled">Those that wait until they are due, the earliest in front.</param>
/// <param name="Paused">What waits for a disk that failed, the earliest in front.</param>
/// <param name="Ready">What waits for its turn at the relay, the mail that was accepted first in front.</param>
/// <param name="Throttle">How hard the relay may be pressed.</param>
/// <param name="LastRequest">The number of the owner's last request that is known.</param>
/// <param name="Timer">The time that the shell was last asked to wait for.</param>
/// <param name="Phase">How far the daemon is between its start and its end.</param>
/// <remarks>It is compared by nobody, so its collections need no equality; they take no more memory than their content.</remarks>
public sealed record MailQueue(
    ImmutableDictionary<string, EntryProgress> Entries, ImmutableSortedSet<ScheduledEntry> Scheduled, ImmutableSortedSet<ScheduledEntry> Paused, ImmutableSortedSet<ScheduledEntry> Ready, Throttle Throttle, long LastRequest,
    Option<Instant> Timer, QueuePhase Phase)
{
    /// <summary>Which part of it is in memory.</summary>
    public QueueWindow Window { get; init; } = QueueWindow.Empty;

    /// <summary>How entries are claimed that other daemons work on, too; none where this daemon has the spool for itself.</summary>
    public Option<ClaimWatch> Claims { get; init; }

    /// <summary>An empty queue.</summary>
    /// <param name="connections">The most attempts at a time.</param>
    public static MailQueue Start(int connections) => new(
        ImmutableDictionary<string, EntryProgress>.Empty, ScheduledEntry.None, ScheduledEntry.None, ScheduledEntry.None, Throttle.Start(connections), LastRequest: 0, Option<Instant>.None, QueuePhase.Loading);

    /// <summary>An empty queue of a spool that several daemons work on.</summary>
    /// <param name="connections">The most attempts at a time.</param>
    public static MailQueue StartShared(int connections) => Start(connections) with { Claims = ClaimWatch.Start };

    /// <summary>How many mails are in it.</summary>
    public long Count => Entries.Count + Window.Beyond;

    /// <summary>How many wait in memory, for their time or for their turn.</summary>
    public int Waiting => Scheduled.Count + Ready.Count;

    /// <summary>How many of those whose turn is to come are tried at their owner's request: these do not leave memory.</summary>
    public int Forced { get; init; }

    /// <summary>True while attempts may begin: the daemon is open, and what it has claimed is its own.</summary>
    public bool MayAttempt(Instant now) => Phase == QueuePhase.Open && Claims.ForAll(watch => watch.Until.Exists(until => now < until));

    internal MailQueue With(string id, EntryProgress item) => this with { Entries = Entries.SetItem(id, item) };

    /// The same when an entry has gone for good.
    internal MailQueue Without(string id) => this with { Entries = Entries.Remove(id), Window = Window.Leaving(id) };

    /// The same without an entry that waits: it stays on disk.
    internal MailQueue Leaving(EntryProgress.Queued item) =>
        Unscheduled(item.Entry.Id, item) with { Entries = Entries.Remove(item.Entry.Id), Window = Window.Leaving(item.Entry.Place) };

    /// The same entry, waiting neither for a time nor for its turn.
    internal MailQueue Unscheduled(string id, EntryProgress.Queued item) => item.Stage switch
    {
        EntryStage.Idle => this with { Scheduled = Scheduled.Remove(new ScheduledEntry(item.Entry.Due, id)) },
        EntryStage.Ready(var isForced) => this with { Ready = Ready.Remove(new ScheduledEntry(item.Entry.AcceptedAt, id)), Forced = Forced - (isForced ? 1 : 0) },
        EntryStage.DiskPause(_, _, var until) => this with { Paused = Paused.Remove(new ScheduledEntry(until, id)) },
        _ => this,
    };
}

/// <summary>How far the daemon is between its start and its end; they come in this order.</summary>
public enum QueuePhase
{
    /// <summary>It starts: entries are taken up, and none is attempted.</summary>
    Loading,

    /// <summary>It runs.</summary>
    Open,

    /// <summary>No attempt begins any more.</summary>
    Stopping,

    /// <summary>No mail is taken any more: the queue ends when nothing is being done.</summary>
    Draining,

    /// <summary>Neither attempts that were begun for waiting senders nor a disk that fails are waited for any longer.</summary>
    Abandoning,

    /// <summary>It has ended.</summary>
    Ended,
}

/// <summary>One entry in the queue of a running daemon.</summary>
/// <param name="Requests">What the owner wants done with it and is not begun, the oldest in front.</param>
public abstract record EntryProgress(Seq<OwnerRequest> Requests)
{
    /// <summary>
    /// True when it has been claimed as one that was nobody's while something was being done about it: its claim was lost, or it was let go of, and that is not told yet. What is on disk counts, not what is known here.
    /// </summary>
    public bool IsClaimedAnew { get; init; }

    /// <summary>It is being stored: it has a driver already, so that nobody else takes it up, and it may still come to nothing.</summary>
    public sealed record Storing(Seq<OwnerRequest> Requests) : EntryProgress(Requests);

    /// <summary>It is being looked for on disk, where the owner wants something done with it.</summary>
    public sealed record Finding(Seq<OwnerRequest> Requests) : EntryProgress(Requests);

    /// <summary>It is on disk.</summary>
    /// <param name="State">How it stands.</param>
    /// <param name="Stage">What is being done about it.</param>
    /// <param name="Requests">What the owner wants.</param>
    /// <param name="CurrentRequest">The request that is being acted on.</param>
    public sealed record Queued(QueueState State, EntryStage Stage, Seq<OwnerRequest> Requests, Option<OwnerRequest> CurrentRequest) : EntryProgress(Requests)
    {
        /// <summary>The entry.</summary>
        public QueueEntry Entry => QueueProcess.EntryOf(State);

        /// <summary>The claim under which it is worked on; 0 where nobody else may work on it.</summary>
        public long Claim { get; init; }

        /// An entry of which nothing is being done.
        internal static Queued Fresh(QueueState state, Seq<OwnerRequest> requests, long claim) => new(state, new EntryStage.Idle(), requests, Option<OwnerRequest>.None) { Claim = claim };
    }
}

/// <summary>What is being done about an entry.</summary>
public abstract record EntryStage
{
    EntryStage() { }

    /// <summary>Nothing: it waits for its time, or for the owner.</summary>
    public sealed record Idle : EntryStage;

    /// <summary>It waits until the relay bears another attempt.</summary>
    /// <param name="IsForced">True when the owner wants it tried, due or not.</param>
    public sealed record Ready(bool IsForced) : EntryStage;

    /// <summary>An attempt is under way.</summary>
    /// <param name="IsOurs">False for an attempt that was begun while the sender waited.</param>
    public sealed record Delivering(bool IsOurs) : EntryStage;

    /// <summary>A change is being brought to the disk.</summary>
    /// <param name="Change">The change.</param>
    /// <param name="Next">What the entry waits for once that is done.</param>
    /// <param name="IsRetry">True when the disk failed before.</param>
    public sealed record Writing(MailQueueEffect.Change Change, QueueEffect Next, bool IsRetry) : EntryStage;

    /// <summary>The disk failed, and is left alone until a time.</summary>
    public sealed record DiskPause(MailQueueEffect.Change Change, QueueEffect Next, Instant Until) : EntryStage;
}

/// <summary>A request of the owner, as it is laid down in the spool.</summary>
/// <param name="Number">Later requests have higher ones.</param>
/// <param name="Id">The entry that it concerns.</param>
/// <param name="Verb">What shall be done; see <see cref="QueueRequests"/>.</param>
public sealed record OwnerRequest(long Number, string Id, string Verb);

/// <summary>What the queue goes by.</summary>
/// <param name="Retry">When entries are tried again.</param>
/// <param name="DiskPause">How long a disk that fails is left alone: <see cref="DiskRetry.Pause"/>.</param>
/// <param name="Room">How many entries may wait in memory, at least 4.</param>
public sealed record QueuePolicy(RetryPolicy Retry, TimeSpan DiskPause, int Room = QueuePolicy.StandardRoom)
{
    /// <summary>The entries that wait in memory where nothing else is said.</summary>
    public const int StandardRoom = 4000;

    /// <summary>How long entries that others may have left are not looked for, when nothing tells of any.</summary>
    public static TimeSpan Lookout { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How many entries are read at a time.</summary>
    public int Batch => Math.Max(1, Room / 4);
}
