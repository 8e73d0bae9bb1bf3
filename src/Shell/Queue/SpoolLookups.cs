using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Reads or claims entries for the machine of the queue: as the inputs that it waits for, decoded before they are its turn.</summary>
sealed class SpoolLookups(ISpool spool) : IDisposable
{
    readonly SemaphoreSlim turn = new(1);

    /// <summary>Entries in the order of their places.</summary>
    public async Task<MailQueueInput> Entries(ScheduledEntry from, int most) => (await spool.Load(from, most)).Match<MailQueueInput>(
        Right: page => new MailQueueInput.Loaded(page.Entries.Select(Item).Concat(page.Damaged.Select(Damaged)).Gather(), page.Next, Clock.Now),
        Left: trouble => new MailQueueInput.NotLoaded(trouble, Clock.Now));

    /// <summary>One entry.</summary>
    public async Task<MailQueueInput> Entry(string id) => spool.Claims is { } claims
        ? (await claims.ClaimOne(id)).Match(
            Right: found => found switch
            {
                ClaimedEntry.Mine(var entry, var claim, var laidDown) => new MailQueueInput.Found(id, entry.Map(Item).IfNone(() => Damaged(id)), Clock.Now) { Claim = claim, LaidDown = laidDown },
                ClaimedEntry.Elsewhere => (MailQueueInput)new MailQueueInput.Elsewhere(id, Clock.Now),
                _ => new MailQueueInput.Found(id, Option<QueueItem>.None, Clock.Now),
            },
            Left: trouble => new MailQueueInput.NotFound(id, trouble, Clock.Now))
        : (await spool.Find(id)).Match<MailQueueInput>(
            Right: entry => new MailQueueInput.Found(id, entry.Map(Item), Clock.Now),
            Left: trouble => new MailQueueInput.NotFound(id, trouble, Clock.Now));

    /// <summary>Claims entries that are due.</summary>
    public async Task<MailQueueInput> Claimed(Instant due, int most) => (await spool.Claims!.Claim(due, most)).Match<MailQueueInput>(
        Right: found => new MailQueueInput.Claimed(found.Entries.Select(Item).Concat(found.Damaged.Select(Damaged)).Gather(), found.Claim, found.Next, Clock.Now),
        Left: trouble => new MailQueueInput.NotClaimed(trouble, Clock.Now));

    /// <summary>Has what claims entries done one after the other, up to where the machine has heard of it: it hears of claims in the order in which they were made.</summary>
    public async Task InTurn(Func<Task> lookup)
    {
        await turn.WaitAsync();
        try
        {
            await lookup();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    static QueueItem Damaged(string id) => new(id, SyntaxError.At("a whole row", "a damaged one"));

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State));
}
