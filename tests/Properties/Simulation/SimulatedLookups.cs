using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>What a queue looks for on the simulated disk: the disk is read at one moment, and what was read is told at another.</summary>
/// <param name="world">Where it happens.</param>
/// <param name="daemon">Whose queue it is.</param>
/// <param name="isBusy">True for an entry that is attempted, or whose report is on its way to the disk.</param>
/// <param name="know">Is told of each entry that was found.</param>
/// <param name="feed">Takes the answer.</param>
sealed class SimulatedLookups(World world, SimulatedDaemon daemon, Func<string, bool> isBusy, Action<string, SimulatedMail, Func<QueueEntry>> know, Action<MailQueueInput> feed)
{
    /// What claims is told in the order in which it was done.
    Instant claimsToldAt;

    /// <summary>Reads entries from a place on.</summary>
    public void Read(ScheduledEntry from, int most)
    {
        if (world.RandomChoice.OneIn(world.Faults.Disk))
        {
            world.Count("disk not read");
            Later(() => feed(new MailQueueInput.NotLoaded("EIO", daemon.Now)));
            return;
        }

        var behind = world.SimulatedDisk.Slots.Values.Where(slot => slot.Entry.Place >= from).OrderBy(slot => slot.Entry.Place.At.UnixMilliseconds).ThenBy(slot => slot.Entry.Id, StringComparer.Ordinal).ToArray();
        world.Count("read from the middle", behind.Length > most ? 1 : 0);
        Later(() =>
        {
            foreach (var slot in behind.Take(most))
            {
                know(slot.Entry.Id, slot.SimulatedMail, () => slot.Entry);
            }

            feed(new MailQueueInput.Loaded(
                behind.Take(most).Select(slot => new QueueItem(slot.Entry.Id, slot.Entry)).Gather(),
                behind.Length > most ? behind[most].Entry.Place : Option<ScheduledEntry>.None,
                daemon.Now));
        });
    }

    /// <summary>Claims entries that are due.</summary>
    public void Claim(Instant due, int most) => InTurn(() =>
    {
        if (world.RandomChoice.OneIn(world.Faults.Disk) || world.SimulatedDisk.Outage.IsOn)
        {
            return new MailQueueInput.NotClaimed("away", daemon.Now);
        }

        var (leases, session) = (world.SimulatedDisk.Leases!, daemon.Session);
        if (!leases.IsOnRecord(session))
        {
            return new MailQueueInput.NotClaimed("fenced", daemon.Now);
        }

        var claimed = leases.Claim(session, due, most);
        claimed.Where(slot => !isBusy(slot.Entry.Id)).Iter(slot => know(slot.Entry.Id, slot.SimulatedMail, () => slot.Entry));
        return new MailQueueInput.Claimed(claimed.Select(slot => new QueueItem(slot.Entry.Id, slot.Entry)).Gather(), session, leases.Next(due), daemon.Now);
    });

    /// <summary>Claims an entry of which something is asked.</summary>
    public void ClaimOne(string id) => InTurn(() =>
    {
        var (leases, session) = (world.SimulatedDisk.Leases!, daemon.Session);
        if (world.RandomChoice.OneIn(world.Faults.Disk) || world.SimulatedDisk.Outage.IsOn || !leases.IsOnRecord(session))
        {
            return new MailQueueInput.NotFound(id, "away", daemon.Now);
        }

        if (leases.ClaimOne(session, id) is not true)
        {
            return leases.ClaimOne(session, id) is null ? new MailQueueInput.Found(id, Option<QueueItem>.None, daemon.Now) : new MailQueueInput.Elsewhere(id, daemon.Now);
        }

        var slot = world.SimulatedDisk.Slots[id];
        know(id, slot.SimulatedMail, () => slot.Entry);
        return new MailQueueInput.Found(id, new QueueItem(id, slot.Entry), daemon.Now) { Claim = session, LaidDown = world.SimulatedDisk.Requests.Where(request => request.Id == id).Select(request => request.Number).Gather() };
    });

    /// A claim is done at the server at one moment, and told at another, none before the one that was done before it.
    void InTurn(Func<MailQueueInput> claim) => daemon.Later(world.RandomChoice.Seconds(0, 1), () =>
    {
        var found = claim();
        var told = daemon.Now + world.RandomChoice.Of(TimeSpan.Zero, world.RandomChoice.Seconds(0, 0.1), world.RandomChoice.Seconds(0, 5));
        claimsToldAt = told < claimsToldAt ? claimsToldAt : told;
        daemon.Later(claimsToldAt - daemon.Now, () => feed(found with { Now = daemon.Now }));
    });

    /// <summary>Looks for an entry that is not in memory.</summary>
    public void Find(string id)
    {
        if (world.RandomChoice.OneIn(world.Faults.Disk))
        {
            world.Count("entry not looked for");
            Later(() => feed(new MailQueueInput.NotFound(id, "EIO", daemon.Now)));
            return;
        }

        var found = world.SimulatedDisk.Slots.TryGetValue(id, out var slot) ? slot : null;
        Later(() =>
        {
            if (found is not null)
            {
                know(id, found.SimulatedMail, () => found.Entry);
            }

            feed(new MailQueueInput.Found(id, found is null ? Option<QueueItem>.None : new QueueItem(id, found.Entry), daemon.Now));
        });
    }

    void Later(Action act) => daemon.Later(world.RandomChoice.Of(TimeSpan.Zero, world.RandomChoice.Seconds(0, 0.1), world.RandomChoice.Seconds(0, 5)), act);
}
