using System.Collections.Concurrent;
using System.Security.Cryptography;
using Laitos.Shell.Spool;
using Laitos.Signatures;

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

    /// <summary>What bodies are hashed for while they arrive, beside the digest of all octets.</summary>
    public ArrivalHashing Hashing { get; init; } = ArrivalHashing.None;

    /// <summary>The memory of all mails together.</summary>
    public MemoryBudget Memory { get; } = memory;

    /// <summary>Digests that no mail uses just now.</summary>
    internal DigestPool Hashes { get; } = new();

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

/// <summary>The memory that all mails on their way in may take together.</summary>
/// <param name="octets">The whole of it.</param>
public sealed class MemoryBudget(long octets)
{
    /// <summary>The budget of a daemon, in octets: 256 MiB.</summary>
    public const long Default = 256L << 20;

    long used;

    /// <summary>Octets granted at this moment.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>True when more than half is granted: mails that can go to the disk should go now.</summary>
    public bool IsTight => Used > octets / 2;

    /// <summary>Asks for some of it; false, and nothing is granted, when so much is not left.</summary>
    public bool TryTake(long wanted)
    {
        if (Interlocked.Add(ref used, wanted) <= octets)
        {
            return true;
        }

        Give(wanted);
        return false;
    }

    /// <summary>Gives back what was granted.</summary>
    public void Give(long granted) => Interlocked.Add(ref used, -granted);
}

/// <summary>Computations of SHA-256 digests, which are dear to make, for one mail after the other.</summary>
sealed class DigestPool
{
    /// So many are kept.
    const int Most = 64;

    readonly ConcurrentBag<IncrementalHash> unused = [];

    /// <summary>One that has taken no octet.</summary>
    public IncrementalHash Rent() => unused.TryTake(out var hash) ? hash : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Takes one back; what it was told is forgotten.</summary>
    public void Return(IncrementalHash? hash)
    {
        if (hash is null)
        {
            return;
        }

        if (unused.Count >= Most)
        {
            hash.Dispose();
            return;
        }

        hash.GetHashAndReset();
        unused.Add(hash);
    }
}
