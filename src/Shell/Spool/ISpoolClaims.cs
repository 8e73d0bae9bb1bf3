using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>
/// How several daemons share a spool: each works on what it has claimed. All claims of a daemon are its own as long as its lease holds; one that has lapsed is taken away, and its claims with
/// it. A change under a claim that does not hold any more changes nothing, and is <see cref="SpoolOutcome.Broken.IsMissing"/>.
/// </summary>
public interface ISpoolClaims
{
    /// <summary>Claims entries that are due by a time and that nobody has claimed, the earliest in front; or says why that cannot be done.</summary>
    Task<Either<string, ClaimedEntries>> Claim(Instant due, int most);

    /// <summary>Claims some entries, due or not, by one change; or says why that cannot be done.</summary>
    /// <param name="ids">Their ids, each once.</param>
    /// <returns>What has come of each, in the same order.</returns>
    Task<Either<string, IReadOnlyList<ClaimedEntry>>> ClaimNamed(IReadOnlyList<string> ids);

    /// <summary>Lets go of an entry as it is.</summary>
    Task<SpoolOutcome> Release(EntryKey entry);

    /// <summary>Lets go of an entry that cannot be read: it is not claimed when it is due, until the next daemon starts.</summary>
    Task<SpoolOutcome> SetAside(EntryKey entry);

    /// <summary>Claims all commands that nobody has claimed, and gives those that are this daemon's; or says why that cannot be done.</summary>
    Task<Either<string, IReadOnlyList<SpoolOrder>>> ClaimOrders();

    /// <summary>Has somebody told of the lease, and of what others let go of: <see cref="MailQueueInput.Leased"/>, <see cref="MailQueueInput.ClaimsLost"/>, <see cref="MailQueueInput.Woken"/>.</summary>
    void Subscribe(Action<MailQueueInput> hear);

    /// <summary>What is remembered that begins with some octets and has not lapsed; or why that cannot be found out.</summary>
    Task<Either<string, Option<StoredFingerprint>>> Recall(Octets beginning, Instant now);

    /// <summary>Takes copies of this daemon's records of mail.</summary>
    Tracing.ITraceCopies Copies { get; }

    /// <summary>What the daemons have in common beside the queue.</summary>
    ISharedRows Shared { get; }
}

/// <summary>Entries that were claimed.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Damaged">The ids of those whose rows are damaged.</param>
/// <param name="Claim">The number of the claim.</param>
/// <param name="Next">When the next entry is due that nobody has claimed.</param>
public sealed record ClaimedEntries(IReadOnlyList<SpoolEntry> Entries, IReadOnlyList<string> Damaged, long Claim, Option<Instant> Next);

/// <summary>What has come of claiming one entry.</summary>
public abstract record ClaimedEntry
{
    ClaimedEntry() { }

    /// <summary>It is not there.</summary>
    public sealed record Missing : ClaimedEntry;

    /// <summary>Another daemon has claimed it.</summary>
    public sealed record Elsewhere : ClaimedEntry;

    /// <summary>It is claimed.</summary>
    /// <param name="Entry">The entry; none when its row is damaged.</param>
    /// <param name="Claim">The number of the claim.</param>
    /// <param name="LaidDown">The numbers of the requests that concern it and are not fulfilled.</param>
    public sealed record Mine(Option<SpoolEntry> Entry, long Claim, Seq<long> LaidDown) : ClaimedEntry;
}
