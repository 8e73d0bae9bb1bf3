using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>
/// The mails that the daemon has taken responsibility for. What a method has answered <see cref="SpoolOutcome.Stored"/> to survives a
/// crash of the program and of the machine; trouble with the disk or the database server is an outcome, never an exception.
/// </summary>
public interface ISpool : ISpoolReader, IAsyncDisposable
{
    /// <summary>Transactions committed since it was opened; mails that arrive together share one.</summary>
    long Commits { get; }

    /// <summary>What several daemons share the spool by; null where one has it for itself.</summary>
    ISpoolClaims? Claims { get; }

    /// <summary>Puts in all that comes with one received mail, or nothing.</summary>
    Task<SpoolOutcome> Add(NewMail newMail);

    /// <summary>Replaces the due time and state of an entry, whose mail stays, and puts others in, all or nothing.</summary>
    Task<SpoolOutcome> Update(SpoolEntry entry, params IReadOnlyList<NewEntry> added);

    /// <summary>Takes one entry out and puts others in, all or nothing: a failed mail for the notice about it. With none added it is a removal.</summary>
    Task<SpoolOutcome> Replace(EntryKey removed, params IReadOnlyList<NewEntry> added);

    /// <summary>Remembers what identifies mails that never entered the spool.</summary>
    Task<SpoolOutcome> Remember(params IReadOnlyList<StoredFingerprint> storedFingerprints);

    /// <summary>What is remembered and has not lapsed; what has lapsed is forgotten.</summary>
    Task<IReadOnlyList<StoredFingerprint>> LoadRecent(Instant now);

    /// <summary>
    /// The mails of some entries, read together: those that are small, in the order of the ids, as many as take so many octets. What cannot be given is left out; <see cref="ISpoolReader.Content"/> says why.
    /// </summary>
    Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets);

    /// <summary>Replaces the state of a command.</summary>
    Task<SpoolOutcome> UpdateOrder(SpoolOrder order);

    /// <summary>Takes a command out and puts mails in, all or nothing: what it was for the replies about it. With none added it is a removal.</summary>
    Task<SpoolOutcome> ReplaceOrder(EntryKey removed, params IReadOnlyList<NewEntry> added);

    /// <summary>The commands that are in the spool, the oldest in front; or why they cannot be read. Damaged ones, told of at opening, are left out.</summary>
    Task<Either<string, IReadOnlyList<SpoolOrder>>> LoadOrders();

    /// <summary>The one-time passwords that are used and have not lapsed, or why they cannot be read; what has lapsed is forgotten.</summary>
    Task<Either<string, IReadOnlyList<StoredCodePair>>> LoadUsed(Instant now);

    /// <summary>
    /// The requests that have been laid down after one, in their order, at most <see cref="SpoolReader.MostRequests"/>; nothing when the disk is in trouble. They stay until they are fulfilled.
    /// </summary>
    /// <param name="after">The number of that one; 0 for all.</param>
    Task<IReadOnlyList<SpoolRequest>> LoadRequests(long after);

    /// <summary>Forgets a request that has been acted on, and those before it that concern the same entry.</summary>
    Task<SpoolOutcome> Complete(SpoolRequest request);
}

/// <summary>What a second program may do to the spool of a running daemon: look, and lay down requests.</summary>
public interface ISpoolReader
{
    /// <summary>Entries without their mails in the order of their places, those that are due first in front; or why they cannot be read.</summary>
    /// <param name="from">The first place.</param>
    /// <param name="most">How many entries at most.</param>
    Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most);

    /// <summary>One entry without its mail, if it is there; or why it cannot be read.</summary>
    Task<Either<string, Option<SpoolEntry>>> Find(string id);

    /// <summary>Some entries without their mails, those that are there; or why they cannot be read.</summary>
    Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids);

    /// <summary>How many entries there are, or why they cannot be counted.</summary>
    Task<Either<string, long>> Count();

    /// <summary>The mail of an entry, to be streamed, its octets known to be those that were stored; or why it cannot be given.</summary>
    Task<Either<UnreadableMail, IMailContent>> Content(string id);

    /// <summary>Lays down a request that concerns an entry, for the daemon to find.</summary>
    Task<SpoolOutcome> Request(string id, string verb);

    /// <summary>Where the records of all daemons that work on it lie together; null where one daemon has it for itself, and keeps them in a file.</summary>
    Tracing.ITracePlace? Records => null;

    /// <summary>Lays down such a request for each entry that is not held, by one statement, in the order of their places: how many, or why it cannot be done.</summary>
    Task<Either<string, long>> RequestAll(string verb);
}

/// <summary>One mail in the spool as far as the spool understands it.</summary>
/// <param name="Id">Its name: letters and digits, for it names a file too.</param>
/// <param name="Due">When it wants attention next: <see cref="ScheduledEntry.Never"/> while it is held.</param>
/// <param name="State">What the queue knows of it, in a form of the queue's own.</param>
public sealed record SpoolEntry(string Id, Instant Due, Octets State)
{
    /// <summary>The claim under which it is replaced; 0 where nobody has claimed it.</summary>
    public long Claim { get; init; }

    /// <summary>True when the claim ends with that.</summary>
    public bool IsReleased { get; init; }

    /// <summary>The name of the daemon that has claimed it; null where nobody has.</summary>
    public string? Daemon { get; init; }

    /// <summary>The stored form of an entry.</summary>
    public static SpoolEntry Of(QueueEntry entry) => new(entry.Id, entry.Place.At, EntryCodec.Write(entry));
}

/// <summary>An entry, or a command, that is to be there.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Claim">The claim under which it is changed; 0 where nobody has claimed it.</param>
public readonly record struct EntryKey(string Id, long Claim = 0)
{
    /// <summary>One that nobody has claimed.</summary>
    public static implicit operator EntryKey(string id) => new(id);
}

/// <summary>Some entries, one after the other.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Damaged">The ids of those between them whose rows are damaged.</param>
/// <param name="Next">The place of the first behind them; none when these are the last.</param>
public sealed record SpoolPage(IReadOnlyList<SpoolEntry> Entries, IReadOnlyList<string> Damaged, Option<ScheduledEntry> Next);

/// <summary>A mail on its way into the spool.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Content">The mail exactly as it shall go out.</param>
public sealed record NewEntry(SpoolEntry Entry, IMailContent Content)
{
    /// <summary>True when the daemon that stores it has claimed it with that.</summary>
    public bool IsClaimed { get; init; }
}

/// <summary>Why the mail of an entry cannot be given.</summary>
/// <param name="Reason">What is wrong, for its owner.</param>
/// <param name="IsLost">True when its octets are not those that were stored, or are gone: it will not be better another time.</param>
public sealed record UnreadableMail(string Reason, bool IsLost)
{
    /// <summary>A mail that is lost.</summary>
    internal static UnreadableMail Lost(string reason) => new(reason, IsLost: true);
}

/// <summary>What identifies a mail that we hold or have just delivered.</summary>
/// <param name="Value">A digest.</param>
/// <param name="Until">When to forget it.</param>
public sealed record StoredFingerprint(Octets Value, Instant Until);

/// <summary>A request of the owner, laid down by another program.</summary>
/// <param name="Number">Later requests have higher ones.</param>
/// <param name="Id">The entry that it concerns.</param>
/// <param name="Verb">What shall be done.</param>
public sealed record SpoolRequest(long Number, string Id, string Verb);

/// <summary>What comes into the spool with one mail that was received, all of it or nothing.</summary>
/// <param name="Entries">The mails to go out; there may be none.</param>
public sealed record NewMail(params IReadOnlyList<NewEntry> Entries)
{
    /// <summary>What identifies the mail that was received.</summary>
    public IReadOnlyList<StoredFingerprint> Remembered { get; init; } = [];

    /// <summary>The commands that it orders.</summary>
    public IReadOnlyList<SpoolOrder> Orders { get; init; } = [];

    /// <summary>The one-time passwords that it has used up.</summary>
    public IReadOnlyList<StoredCodePair> StoredCodePairs { get; init; } = [];

    /// <summary>True when the daemon that stores the commands has claimed them with that.</summary>
    public bool AreOrdersClaimed { get; init; }
}

/// <summary>One command that was ordered by mail, as far as the spool understands it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="State">What is known of it, in a form of its owner's own.</param>
public sealed record SpoolOrder(string Id, Octets State)
{
    /// <summary>
    /// True when it was read out of a damaged database: what is known may be older than what has happened, so a command that was not
    /// started by then may have been since.
    /// </summary>
    public bool IsFromDamagedSpool { get; init; }

    /// <summary>The claim under which its state is replaced; 0 where nobody has claimed it.</summary>
    public long Claim { get; init; }
}

/// <summary>A one-time password that has been used.</summary>
/// <param name="Pair">What identifies it: a digest.</param>
/// <param name="Command">What identifies the one command that it may run again: a digest.</param>
/// <param name="Until">When it has lapsed.</param>
public sealed record StoredCodePair(Octets Pair, Octets Command, Instant Until);
