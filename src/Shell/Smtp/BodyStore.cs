using Laitos.Shell.Spool;

namespace Laitos.Shell.Smtp;

/// <summary>Where the octets of arriving mails may lie: in memory within a budget, and beyond that in a folder if there is one.</summary>
/// <param name="memory">The memory of all mails together.</param>
/// <param name="folder">The folder for mails that outgrow the memory; null to keep all of them in memory.</param>
/// <param name="disk">The room on the disk of that folder.</param>
public sealed class BodyStore(MemoryBudget memory, string? folder = null, DiskSpace? disk = null)
{
    /// <summary>Octets of a body that stay in memory while memory is plenty.</summary>
    public int Held { get; init; } = 256 << 10;

    /// <summary>Octets of one block of memory, and of one write to the disk.</summary>
    public int Block { get; init; } = 64 << 10;

    /// <summary>The memory of all mails together.</summary>
    public MemoryBudget Memory { get; } = memory;

    /// <summary>True when mails may go to a disk.</summary>
    public bool HasDisk => folder is not null;

    /// <summary>True when so many octets more may be written to the disk.</summary>
    public bool HasSpace(long octets) => disk?.Has(octets) ?? HasDisk;

    /// <summary>A new file for one mail, whose name vanishes when it is closed.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal FileStream NewFile()
    {
        var options = SpoolDirectory.NewFile(FileMode.CreateNew);
        options.Options |= FileOptions.DeleteOnClose;
        return new FileStream(Path.Combine(folder!, $"{Guid.CreateVersion7():N}.part"), options);
    }
}
