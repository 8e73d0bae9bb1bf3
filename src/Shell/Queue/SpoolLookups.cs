using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Reads or claims entries for the machine of the queue: as the inputs that it waits for, decoded before they are its turn. The small mails of those that are due come with them.</summary>
/// <param name="spool">Where they lie.</param>
/// <param name="fresh">Takes the mails.</param>
sealed class SpoolLookups(ISpool spool, FreshContents fresh) : IDisposable
{
    readonly SemaphoreSlim turn = new(1);

    /// <summary>Entries in the order of their places.</summary>
    public async Task<MailQueueInput> Entries(ScheduledEntry from, int most) => await (await spool.Load(from, most)).MatchAsync<MailQueueInput>(
        RightAsync: async page => new MailQueueInput.Loaded(await WithMails(page.Entries, page.Damaged), page.Next, Clock.Now),
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
    public async Task<MailQueueInput> Claimed(Instant due, int most) => await (await spool.Claims!.Claim(due, most)).MatchAsync<MailQueueInput>(
        RightAsync: async found => new MailQueueInput.Claimed(await WithMails(found.Entries, found.Damaged), found.Claim, found.Next, Clock.Now),
        Left: trouble => new MailQueueInput.NotClaimed(trouble, Clock.Now));

    /// <summary>Lets go of an entry that cannot be read.</summary>
    public async Task SetAside(EntryKey entry, Journal journal)
    {
        if (await spool.Claims!.SetAside(entry) is not SpoolOutcome.Stored and not SpoolOutcome.Broken { IsMissing: true } and var trouble)
        {
            journal.Write("spool", ("id", entry.Id), ("trouble", $"it stays claimed until this daemon ends: {trouble}"));
        }
    }

    /// <summary>Has what claims entries done one after the other, up to where the machine has heard of it: it hears of claims in the order in which they were made. Where nobody claims, nobody waits.</summary>
    public async Task InTurn(Func<Task> lookup)
    {
        if (spool.Claims is null)
        {
            await lookup();
            return;
        }

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

    /// The entries, once the mails of those that are due are in memory, those whose turn comes first in front, as far as there is room.
    async Task<Seq<QueueItem>> WithMails(IReadOnlyList<SpoolEntry> entries, IReadOnlyList<string> damaged)
    {
        var (items, now) = (entries.Select(Item).ToList(), Clock.Now);
        var due = items.SelectMany(item => item.Entry.RightAsEnumerable()).Where(entry => entry.Place.At <= now).OrderBy(entry => entry.AcceptedAt.UnixMilliseconds).Select(entry => entry.Id).ToList();
        foreach (var (id, content) in due.Count == 0 ? [] : await spool.SmallContents(due, fresh.Free))
        {
            fresh.Keep(id, content);
        }

        return items.Concat(damaged.Select(Damaged)).Gather();
    }

    static QueueItem Damaged(string id) => new(id, SyntaxError.At("a whole row", "a damaged one"));

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State));
}
