using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Queue;

/// <summary>Reads entries for the machine of the queue: as the inputs that it waits for, decoded before they are its turn.</summary>
sealed class SpoolLookups(ISpoolReader spool)
{
    /// <summary>Entries in the order of their places.</summary>
    public async Task<MailQueueInput> Entries(ScheduledEntry from, int most) => (await spool.Load(from, most)).Match<MailQueueInput>(
        Right: page => new MailQueueInput.Loaded(page.Entries.Select(Item).Concat(page.Damaged.Select(Damaged)).Gather(), page.Next, Clock.Now),
        Left: trouble => new MailQueueInput.NotLoaded(trouble, Clock.Now));

    /// <summary>One entry.</summary>
    public async Task<MailQueueInput> Entry(string id) => (await spool.Find(id)).Match<MailQueueInput>(
        Right: entry => new MailQueueInput.Found(id, entry.Map(Item), Clock.Now),
        Left: trouble => new MailQueueInput.NotFound(id, trouble, Clock.Now));

    static QueueItem Damaged(string id) => new(id, SyntaxError.At("a whole row", "a damaged one"));

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State));
}
