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

/// <summary>What identifies a mail that we hold or have just delivered.</summary>
/// <param name="Value">A digest.</param>
/// <param name="Until">When to forget it.</param>
public sealed record StoredFingerprint(Octets Value, Instant Until);

/// <summary>A wish of the owner, laid down by another program.</summary>
/// <param name="Number">Later wishes have higher ones.</param>
/// <param name="Id">The entry that it concerns.</param>
/// <param name="Verb">What shall be done.</param>
public sealed record SpoolRequest(long Number, string Id, string Verb);
