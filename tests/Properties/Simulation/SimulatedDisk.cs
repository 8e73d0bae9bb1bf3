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
}

/// <summary>How a write ended.</summary>
enum Written
{
    Stored,
    Full,
    Broken,
    Gone,
}

/// <summary>
/// The spool. A change is on disk some time after it was asked for, and known to be there later still; a crash before that may lose it, and then
/// all that was asked for after it.
/// </summary>
sealed class SimulatedDisk(World world)
{
    readonly Dictionary<string, Slot> slots = [];
    readonly List<Remembered> remembered = [];
    readonly List<Change> pending = [];
    readonly List<Change> gone = [];

    public IReadOnlyDictionary<string, Slot> Slots => slots;

    public IReadOnlyList<Remembered> Remembered => remembered;

    /// <summary>What the owner has laid down and is not fulfilled.</summary>
    public List<OwnerRequest> Wishes { get; } = [];

    public Instant FullUntil { get; set; }

    /// <summary>A wish is fulfilled, and those before it that concern the same entry.</summary>
    public void Forget(OwnerRequest done) => Wishes.RemoveAll(wish => wish.Id == done.Id && wish.Number <= done.Number);

    public void Write(Change change, Action<Written> done)
    {
        var trouble = world.EventQueue.Now < FullUntil ? Written.Full : world.RandomChoice.OneIn(world.Faults.Disk) ? world.RandomChoice.Of(Written.Full, Written.Broken) : Written.Stored;
        if (trouble != Written.Stored)
        {
            world.Count(trouble == Written.Full ? "disk full" : "disk broken");
            if (trouble == Written.Broken && change.Known is not null && world.RandomChoice.OneIn(2))
            {
                world.Count("written, though the disk said that it failed");
                pending.Add(change);
                Flush();
            }

            world.SimulatedDaemon.Later(world.RandomChoice.Seconds(0, 0.1), () => done(trouble));
            return;
        }

        pending.Add(change);
        world.SimulatedDaemon.Later(world.RandomChoice.Seconds(0.01, 0.05), () =>
        {
            while (pending.Contains(change))
            {
                Flush();
            }

            var outcome = gone.Remove(change) ? Written.Gone : Written.Stored;
            world.SimulatedDaemon.Later(TimeSpan.Zero, () => done(outcome));
        });
    }

    public void Crash()
    {
        while (pending.Count > 0 && world.RandomChoice.OneIn(2))
        {
            Flush();
            world.Count("flushed, but nobody heard of it");
        }

        world.Count("flush lost", pending.Count);
        pending.Clear();
    }

    /// The oldest change reaches the disk.
    void Flush()
    {
        var change = pending[0];
        pending.RemoveAt(0);
        if (change.Known is { } known && !slots.ContainsKey(known))
        {
            gone.Add(change);
            world.Count("write of an entry that is gone");
            return;
        }

        if (change.Removed is { } id)
        {
            slots.Remove(id);
        }

        foreach (var (key, slot) in change.Written)
        {
            slots[key] = slot;
        }

        if (change.Remembered is { } mail)
        {
            remembered.Add(mail);
        }
    }
}
