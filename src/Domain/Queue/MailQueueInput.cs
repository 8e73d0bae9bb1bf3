using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>What can happen to the queue of a running daemon.</summary>
/// <param name="Now">The time.</param>
public abstract record MailQueueInput(Instant Now)
{
    /// <summary>An earlier run has left entries on disk. It comes before all others.</summary>
    /// <param name="Entries">How many; none when that could not be found out.</param>
    /// <param name="Now">The time.</param>
    public sealed record Begun(Option<long> Entries, Instant Now) : MailQueueInput(Now);

    /// <summary>Entries were read, as <see cref="MailQueueEffect.Load"/> asked for.</summary>
    /// <param name="Entries">The entries in their order, each as <see cref="EntryCodec"/> reads it.</param>
    /// <param name="Next">The place of the first that was not read; none when all were.</param>
    /// <param name="Now">The time.</param>
    public sealed record Loaded(Seq<QueueItem> Entries, Option<ScheduledEntry> Next, Instant Now) : MailQueueInput(Now);

    /// <summary>The disk could not be read.</summary>
    public sealed record NotLoaded(string Reason, Instant Now) : MailQueueInput(Now);

    /// <summary>One entry was looked for, as <see cref="MailQueueEffect.Find"/> asked for.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Entry">The entry; none when it is not on disk.</param>
    /// <param name="Now">The time.</param>
    public sealed record Found(string Id, Option<QueueItem> Entry, Instant Now) : MailQueueInput(Now)
    {
        /// <summary>The claim under which it can be worked on; 0 where nobody else may.</summary>
        public long Claim { get; init; }

        /// <summary>The numbers of the requests that concern it and are still laid down; none where nobody else acts on them.</summary>
        public Option<Seq<long>> LaidDown { get; init; }
    }

    /// <summary>Another daemon works on the entry that was looked for.</summary>
    public sealed record Elsewhere(string Id, Instant Now) : MailQueueInput(Now);

    /// <summary>The disk could not be read for it.</summary>
    public sealed record NotFound(string Id, string Reason, Instant Now) : MailQueueInput(Now);

    /// <summary>Entries are about to be stored. Each is followed by <see cref="Stored"/> or <see cref="NotStored"/>.</summary>
    public sealed record Storing(Seq<string> Ids, Instant Now) : MailQueueInput(Now);

    /// <summary>The entries are on disk.</summary>
    /// <param name="Entries">The entries.</param>
    /// <param name="UnderWay">The one of which an attempt goes on that was begun before; it ends with <see cref="Attempted"/>.</param>
    /// <param name="Now">The time.</param>
    public sealed record Stored(Seq<QueueEntry> Entries, Option<string> UnderWay, Instant Now) : MailQueueInput(Now)
    {
        /// <summary>The claim under which those were stored that are to be attempted at once (<see cref="QueueEntry.IsClaimedFromTheStart"/>); 0 where nobody else may work on them.</summary>
        public long Claim { get; init; }
    }

    /// <summary>The entries are not on disk.</summary>
    public sealed record NotStored(Seq<string> Ids, Instant Now) : MailQueueInput(Now);

    /// <summary>The time of <see cref="MailQueueEffect.SetTimer"/> has come.</summary>
    public sealed record TimerElapsed(Instant Now) : MailQueueInput(Now);

    /// <summary>An attempt came to an end.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="Report">How it went.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1.</param>
    public sealed record Attempted(string Id, DeliveryReport Report, Instant Now, double Jitter) : MailQueueInput(Now);

    /// <summary>An attempt could not be made, for the mail cannot be read from the disk.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="Reason">What is wrong.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1.</param>
    public sealed record Unreadable(string Id, string Reason, Instant Now, double Jitter) : MailQueueInput(Now);

    /// <summary>The mail of an attempt is damaged on the disk: it must not go out, and will not be better another time.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="Reason">What is wrong.</param>
    /// <param name="Now">The time.</param>
    public sealed record Damaged(string Id, string Reason, Instant Now) : MailQueueInput(Now);

    /// <summary>An attempt broke off without a report, by a fault.</summary>
    public sealed record Interrupted(string Id, Instant Now) : MailQueueInput(Now);

    /// <summary>How a change ended that was to be brought to the disk.</summary>
    public sealed record Written(string Id, WriteOutcome Outcome, Instant Now) : MailQueueInput(Now);

    /// <summary>Requests of the owner were found; those that are known already may be among them.</summary>
    public sealed record Requested(Seq<OwnerRequest> Requests, Instant Now) : MailQueueInput(Now);

    /// <summary>Entries were claimed, as <see cref="MailQueueEffect.ClaimDue"/> asked for.</summary>
    /// <param name="Entries">The entries; none when nothing was due.</param>
    /// <param name="Claim">The number of the claim. A later one is higher.</param>
    /// <param name="Next">When the next entry is due that nobody works on; none when there is none.</param>
    /// <param name="Now">The time.</param>
    public sealed record Claimed(Seq<QueueItem> Entries, long Claim, Option<Instant> Next, Instant Now) : MailQueueInput(Now);

    /// <summary>Nothing could be claimed, for the spool is in trouble.</summary>
    public sealed record NotClaimed(string Reason, Instant Now) : MailQueueInput(Now);

    /// <summary>Another daemon, or the owner, has let go of something that is due.</summary>
    public sealed record Woken(Instant Now) : MailQueueInput(Now);

    /// <summary>So many entries lie on disk, whoever works on them.</summary>
    public sealed record Counted(long Entries, Instant Now) : MailQueueInput(Now);

    /// <summary>What is claimed is so until a time, as far as is known.</summary>
    public sealed record Leased(Instant Until, Instant Now) : MailQueueInput(Now);

    /// <summary>What was claimed under a number, or a lower one, is not any more: others may work on it.</summary>
    public sealed record ClaimsLost(long Claim, Instant Now) : MailQueueInput(Now);

    /// <summary>The daemon has come to a later phase.</summary>
    public sealed record PhaseBegan(QueuePhase Phase, Instant Now) : MailQueueInput(Now);
}

/// <summary>How a change of the spool ended.</summary>
public abstract record WriteOutcome
{
    WriteOutcome() { }

    /// <summary>It is on disk.</summary>
    public sealed record Stored : WriteOutcome;

    /// <summary>Nothing was changed: the entry is not on disk any more.</summary>
    public sealed record Gone : WriteOutcome;

    /// <summary>It may not be on disk.</summary>
    public sealed record Failed(string Reason) : WriteOutcome;
}
