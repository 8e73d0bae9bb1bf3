using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>What a server knows of the daemons that share its spool: their leases by its own clock, and who has claimed which entry.</summary>
sealed class SimulatedLeases(World world)
{
    public static readonly LeasePolicy Policy = LeasePolicy.Standard;

    /// Until when by the server's clock; and by the clock of the world, as far as nobody has another server's.
    readonly Dictionary<long, (SimulatedDaemon Daemon, Instant Until, Instant Held)> sessions = [];
    readonly Dictionary<string, long> holders = [];
    long last;
    TimeSpan skew;

    /// <summary>Another server comes in the place of this one, with all that was committed and with a clock of its own.</summary>
    public void Promote(TimeSpan ahead) => skew += ahead;

    Instant Clock => world.EventQueue.Now + skew;

    public bool IsOnRecord(long session) => sessions.ContainsKey(session);

    public bool IsHolder(string id, long claim) => holders.GetValueOrDefault(id) == claim;

    /// <summary>True while nobody may take the lease away.</summary>
    public bool IsHeld(long session) => sessions.TryGetValue(session, out var known) && world.EventQueue.Now <= known.Held;

    /// <summary>A daemon begins; what it had before its end is over.</summary>
    public long Begin(SimulatedDaemon daemon)
    {
        sessions.Where(each => each.Value.Daemon == daemon).Select(each => each.Key).ToList().ForEach(TakeAway);
        sessions[++last] = (daemon, Clock + Policy.Length, world.EventQueue.Now + Policy.Length);
        world.Wake();
        return last;
    }

    /// <summary>A daemon has its session anew, and does what is done with that.</summary>
    public void Later(SimulatedDaemon daemon, Action act) => daemon.Later(world.RandomChoice.Seconds(0.1, 5), act);

    public bool Renew(long session)
    {
        if (!sessions.TryGetValue(session, out var known))
        {
            return false;
        }

        sessions[session] = known with { Until = Clock + Policy.Length, Held = world.EventQueue.Now + Policy.Length };
        return true;
    }

    public void TakeAwayLapsed(long mine)
    {
        foreach (var (session, (daemon, _, _)) in sessions.Where(each => each.Key != mine && each.Value.Until < Clock).ToArray())
        {
            world.Count(daemon.IsUp ? "lease of a living daemon taken away" : "lease of a dead daemon taken away");
            daemon.ExcuseAttempts(session);
            foreach (var slot in world.SimulatedDisk.Slots.Values.Where(slot => IsHolder(slot.Entry.Id, session) && slot.SimulatedMail.Open > 0 && world.SimulatedRelay.IsOffered(slot.SimulatedMail)))
            {
                // Its first attempt, of which it is not told yet that it goes on for what is stored.
                slot.SimulatedMail.Excuse ??= "a lease taken away while its first attempt was under way";
            }

            TakeAway(session);
        }
    }

    /// <summary>Entries that are due and nobody's, the earliest in front.</summary>
    public IReadOnlyList<Slot> Claim(long session, Instant due, int most)
    {
        var claimed = Free.Where(slot => slot.Entry.Place.At <= due).OrderBy(slot => slot.Entry.Place.At.UnixMilliseconds).ThenBy(slot => slot.Entry.Id, StringComparer.Ordinal).Take(most).ToArray();
        claimed.Iter(slot => holders[slot.Entry.Id] = session);
        world.Count("claimed", claimed.Length);
        return claimed;
    }

    public Option<Instant> Next(Instant due) => Free.Select(slot => slot.Entry.Place.At).Where(at => at > due && at < ScheduledEntry.Never).OrderBy(at => at.UnixMilliseconds).Select(Option<Instant>.Some).FirstOrDefault(Option<Instant>.None);

    /// <summary>One entry, due or not; null when it is not there, false when another has it.</summary>
    public bool? ClaimOne(long session, string id)
    {
        if (!world.SimulatedDisk.Slots.ContainsKey(id))
        {
            return null;
        }

        if (holders.GetValueOrDefault(id) is not 0 and var holder && holder != session)
        {
            world.Count("looked for, and elsewhere");
            return false;
        }

        holders[id] = session;
        return true;
    }

    public void Hold(string id, long session) => holders[id] = session;

    public void Forget(string id) => holders.Remove(id);

    public void Release(string id)
    {
        holders.Remove(id);
        world.Wake();
    }

    IEnumerable<Slot> Free => world.SimulatedDisk.Slots.Values.Where(slot => holders.GetValueOrDefault(slot.Entry.Id) == 0);

    void TakeAway(long session)
    {
        sessions.Remove(session);
        world.SimulatedOrders.Release(session);
        holders.Where(each => each.Value == session).Select(each => each.Key).ToList().ForEach(id => holders.Remove(id));
        world.Wake();
    }
}
