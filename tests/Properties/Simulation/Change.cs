using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>What lies on the disk of one entry.</summary>
/// <param name="State">The entry as it was written.</param>
/// <param name="SimulatedMail">Stands for the octets of its mail.</param>
sealed record Slot(Octets State, SimulatedMail SimulatedMail)
{
    /// <summary>The entry.</summary>
    public QueueEntry Entry => field ??= EntryCodec.Read(State).IfLeft(error => throw new InvalidOperationException(error.ToString()));
}

/// <summary>A mail that we answered with 250, as it is remembered on disk.</summary>
sealed record Remembered(Fingerprint Mail, string Id, Instant At, string Name);

/// <summary>A change of the disk: all of it, or nothing.</summary>
/// <param name="Removed">The entry that leaves, if one does.</param>
/// <param name="Written">Entries that come or change; the mail of one that changes stays.</param>
/// <param name="Remembered">What is remembered from now on.</param>
sealed record Change(string? Removed, (string Id, Slot Slot)[] Written, Remembered? Remembered = null)
{
    /// <summary>The entry that must be there, or nothing is changed.</summary>
    public string? Known { get; init; }

    /// <summary>The claim under which that must be so, where several daemons share the disk.</summary>
    public long Claim { get; init; }

    /// <summary>True when the claim ends with the change.</summary>
    public bool IsReleased { get; init; }

    /// <summary>The entries that are claimed by the daemon that writes.</summary>
    public IReadOnlyCollection<string> Claimed { get; init; } = [];
}

/// <summary>How a write ended.</summary>
enum Written
{
    Stored,
    Full,
    Broken,
    Gone,
}
