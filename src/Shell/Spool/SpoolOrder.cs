using Laitos.Domain.Foundation;

namespace Laitos.Shell.Spool;

/// <summary>One command that was ordered by mail, as far as the spool understands it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="State">What is known of it, in a form of its owner's own.</param>
public sealed record SpoolOrder(string Id, Octets State)
{
    /// <summary>
    /// True when it was read out of a damaged database: what is known may be older than what has happened, so a command that was not
    /// started by then may have been since.
    /// </summary>
    public bool IsSalvaged { get; init; }
}

/// <summary>A one-time password that has been used.</summary>
/// <param name="Pair">What identifies it: a digest.</param>
/// <param name="Command">What identifies the one command that it may run again: a digest.</param>
/// <param name="Until">When it has lapsed.</param>
public sealed record StoredCodePair(Octets Pair, Octets Command, Instant Until);
