using Laitos.Domain.Foundation;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Spool;

/// <summary>One mail in the spool as far as the spool understands it.</summary>
/// <param name="Id">Its name: letters and digits, for it names a file too.</param>
/// <param name="Due">When it wants attention next.</param>
/// <param name="State">What the queue knows of it, in a form of the queue's own.</param>
public sealed record SpoolEntry(string Id, Instant Due, Octets State);

/// <summary>A mail on its way into the spool.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Content">The mail exactly as it shall go out.</param>
public sealed record NewEntry(SpoolEntry Entry, IMailContent Content);

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

/// <summary>A wish of the owner, laid down by another program.</summary>
/// <param name="Number">Later wishes have higher ones.</param>
/// <param name="Id">The entry that it concerns.</param>
/// <param name="Verb">What shall be done.</param>
public sealed record SpoolRequest(long Number, string Id, string Verb);
