using System.Collections.Concurrent;
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
    /// The most that are looked for together.
    const int Together = 256;

    readonly SemaphoreSlim turn = new(1);
    readonly ConcurrentQueue<string> wanted = new();
    bool isLooking;

    /// <summary>Entries in the order of their places.</summary>
    public async Task<MailQueueInput> Entries(ScheduledEntry from, int most) => await (await spool.Load(from, most)).MatchAsync<MailQueueInput>(
        RightAsync: async page => new MailQueueInput.Loaded(await WithMails(page.Entries, page.Damaged), page.Next, Clock.Now),
        Left: trouble => new MailQueueInput.NotLoaded(trouble, Clock.Now));

    /// <summary>Looks for an entry by its name. Those that are asked for at the same time are looked for together.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="hear">Takes what comes of each.</param>
    /// <param name="begin">Begins work beside the machine.</param>
    public void Look(string id, Action<MailQueueInput> hear, Action<Func<Task>> begin)
    {
        wanted.Enqueue(id);
        LookOn(hear, begin);
    }

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

    /// <summary>Has what looks for entries or claims them done one after the other, up to where the machine has heard of it: it hears of claims in the order in which they were made.</summary>
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

    /// One looks at a time; who asks meanwhile is seen by the next look.
    void LookOn(Action<MailQueueInput> hear, Action<Func<Task>> begin)
    {
        if (!wanted.IsEmpty && !Interlocked.Exchange(ref isLooking, true))
        {
            begin(async () =>
            {
                try
                {
                    await InTurn(() => LookForSome(hear));
                }
                finally
                {
                    Volatile.Write(ref isLooking, false);
                    LookOn(hear, begin);
                }
            });
        }
    }

    /// Each is heard of, whatever comes of it.
    async Task LookForSome(Action<MailQueueInput> hear)
    {
        var ids = new List<string>();
        while (ids.Count < Together && wanted.TryDequeue(out var id))
        {
            ids.Add(id);
        }

        IReadOnlyList<MailQueueInput> found = [.. ids.Select(id => new MailQueueInput.NotFound(id, "the program failed", Clock.Now))];
        try
        {
            found = await Found([.. ids.Distinct()]);
        }
        finally
        {
            found.ToList().ForEach(hear);
        }
    }

    async Task<IReadOnlyList<MailQueueInput>> Found(IReadOnlyList<string> ids) => spool.Claims is { } claims
        ? (await claims.ClaimNamed(ids)).Match<IReadOnlyList<MailQueueInput>>(
            Right: found => [.. ids.Zip(found, Answer)],
            Left: trouble => NotFound(ids, trouble))
        : (await spool.Find(ids)).Match<IReadOnlyList<MailQueueInput>>(
            Right: found => found.ToDictionary(entry => entry.Id) is var known
                ? [.. ids.Select(id => new MailQueueInput.Found(id, known.TryGetValue(id, out var entry) ? Item(entry) : Option<QueueItem>.None, Clock.Now))] : [],
            Left: trouble => NotFound(ids, trouble));

    static MailQueueInput Answer(string id, ClaimedEntry found) => found switch
    {
        ClaimedEntry.Mine(var entry, var claim, var laidDown) => new MailQueueInput.Found(id, entry.Map(Item).IfNone(() => Damaged(id)), Clock.Now) { Claim = claim, LaidDown = laidDown },
        ClaimedEntry.Elsewhere => new MailQueueInput.Elsewhere(id, Clock.Now),
        _ => new MailQueueInput.Found(id, Option<QueueItem>.None, Clock.Now),
    };

    static IReadOnlyList<MailQueueInput> NotFound(IReadOnlyList<string> ids, string trouble) => [.. ids.Select(id => new MailQueueInput.NotFound(id, trouble, Clock.Now))];

    static QueueItem Damaged(string id) => new(id, SyntaxError.At("a whole row", "a damaged one"));

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State));
}
