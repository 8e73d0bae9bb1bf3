using Laitos.Domain.Forwarding;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>What the queue asks of the shell. None of it is waited for: what an effect leads to is an input of its own, in any order.</summary>
public abstract record MailQueueEffect
{
    MailQueueEffect() { }

    /// <summary>A change of the spool, with the mails of a notice as entries of their own: all of it in one transaction. Gives Written.</summary>
    /// <param name="Entry">The entry as it stands now.</param>
    /// <param name="Notice">The notice that is stored together with the change.</param>
    public abstract record Change(QueueEntry Entry, Option<Notice> Notice) : MailQueueEffect
    {
        /// <summary>The claim under which the entry is worked on: where it does not hold any more, nothing is changed.</summary>
        public long Claim { get; init; }

        /// <summary>True when the claim ends with the change: whoever comes first may work on the entry.</summary>
        public bool IsReleased { get; init; }
    }

    /// <summary>Store the entry in the place of its older self.</summary>
    public sealed record Save(QueueEntry Entry, Option<Notice> Notice) : Change(Entry, Notice);

    /// <summary>Change nothing but the claim, which ends.</summary>
    public sealed record Release(QueueEntry Entry) : Change(Entry, Option<Notice>.None);

    /// <summary>Delete the entry and its mail.</summary>
    public sealed record Remove(QueueEntry Entry, Option<Notice> Notice) : Change(Entry, Notice);

    /// <summary>Read entries from the disk in the order of their places. Gives Loaded or NotLoaded.</summary>
    /// <param name="From">The first place.</param>
    /// <param name="Most">How many entries at most.</param>
    public sealed record Load(ScheduledEntry From, int Most) : MailQueueEffect;

    /// <summary>Look for one entry on the disk; where others work on the spool, claim it, due or not. Gives Found, Elsewhere or NotFound.</summary>
    public sealed record Find(string Id) : MailQueueEffect;

    /// <summary>Claim entries that are due and that nobody works on, the earliest in front. Gives Claimed or NotClaimed.</summary>
    /// <param name="Due">What is due by then.</param>
    /// <param name="Most">How many entries at most.</param>
    public sealed record ClaimDue(Instant Due, int Most) : MailQueueEffect;

    /// <summary>Let go of an entry that was claimed and cannot be read, so that no daemon claims it while it is due; each start of one tries it once more. A disk that fails is logged, and the entry stays claimed until the daemon ends.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="Claim">The claim.</param>
    public sealed record SetAside(string Id, long Claim) : MailQueueEffect;

    /// <summary>Hand a mail to the relay. Gives Attempted, Unreadable, Damaged or Interrupted.</summary>
    /// <param name="Id">The entry.</param>
    /// <param name="Job">The envelope.</param>
    /// <param name="AuthorChange">The change of the author's address with which the stored mail goes out; none when it goes out as it is.</param>
    public sealed record Attempt(string Id, MailJob Job, Option<AuthorChange> AuthorChange) : MailQueueEffect;

    /// <summary>Wait for a time, and no longer for the time before. Gives TimerElapsed.</summary>
    public sealed record SetTimer(Instant At) : MailQueueEffect;

    /// <summary>Delete a request of the owner from the spool, and those before it that concern the same entry. A disk that fails is logged, and the request is read again after a restart.</summary>
    public sealed record CompleteRequest(OwnerRequest Request) : MailQueueEffect;

    /// <summary>A line for the log.</summary>
    /// <param name="Event">Its kind, one word.</param>
    /// <param name="Facts">Names and values; values may come from the wire.</param>
    public sealed record Log(string Event, Seq<LogFact> Facts) : MailQueueEffect;

    /// <summary>Nothing is being done any more, and nothing begins: the daemon may end.</summary>
    public sealed record End : MailQueueEffect;

    /// What a step of one entry brings to the disk, if it does.
    internal static Change? ChangeOf(Step<QueueState, QueueEffect> step) => step.Effects.Head switch
    {
        QueueEffect.Save(var entry, var notice) => new Save(entry, notice),
        QueueEffect.Remove(var entry, var notice) => new Remove(entry, notice),
        _ => null,
    };
}
