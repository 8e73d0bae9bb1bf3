using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>What must be true of every world that has healed and come to rest.</summary>
static class Invariants
{
    public static void Check(World world)
    {
        Drained(world);
        foreach (var letter in world.Letters.Where(letter => letter.IsMail))
        {
            foreach (var destination in world.Destinations)
            {
                AtLeastOnce(world, letter, destination);
                AtMostOnce(world, letter, destination);
                NothingRefused(world, letter, destination);
            }
        }
    }

    /// Only notices that could not be delivered stay, held and shown.
    static void Drained(World world)
    {
        world.Check(world.Senders.All(sender => sender.IsDone), "a sender waits for ever");
        foreach (var entry in world.Disk.Slots.Values.Select(Entry))
        {
            world.Check(entry.Kind == EntryKind.NoticeToOwner && entry.Held.IsSome, $"{entry.Id} stays in the queue");
            world.Count("notice held");
        }
    }

    /// What was answered with 250 arrives, or its failure is told.
    static void AtLeastOnce(World world, Letter letter, Mailbox destination)
    {
        if (letter.IsAccepted && world.Relay.Copies(letter, destination).Count == 0)
        {
            world.Count("failure told");
            world.Check(world.Letters.Any(notice => Tells(notice, letter, destination) && HasArrived(world, notice)), $"{letter.Name} is lost to {destination}");
        }
    }

    static bool Tells(Letter notice, Letter letter, Mailbox destination) =>
        !notice.IsMail
        && notice.Text.Contains("Action: failed", StringComparison.OrdinalIgnoreCase)
        && notice.Text.Contains($"{destination}", StringComparison.Ordinal)
        && notice.Text.Contains($"<{letter.Name}@", StringComparison.Ordinal);

    static bool HasArrived(World world, Letter notice) =>
        World.Notices.Recipients.Exists(owner => world.Relay.Copies(notice, owner).Count > 0)
        || (world.Disk.Slots.TryGetValue(notice.Name, out var slot) && Entry(slot).Held.IsSome);

    static void AtMostOnce(World world, Letter letter, Mailbox destination)
    {
        var copies = world.Relay.Copies(letter, destination);
        world.Count(letter.Excuse is null ? "mails that may arrive once only" : "mails that may arrive twice");
        world.Check(letter.Excuse is not null || copies.Count <= 1, $"{letter.Name} reached {destination} by {string.Join(", ", copies)}");
        world.Count("second copies", copies.Count > 1 ? 1 : 0);
    }

    static void NothingRefused(World world, Letter letter, Mailbox destination) =>
        world.Check(!world.Relay.Copies(letter, destination).Any(letter.Refused.Contains), $"{letter.Name} was refused, and reached {destination}");

    static QueueEntry Entry(Slot slot) => EntryCodec.Read(slot.State).IfLeft(error => throw new InvalidOperationException(error.ToString()));
}
