using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>What must be true of every world that has healed and come to rest.</summary>
static class Invariants
{
    public static void Check(World world)
    {
        Drained(world);
        Commands(world);
        foreach (var simulatedMail in world.SimulatedMails.Where(simulatedMail => simulatedMail.IsMail))
        {
            foreach (var destination in world.Destinations)
            {
                AtLeastOnce(world, simulatedMail, destination);
                AtMostOnce(world, simulatedMail, destination);
                NothingRefused(world, simulatedMail, destination);
            }
        }
    }

    /// Only notices that could not be delivered stay, held and shown.
    static void Drained(World world)
    {
        world.Check(world.SimulatedSenders.All(simulatedSender => simulatedSender.IsDone), "a sender waits for ever");
        world.Check(world.SimulatedDisk.Requests.Count == 0, "a request of the owner is never fulfilled");
        foreach (var entry in world.SimulatedDisk.Slots.Values.Select(Entry))
        {
            world.Check(entry.Kind == EntryKind.NoticeToOwner && entry.Held.IsSome, $"{entry.Id} stays in the queue");
            world.Count("notice held");
        }
    }

    /// A command runs once, or it was not certain that it had not; and each is answered once.
    static void Commands(World world)
    {
        foreach (var (id, runs) in world.SimulatedOrders.Runs)
        {
            world.Check(world.SimulatedOrders.Answers[id] == 1, $"the command {id} is answered {world.SimulatedOrders.Answers[id]} times");
            world.Count(runs == 1 ? "command run" : "command not run, for it may have been");
        }
    }

    /// What was answered with 250 arrives, or its failure is told.
    static void AtLeastOnce(World world, SimulatedMail simulatedMail, Mailbox destination)
    {
        if (simulatedMail.IsAccepted && !simulatedMail.IsDropped && world.SimulatedRelay.Copies(simulatedMail, destination).Count == 0)
        {
            world.Count("failure told");
            world.Check(world.SimulatedMails.Any(notice => Tells(notice, simulatedMail, destination) && HasArrived(world, notice)), $"{simulatedMail.Name} is lost to {destination}");
        }
    }

    static bool Tells(SimulatedMail notice, SimulatedMail simulatedMail, Mailbox destination) =>
        !notice.IsMail
        && notice.Text.Contains("Action: failed", StringComparison.OrdinalIgnoreCase)
        && notice.Text.Contains($"{destination}", StringComparison.Ordinal)
        && notice.Text.Contains($"<{simulatedMail.Name}@", StringComparison.Ordinal);

    static bool HasArrived(World world, SimulatedMail notice) =>
        notice.IsDropped ||
        World.Notices.Recipients.Exists(owner => world.SimulatedRelay.Copies(notice, owner).Count > 0)
        || (world.SimulatedDisk.Slots.TryGetValue(notice.Name, out var slot) && Entry(slot).Held.IsSome);

    static void AtMostOnce(World world, SimulatedMail simulatedMail, Mailbox destination)
    {
        var copies = world.SimulatedRelay.Copies(simulatedMail, destination);
        world.Count(simulatedMail.Excuse is null ? "mails that may arrive once only" : "mails that may arrive twice");
        world.Check(simulatedMail.Excuse is not null || copies.Count <= 1, $"{simulatedMail.Name} reached {destination} by {string.Join(", ", copies)}");
        world.Count("second copies", copies.Count > 1 ? 1 : 0);
    }

    static void NothingRefused(World world, SimulatedMail simulatedMail, Mailbox destination) =>
        world.Check(!world.SimulatedRelay.Copies(simulatedMail, destination).Any(simulatedMail.Refused.Contains), $"{simulatedMail.Name} was refused, and reached {destination}");

    static QueueEntry Entry(Slot slot) => EntryCodec.Read(slot.State).IfLeft(error => throw new InvalidOperationException(error.ToString()));
}
