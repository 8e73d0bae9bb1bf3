using Laitos.Shell.Relay;

namespace Laitos.Shell.Queue;

/// <summary>
/// Small mails in memory that are about to be attempted: those that were stored a moment ago, and those that were read together with their entries. Their attempts need not read them from the spool one by one.
/// There is room for <see cref="Room"/> octets; the one that has waited longest makes room for another.
/// </summary>
sealed class FreshContents
{
    /// <summary>Octets of memory that all of them take together.</summary>
    public const int Room = 4 << 20;

    /// <summary>The most octets of memory of one of them.</summary>
    public const int Largest = 512 << 10;

    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<Kept>> contents = new(StringComparer.Ordinal);
    readonly LinkedList<Kept> order = new();
    long octets;

    /// <summary>How many octets can be kept without another's making room; at least a quarter of all, for what waits longest may never be asked for.</summary>
    public long Free
    {
        get
        {
            lock (gate)
            {
                return Math.Max(Room - octets, Room / 4);
            }
        }
    }

    /// <summary>Keeps mails that have been stored.</summary>
    public void Keep(IReadOnlyList<QueuedMail> mails)
    {
        foreach (var (entry, content) in mails)
        {
            Keep(entry.Id, content);
        }
    }

    /// <summary>Keeps a mail if it lies in memory and is small.</summary>
    public void Keep(string id, IMailContent content)
    {
        if (content is not MemoryContent { Held: <= Largest and var held })
        {
            return;
        }

        lock (gate)
        {
            if (contents.TryAdd(id, new(new Kept(id, content, held))))
            {
                order.AddLast(contents[id]);
                octets += held;
            }

            while (octets > Room)
            {
                Remove(order.First!);
            }
        }
    }

    /// <summary>Takes the mail of an entry out, or null.</summary>
    public IMailContent? Take(string id)
    {
        lock (gate)
        {
            if (!contents.TryGetValue(id, out var found))
            {
                return null;
            }

            Remove(found);
            return found.Value.Content;
        }
    }

    void Remove(LinkedListNode<Kept> node)
    {
        contents.Remove(node.Value.Id);
        order.Remove(node);
        octets -= node.Value.Held;
    }

    readonly record struct Kept(string Id, IMailContent Content, long Held);
}
