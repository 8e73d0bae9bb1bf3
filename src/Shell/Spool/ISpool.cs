using Laitos.Domain.Foundation;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>
/// The mails that the daemon has taken responsibility for. What a method has answered <see cref="SpoolOutcome.Stored"/> to survives a
/// crash of the program and of the machine; trouble with the disk is an outcome, never an exception.
/// </summary>
public interface ISpool : ISpoolReader, IAsyncDisposable
{
    /// <summary>Puts in all that comes with one received mail, or nothing.</summary>
    Task<SpoolOutcome> Add(NewMail newMail);

    /// <summary>Replaces the due time and state of an entry, whose mail stays, and puts others in, all or nothing.</summary>
    Task<SpoolOutcome> Update(SpoolEntry entry, params IReadOnlyList<NewEntry> added);

    /// <summary>Takes one entry out and puts others in, all or nothing: a failed mail for the notice about it. With none added it is a removal.</summary>
    Task<SpoolOutcome> Replace(string removed, params IReadOnlyList<NewEntry> added);

    /// <summary>Remembers what identifies mails that never entered the spool.</summary>
    Task<SpoolOutcome> Remember(params IReadOnlyList<StoredFingerprint> storedFingerprints);

    /// <summary>What is remembered and has not lapsed; what has lapsed is forgotten.</summary>
    Task<IReadOnlyList<StoredFingerprint>> LoadRecent(Instant now);

    /// <summary>Replaces the state of a command.</summary>
    Task<SpoolOutcome> UpdateOrder(SpoolOrder order);

    /// <summary>Takes a command out and puts mails in, all or nothing: what it was for the replies about it. With none added it is a removal.</summary>
    Task<SpoolOutcome> ReplaceOrder(string removed, params IReadOnlyList<NewEntry> added);

    /// <summary>The commands that are in the spool, the oldest in front; or why they cannot be read. Damaged ones, told of at opening, are left out.</summary>
    Task<Either<string, IReadOnlyList<SpoolOrder>>> LoadOrders();

    /// <summary>The one-time passwords that are used and have not lapsed, or why they cannot be read; what has lapsed is forgotten.</summary>
    Task<Either<string, IReadOnlyList<StoredCodePair>>> LoadUsed(Instant now);

    /// <summary>The wishes that have been laid down after one, in their order; nothing when the disk is in trouble. They stay until they are fulfilled.</summary>
    /// <param name="after">The number of that one; 0 for all.</param>
    Task<IReadOnlyList<SpoolRequest>> LoadRequests(long after);

    /// <summary>Forgets a wish that has been acted on, and those before it that concern the same entry.</summary>
    Task<SpoolOutcome> Complete(SpoolRequest request);
}

/// <summary>What a second program may do to the spool of a running daemon: look, and lay down wishes.</summary>
public interface ISpoolReader
{
    /// <summary>All entries without their mails, the one due first in front; or why they cannot be read.</summary>
    Task<Either<string, IReadOnlyList<SpoolEntry>>> Load();

    /// <summary>The mail of an entry, to be streamed, its octets known to be those that were stored; or why it cannot be given.</summary>
    Task<Either<UnreadableMail, IMailContent>> Content(string id);

    /// <summary>Lays down a wish that concerns an entry, for the daemon to find.</summary>
    Task<SpoolOutcome> Request(string id, string verb);
}
