using System.Collections.Concurrent;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Queue;

/// <summary>
/// Small mails that were stored a moment ago, still in memory: their first attempts need not read them back from the disk. There is room for
/// <see cref="Room"/> octets; what finds none is read back. A mail holds the blocks that it lies in, which are larger: up to seven times as much.
/// </summary>
sealed class FreshContents
{
    /// <summary>Octets of all of them together.</summary>
    public const int Room = 1 << 20;

    /// The most octets of one of them.
    const int Largest = 64 << 10;

    readonly ConcurrentDictionary<string, MemoryContent> contents = new();
    long octets;

    /// <summary>Keeps those that lie in memory, as far as there is room.</summary>
    public void Keep(IEnumerable<QueuedMail> mails)
    {
        foreach (var (entry, content) in mails)
        {
            if (content is MemoryContent { Size: <= Largest } small && (Interlocked.Add(ref octets, small.Size) > Room || !contents.TryAdd(entry.Id, small)))
            {
                Interlocked.Add(ref octets, -small.Size);
            }
        }
    }

    /// <summary>Takes the mail of an entry out, or null.</summary>
    public IMailContent? Take(string id)
    {
        if (!contents.TryRemove(id, out var small))
        {
            return null;
        }

        Interlocked.Add(ref octets, -small.Size);
        return small;
    }
}
