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

/// <summary>
/// The spool. A change is on disk some time after it was asked for, and known to be there later still; a crash before that may lose it, and then
/// all that was asked for after it.
/// </summary>
sealed class SimulatedDisk(World world)
{
    readonly Dictionary<string, Slot> slots = [];
    readonly List<Remembered> remembered = [];
    readonly List<Change> pending = [];
    readonly Dictionary<Change, long> claims = [];
    readonly List<Change> gone = [];

    public IReadOnlyDictionary<string, Slot> Slots => slots;

    public IReadOnlyList<Remembered> Remembered => remembered;

    /// <summary>What the owner has laid down and is not fulfilled.</summary>
    public List<OwnerRequest> Wishes { get; } = [];

    public Instant FullUntil { get; set; }

    /// <summary>A wish is fulfilled, and those before it that concern the same entry.</summary>
    public void Forget(OwnerRequest done) => Wishes.RemoveAll(wish => wish.Id == done.Id && wish.Number <= done.Number);

    /// <summary>Who works on what, where several daemons share the disk.</summary>
    public SimulatedLeases? Leases { get; } = world.IsShared ? new SimulatedLeases(world) : null;

    public void Write(SimulatedDaemon daemon, Change change, Action<Written, long> done)
    {
        var trouble = world.EventQueue.Now < FullUntil ? Written.Full : world.RandomChoice.OneIn(world.Faults.Disk) ? world.RandomChoice.Of(Written.Full, Written.Broken) : Written.Stored;
        if (trouble != Written.Stored)
        {
            world.Count(trouble == Written.Full ? "disk full" : "disk broken");
            if (trouble == Written.Broken && change.Known is not null && world.RandomChoice.OneIn(2))
            {
                world.Count("written, though the disk said that it failed");
                pending.Add(change);
                claims[change] = daemon.Session;
                Flush(Leases is null ? pending[0] : change);
            }

            daemon.Later(world.RandomChoice.Seconds(0, 0.1), () => done(trouble, 0));
            return;
        }

        pending.Add(change);
        claims[change] = daemon.Session;
        if (Leases is not null)
        {
            Commit(daemon, change, done);
            return;
        }

        daemon.Later(world.RandomChoice.Seconds(0.01, 0.05), () =>
        {
            while (pending.Contains(change))
            {
                Flush(pending[0]);
            }

            var outcome = gone.Remove(change) ? Written.Gone : Written.Stored;
            daemon.Later(TimeSpan.Zero, () => done(outcome, 0));
        });
    }

    /// A server commits when it comes to it, in any order, whether the daemon is paused or not. A new mail whose session has gone meanwhile is written again, and nobody's.
    void Commit(SimulatedDaemon daemon, Change change, Action<Written, long> done) => world.EventQueue.After(world.RandomChoice.OneIn(20) ? world.RandomChoice.Seconds(0, 40) : world.RandomChoice.Seconds(0.01, 0.05), () =>
    {
        if (!pending.Contains(change))
        {
            return;
        }

        var claim = Leases!.IsOnRecord(claims[change]) ? claims[change] : -1;
        claims[change] = claim;
        Flush(change);
        var outcome = gone.Remove(change) ? Written.Gone : Written.Stored;
        daemon.Later(world.RandomChoice.Seconds(0, 0.1), () => done(outcome, claim));
    });

    public void Crash(SimulatedDaemon daemon)
    {
        if (Leases is not null)
        {
            foreach (var change in pending.Where(change => claims[change] == daemon.Session || !Leases.IsOnRecord(claims[change])).ToArray())
            {
                if (world.RandomChoice.OneIn(2))
                {
                    Flush(change);
                }
                else
                {
                    pending.Remove(change);
                }
            }

            return;
        }

        while (pending.Count > 0 && world.RandomChoice.OneIn(2))
        {
            Flush(pending[0]);
            world.Count("flushed, but nobody heard of it");
        }

        world.Count("flush lost", pending.Count);
        pending.Clear();
    }

    /// A change reaches the disk.
    void Flush(Change change)
    {
        pending.Remove(change);
        claims.Remove(change, out var session);
        if (change.Known is { } known && (!slots.ContainsKey(known) || Leases?.IsHolder(known, change.Claim) == false))
        {
            gone.Add(change);
            world.Count(slots.ContainsKey(known) ? "write under a claim that was lost" : "write of an entry that is gone");
            return;
        }

        if (change.Removed is { } id)
        {
            slots.Remove(id);
            Leases?.Forget(id);
        }

        foreach (var (key, slot) in change.Written)
        {
            if (!slots.ContainsKey(key) && change.Claimed.Contains(key) && Leases?.IsOnRecord(session) == true)
            {
                Leases.Hold(key, session);
            }

            slots[key] = slot;
        }

        if (change.IsReleased)
        {
            Leases?.Release(change.Known!);
        }

        if (change.Remembered is { } mail)
        {
            remembered.Add(mail);
        }
    }
}
