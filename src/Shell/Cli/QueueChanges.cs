using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>
/// The commands that change the queue: <c>laitos queue retry</c>, <c>hold</c>, <c>release</c>, <c>drop</c>. A running daemon is asked by a
/// request in its spool; without one the change is made here. Each gives its exit code.
/// </summary>
/// <param name="configuration">The configuration file, or null for the environment variable.</param>
/// <param name="terminal">Where to write, and whom to ask.</param>
public sealed class QueueChanges(string? configuration, CliTerminal terminal)
{
    const int MostTries = 100;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// Entries that are read at a time.
    const int PageSize = 1000;

    /// <summary>Has a mail held, released, or tried now.</summary>
    public async Task<int> Change(QueueRequest request, string id) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await queue.Find(id).ConfigureAwait(false)).MatchAsync(
            Left: error => error,
            RightAsync: entry => Carry(queue, Seqs.Of(entry.Id), request)).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Has all mails tried now, except those that are held: somebody wanted these to stay.</summary>
    public async Task<int> RetryAll() => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await Waiting(queue).ConfigureAwait(false)).MatchAsync(
            Left: error => error,
            RightAsync: found =>
            {
                Print(found.PassedOver, found.Ids.Count);
                return Carry(queue, found.Ids, QueueRequest.Retry);
            }).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Gives a mail up, once a person at the terminal has agreed, or when that is not asked for.</summary>
    public async Task<int> Drop(string id, bool isSure) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await queue.Find(id).ConfigureAwait(false)).Bind(entry => Agreed(entry, isSure)).MatchAsync(
            Left: error => error,
            RightAsync: entry => Carry(queue, Seqs.Of(entry.Id), QueueRequest.Drop)).ConfigureAwait(false)).ConfigureAwait(false));

    /// The names of all mails that are not held, found before the first of them moves; and how many others there are.
    static async Task<Either<CliError, (Seq<string> Ids, long PassedOver)>> Waiting(StoredQueue queue)
    {
        var (ids, passedOver) = (new List<string>(), 0L);
        for (var next = Option<ScheduledEntry>.Some(ScheduledEntry.First); next.IsSome;)
        {
            var page = await queue.Page(next.IfNone(ScheduledEntry.First), PageSize).ConfigureAwait(false);
            if (page.IsLeft)
            {
                return page.Map(_ => (default(Seq<string>), 0L));
            }

            var (items, following) = page.IfLeft(_ => throw new System.Diagnostics.UnreachableException());
            var waiting = items.AsEnumerable().Where(item => item.Entry.Exists(entry => entry.Held.IsNone)).Select(item => item.Id).ToArray();
            ids.AddRange(waiting);
            passedOver += items.Count - waiting.Length;
            next = following;
        }

        return (ids.Gather(), passedOver);
    }

    Either<CliError, QueueEntry> Agreed(QueueEntry entry, bool isSure)
    {
        if (isSure)
        {
            return entry;
        }

        if (terminal.Answers is null)
        {
            return CliError.Because($"mail {entry.Id} is not dropped: there is no terminal to ask on. Say --yes to drop it without a question.");
        }

        terminal.Output.Write(QueueListing.DropQuestion(entry));
        terminal.Output.Flush();
        return terminal.Answers.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES" ? entry : CliError.Because($"mail {entry.Id} is not dropped");
    }

    async Task<Either<CliError, Seq<string>>> Carry(StoredQueue queue, Seq<string> ids, QueueRequest request) => ids.IsEmpty
        ? Seqs.Of<string>()
        : await (await Open(queue.Location).ConfigureAwait(false)).Match(
            Right: opened => Here(opened, queue, ids, request),
            Left: refusal => refusal is SpoolRefusal.InUse
                ? EachOf(ids, id => Ask(queue, id, request))
                : Task.FromResult<Either<CliError, Seq<string>>>(CliError.Because(refusal.Explanation))).ConfigureAwait(false);

    /// Another command that changes the queue is waited for; a daemon is not.
    static async Task<Either<SpoolRefusal, OpenedSpool>> Open(ISpoolLocation location)
    {
        for (var tries = 1; ; tries++)
        {
            var opening = await location.Open(Clock.Now, isPassing: true).ConfigureAwait(false);
            if (tries == MostTries || opening.LeftAsEnumerable().FirstOrDefault() is not SpoolRefusal.InUse { Holder: "" })
            {
                return opening;
            }

            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// The spool is ours now; what it held a moment ago may have changed, so it is read again.
    async Task<Either<CliError, Seq<string>>> Here(OpenedSpool opened, StoredQueue queue, Seq<string> ids, QueueRequest request)
    {
        await using var spool = opened.Spool;
        opened.Notices.Iter(terminal.Error.WriteLine);
        if (await SpoolMove.Under(spool).ConfigureAwait(false) is { } moving)
        {
            return CliError.Because($"{queue.Location.Name}: {moving}");
        }

        var change = new OfflineQueue(spool, queue.Policy, queue.Record);
        return await EachOf(ids, id => change.Apply(id, request)).ConfigureAwait(false);
    }

    static async Task<Either<CliError, string>> Ask(StoredQueue queue, string id, QueueRequest request) =>
        OfflineQueue.Failure(await queue.Request(id, request).ConfigureAwait(false)) is { } failure
            ? CliError.Because($"the running daemon cannot be asked to {request.Format()} mail {id}: {failure}")
            : $"the running daemon has been asked to {request.Format()} mail {id}";

    /// One after the other, up to the first that fails.
    async Task<Either<CliError, Seq<string>>> EachOf(Seq<string> ids, Func<string, Task<Either<CliError, string>>> change)
    {
        var done = new List<string>();
        foreach (var id in ids)
        {
            var result = await change(id).ConfigureAwait(false);
            if (result.IsLeft)
            {
                done.ForEach(terminal.Output.WriteLine);
                return result.Map(_ => Seqs.Of<string>());
            }

            result.IfRight(done.Add);
        }

        return done.Gather();
    }

    void Print(long passedOver, int waiting)
    {
        if (passedOver > 0)
        {
            terminal.Error.WriteLine($"{passedOver} held or unreadable mails are left alone; retry or release each by its ID");
        }

        if (waiting == 0)
        {
            terminal.Output.WriteLine("No mail is waiting.");
        }
    }
}
