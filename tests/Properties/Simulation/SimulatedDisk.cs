using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

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

    /// What the server has made, and not told of before it went.
    readonly System.Collections.Generic.HashSet<Change> untold = [];

    public IReadOnlyDictionary<string, Slot> Slots => slots;

    public IReadOnlyList<Remembered> Remembered => remembered;

    /// <summary>What the owner has laid down and is not fulfilled.</summary>
    public List<OwnerRequest> Requests { get; } = [];

    public Instant FullUntil { get; set; }

    /// <summary>When its server is away.</summary>
    public ServerOutage Outage { get; } = new(world.EventQueue);

    /// <summary>A request is fulfilled, and those before it that concern the same entry.</summary>
    public void Forget(OwnerRequest done) => Requests.RemoveAll(request => request.Id == done.Id && request.Number <= done.Number);

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
                Leases?.Later(daemon, () => Settle(daemon, change));
            }

            daemon.Later(world.RandomChoice.Seconds(0, 0.1), () => done(trouble, 0));
            return;
        }

        pending.Add(change);
        claims[change] = daemon.Session;
        Outage.Write();
        if (Leases is not null)
        {
            var life = daemon.Life;
            Commit(daemon, change, (outcome, claim) =>
            {
                if (daemon.Life == life)
                {
                    done(outcome, claim);
                }
            });
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

        if (Outage.IsOn)
        {
            Doubt(daemon, change, done);
            return;
        }

        var claim = Leases!.IsOnRecord(claims[change]) ? claims[change] : -1;
        claims[change] = claim;
        Excuse(change.Written.Where(each => claim == -1 && each.Id != change.Known));
        Flush(change);
        var outcome = gone.Remove(change) ? Written.Gone : Written.Stored;
        daemon.Later(world.RandomChoice.OneIn(4) ? world.RandomChoice.Seconds(0, 100) : world.RandomChoice.Seconds(0, 0.1), () => done(outcome, claim));
    });

    /// The server has gone with a change under way: it may be there. Once one is back the change is made again, and found where it is; before that, its sender is told that it failed after a while.
    void Doubt(SimulatedDaemon daemon, Change change, Action<Written, long> done)
    {
        var left = Outage.Back - world.EventQueue.Now;
        if (!untold.Contains(change) && world.RandomChoice.OneIn(2))
        {
            world.Count("committed by a server that has gone, and not told");
            Make(change, claims[change]);
            gone.Remove(change);
            untold.Add(change);
        }

        if (left <= ServerOutage.Patience)
        {
            world.EventQueue.After(left + world.RandomChoice.Seconds(0, 1), () => Again(daemon, change, done));
            return;
        }

        world.EventQueue.After(ServerOutage.Patience, () =>
        {
            if (pending.Remove(change) && claims.Remove(change))
            {
                daemon.Later(TimeSpan.Zero, () => done(Written.Broken, 0));
                if (untold.Remove(change))
                {
                    world.Count("told to have failed, and made");
                    Excuse(change.Written);
                    daemon.Later(Outage.Back - world.EventQueue.Now, () => Settle(daemon, change));
                }
            }
        });
    }

    void Again(SimulatedDaemon daemon, Change change, Action<Written, long> done)
    {
        if (!pending.Contains(change))
        {
            return;
        }

        if (Outage.IsOn)
        {
            Doubt(daemon, change, done);
            return;
        }

        // Where what it brings is there, it was made.
        if (change.Written.Where(each => each.Id != change.Known).Select(each => each.Id).ToArray() is { Length: > 0 } brought && untold.Remove(change))
        {
            var claim = Leases!.IsHolder(brought[0], claims[change]) ? claims[change] : -1;
            _ = pending.Remove(change) && claims.Remove(change);
            daemon.Later(world.RandomChoice.Seconds(0, 0.1), () => done(Written.Stored, claim));
            return;
        }

        Commit(daemon, change, done);
    }

    /// What was told to have failed, and is there, is let go of: nobody here knows it. A new mail stays known: another daemon may have told its sender by now that it was taken.
    void Settle(SimulatedDaemon daemon, Change change) =>
        change.Written.Where(each => each.Id != change.Known && Leases!.IsHolder(each.Id, daemon.Session)).Iter(each => Leases!.Release(each.Id));

    /// Anybody may work on what is stored, and what came of an attempt that was begun before that is not on record.
    void Excuse(IEnumerable<(string Id, Slot Slot)> stored) => stored.Select(each => each.Slot.SimulatedMail).Where(world.SimulatedRelay.IsOffered).Iter(
        mail => mail.Excuse ??= "let go of while its first attempt was under way");

    public void Crash(SimulatedDaemon daemon)
    {
        if (Leases is not null)
        {
            foreach (var change in pending.Where(change => claims[change] == daemon.Session || !Leases.IsOnRecord(claims[change])).ToArray())
            {
                if (!untold.Remove(change) && world.RandomChoice.OneIn(2))
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
        untold.Remove(change);
        Make(change, session);
    }

    void Make(Change change, long session)
    {
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
