using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>What a move has carried, and what it had to leave.</summary>
/// <param name="Mails">The mails that are in the other spool now.</param>
/// <param name="Commands">The commands.</param>
/// <param name="Left">What stays, and why.</param>
public sealed record MovedSpool(long Mails, long Commands, Seq<string> Left);

/// <summary>
/// Carries all that a spool holds into another one. Each mail is put into the other spool before it is taken out of this one, so none is lost; and as long as both may hold it, both
/// are marked, and no daemon begins to work on either, so none is sent twice. A move that was broken off is made again, and goes on where it stopped.
/// </summary>
/// <param name="source">The one that is emptied.</param>
/// <param name="target">The other one.</param>
sealed class SpoolMove(ISpool source, ISpool target)
{
    const int PageSize = 500, SideBySide = 32;

    /// No mail has this name: a request that concerns it is the mark of a move.
    const string Mark = "-";

    long mails;

    /// <summary>Why a spool is not to be worked on: it is being moved; null when it is not.</summary>
    public static async Task<string?> Under(ISpool spool) => await Marked(spool) is { } mark
        ? $"{mark.Verb}, and the move was broken off. Make it again (laitos queue move): it goes on where it stopped."
        : null;

    /// <summary>Moves everything, or says what keeps it from going on.</summary>
    /// <param name="from">The name of the one, for people.</param>
    /// <param name="to">The name of the other.</param>
    /// <param name="now">The time.</param>
    public async Task<Either<string, MovedSpool>> Run(string from, string to, Instant now)
    {
        if ((await Begin(source, $"it is being moved to {to}") ?? await Begin(target, $"mail is being moved into it from {from}") ?? await Remembered(now)) is { } trouble)
        {
            return trouble;
        }

        return await (await Commands()).BindAsync(async commands => await (await Entries()).BindAsync(async left =>
            (await Requests() ?? await End(target) ?? await End(source)) is { } late ? (Either<string, MovedSpool>)late : new MovedSpool(mails, commands, left)));
    }

    static async Task<SpoolRequest?> Marked(ISpool spool)
    {
        for (var after = 0L; ;)
        {
            var requests = await spool.LoadRequests(after);
            if (requests.FirstOrDefault(request => request.Id == Mark) is var found && (found is not null || requests.Count < SpoolReader.MostRequests))
            {
                return found;
            }

            after = requests[^1].Number;
        }
    }

    static async Task<string?> Begin(ISpool spool, string mark) => await Marked(spool) is not null ? null : (await spool.Request(Mark, mark)).Trouble;

    static async Task<string?> End(ISpool spool) => await Marked(spool) is { } mark ? (await spool.Complete(mark)).Trouble : null;

    /// What was taken within the hour, and the one-time passwords that are used: they may be in both spools, and lapse.
    async Task<string?> Remembered(Instant now)
    {
        foreach (var part in (await source.LoadRecent(now)).Chunk(PageSize))
        {
            if ((await target.Remember(part)).Trouble is { } trouble)
            {
                return trouble;
            }
        }

        return (await source.LoadUsed(now)).Case switch
        {
            IReadOnlyList<StoredCodePair> { Count: > 0 } used => (await target.Add(new NewMail() { StoredCodePairs = used })).Trouble,
            string trouble => trouble,
            _ => null,
        };
    }

    async Task<Either<string, long>> Commands()
    {
        var (read, there) = (await source.LoadOrders(), await target.LoadOrders());
        return await (from orders in read from known in there select (orders, known)).BindAsync(async found =>
        {
            foreach (var order in found.orders)
            {
                var put = found.known.Contains(order) ? null : (await target.Add(new NewMail() { Orders = [order] })).Trouble;
                if ((put ?? (await source.ReplaceOrder(order.Id)).Trouble) is { } trouble)
                {
                    return (Either<string, long>)trouble;
                }
            }

            return (long)found.orders.Count;
        });
    }

    /// What could not be moved, each with its reason.
    async Task<Either<string, Seq<string>>> Entries()
    {
        var left = new List<string>();
        for (var next = Option<ScheduledEntry>.Some(ScheduledEntry.First); next.Case is ScheduledEntry from;)
        {
            var read = await source.Load(from, PageSize);
            if (read.Case is not SpoolPage page)
            {
                return read.Map(_ => default(Seq<string>));
            }

            left.AddRange(page.Damaged.Select(id => $"the entry {Printable.Excerpt(id, 60)} is damaged"));
            string? trouble = null;
            await Parallel.ForEachAsync(page.Entries, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (entry, _) =>
            {
                var result = trouble is null ? await Moved(entry) : new Result.Stopped("");
                lock (left)
                {
                    (trouble, mails) = (result is Result.Stopped(var why) ? trouble ?? why : trouble, result is Result.Done ? mails + 1 : mails);
                    left.AddRange(result is Result.Left(var reason) ? [reason] : (string[])[]);
                }
            });
            if (trouble is not null)
            {
                return trouble;
            }

            next = page.Next;
        }

        return left.Gather();
    }

    async Task<Result> Moved(SpoolEntry entry)
    {
        var content = await source.Content(entry.Id);
        if (content.Case is UnreadableMail unreadable)
        {
            return unreadable.IsLost ? new Result.Left(unreadable.Reason) : new Result.Stopped(unreadable.Reason);
        }

        var mail = content.IfLeft(_ => throw new System.Diagnostics.UnreachableException());
        var added = (await target.Add(new NewMail(new NewEntry(entry, mail)))).Trouble;
        return added is not null && !await IsThere(entry, mail.Size) ? new Result.Stopped(added)
            : (await source.Replace(entry.Id)).Trouble is { } kept ? new Result.Stopped(kept)
            : new Result.Done();
    }

    /// An earlier run has put it there, whole.
    async Task<bool> IsThere(SpoolEntry entry, long size) =>
        (await target.Find(entry.Id)).Exists(found => found == entry) && (await target.Content(entry.Id)).Exists(mail => mail.Size == size);

    async Task<string?> Requests()
    {
        for (var requests = await source.LoadRequests(0); requests.Any(request => request.Id != Mark); requests = await source.LoadRequests(0))
        {
            foreach (var request in requests.Where(request => request.Id != Mark))
            {
                if (((await target.Request(request.Id, request.Verb)).Trouble ?? (await source.Complete(request)).Trouble) is { } trouble)
                {
                    return trouble;
                }
            }
        }

        return null;
    }

    /// What has become of one mail.
    abstract record Result
    {
        /// It is in the other spool, and no more in this one.
        public sealed record Done : Result;

        /// It stays where it is: it is lost, or damaged.
        public sealed record Left(string Reason) : Result;

        /// The move cannot go on.
        public sealed record Stopped(string Reason) : Result;
    }
}
