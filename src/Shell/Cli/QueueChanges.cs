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

    /// <summary>Has a mail held, released, or tried now.</summary>
    public async Task<int> Change(QueueRequest request, string id) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await queue.Find(id).ConfigureAwait(false)).MatchAsync(
            Left: error => error,
            RightAsync: entry => Carry(queue, entry.Id, request)).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Has all mails tried now, except those that are held: somebody wanted these to stay.</summary>
    public async Task<int> RetryAll() => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: queue => queue.Spool.MatchAsync(reader => RetryAll(queue, reader), () => Nothing)).ConfigureAwait(false));

    async Task<Either<CliError, Seq<string>>> RetryAll(StoredQueue queue, ISpoolReader reader) => await (await Open(queue.Location).ConfigureAwait(false)).Match(
        Right: opened => Held(opened, queue, spool => AskAll(queue, spool, "will be tried when the daemon starts")),
        Left: refusal => refusal is SpoolRefusal.InUse
            ? AskAll(queue, reader, "are tried by the running daemon now")
            : Task.FromResult<Either<CliError, Seq<string>>>(CliError.Because(refusal.Explanation))).ConfigureAwait(false);

    /// <summary>Gives a mail up, once a person at the terminal has agreed, or when that is not asked for.</summary>
    public async Task<int> Drop(string id, bool isSure) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await queue.Find(id).ConfigureAwait(false)).Bind(entry => Agreed(entry, isSure)).MatchAsync(
            Left: error => error,
            RightAsync: entry => Carry(queue, entry.Id, QueueRequest.Drop)).ConfigureAwait(false)).ConfigureAwait(false));

    static Either<CliError, Seq<string>> Nothing => Seqs.Of("No mail is waiting.");

    /// By one statement, however many they are.
    async Task<Either<CliError, Seq<string>>> AskAll(StoredQueue queue, ISpoolReader spool, string what)
    {
        var asked = await spool.RequestAll(QueueRequest.Retry.Format()).ConfigureAwait(false);
        var all = await spool.Count().ConfigureAwait(false);
        return (from waiting in asked from count in all select (waiting, Left: count - waiting)).MapLeft(reason => CliError.Because($"{queue.Location.Name}: {reason}")).Bind(found =>
        {
            if (found.Left > 0)
            {
                terminal.Error.WriteLine($"{found.Left} held mails are left alone; retry or release each by its ID");
            }

            return found.waiting == 0 ? Nothing : Seqs.Of($"{found.waiting} mails {what}");
        });
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

    async Task<Either<CliError, Seq<string>>> Carry(StoredQueue queue, string id, QueueRequest request) =>
        await (await Open(queue.Location).ConfigureAwait(false)).Match(
            Right: opened => Held(opened, queue, async spool => (await new OfflineQueue(spool, queue.Policy, queue.Record).Apply(id, request).ConfigureAwait(false)).Map(done => Seqs.Of(done))),
            Left: refusal => refusal is SpoolRefusal.InUse
                ? Ask(queue, id, request)
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

    /// The spool is ours now, until the change is made.
    async Task<Either<CliError, Seq<string>>> Held(OpenedSpool opened, StoredQueue queue, Func<ISpool, Task<Either<CliError, Seq<string>>>> change)
    {
        await using var spool = opened.Spool;
        opened.Notices.Iter(terminal.Error.WriteLine);
        return await SpoolMove.Under(spool).ConfigureAwait(false) is { } moving
            ? CliError.Because($"{queue.Location.Name}: {moving}")
            : await change(spool).ConfigureAwait(false);
    }

    static async Task<Either<CliError, Seq<string>>> Ask(StoredQueue queue, string id, QueueRequest request) =>
        (await queue.Request(id, request).ConfigureAwait(false)).Trouble is { } failure
            ? CliError.Because($"the running daemon cannot be asked to {request.Format()} mail {id}: {failure}")
            : Seqs.Of($"the running daemon has been asked to {request.Format()} mail {id}");
}
