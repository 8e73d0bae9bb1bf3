using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>The commands that look at the queue: <c>laitos queue list</c>, <c>show</c>, <c>export</c>. Each gives its exit code.</summary>
/// <param name="configuration">The configuration file, or null for the environment variable.</param>
/// <param name="terminal">Where to write.</param>
public sealed class QueueQueries(string? configuration, CliTerminal terminal)
{
    /// Entries that are read and written at a time.
    const int PageSize = 1000;

    /// <summary>Shows a line for each mail, or a JSON array of them.</summary>
    /// <param name="asJson">True for the array.</param>
    /// <param name="limit">How many mails at most; none for all.</param>
    /// <param name="after">The mail behind which the list begins; null for the first one.</param>
    public async Task<int> List(bool asJson, Option<int> limit = default, string? after = null)
    {
        var opened = await StoredQueue.Open(configuration).ConfigureAwait(false);
        var first = await opened.MatchAsync(
            Left: error => error,
            RightAsync: queue => Behind(queue, after)).ConfigureAwait(false);
        return terminal.Conclude(await opened.Bind(queue => first.Map(from => (queue, from))).MatchAsync(
            Left: error => error,
            RightAsync: found => List(found.queue, asJson ? new JsonList(terminal.Output) : new TableList(terminal.Output), found.from, limit.IfNone(int.MaxValue))).ConfigureAwait(false));
    }

    /// <summary>Shows all that is known of a mail.</summary>
    public async Task<int> Show(string id, bool asJson) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => (await queue.Shown(id).ConfigureAwait(false)).Map(found => asJson ? Seqs.Of(QueueJson.Details(found.Entry, found.Daemon)) : QueueListing.Details(found.Entry, found.Daemon))).ConfigureAwait(false));

    /// <summary>Writes a mail as it would go out, but without our signature over what was changed, to the standard output, or to a new file that only its owner may read.</summary>
    public async Task<int> Export(string id, string? file) => terminal.Conclude(await (await StoredQueue.Open(configuration).ConfigureAwait(false)).MatchAsync(
        Left: error => error,
        RightAsync: async queue => await (await queue.Named(id).ConfigureAwait(false)).MatchAsync(
            Left: error => error,
            RightAsync: item => Export(queue, item, file)).ConfigureAwait(false)).ConfigureAwait(false));

    static async Task<Either<CliError, ScheduledEntry>> Behind(StoredQueue queue, string? after) => after is null
        ? ScheduledEntry.First
        : (await queue.Find(after).ConfigureAwait(false)).Map(entry => entry.Place with { Id = entry.Id + "\0" });

    /// Page by page, so that a long queue takes no more memory than a short one.
    static async Task<Either<CliError, Seq<string>>> List(StoredQueue queue, IQueueList list, ScheduledEntry first, int limit)
    {
        for (var (next, left) = (Option<ScheduledEntry>.Some(first), limit); ;)
        {
            var from = next.IfNone(first);
            var page = await queue.Page(from, Math.Min(left, PageSize)).ConfigureAwait(false);
            if (page.IsLeft)
            {
                return page.Map(_ => default(Seq<string>));
            }

            var (items, following) = page.IfLeft(_ => throw new System.Diagnostics.UnreachableException());
            list.Write(items);
            (next, left) = (following, left - items.Count);
            if (next.IsNone || left <= 0)
            {
                list.End(next.IsSome ? items.Last().Id : null);
                return Seqs.Of<string>();
            }
        }
    }

    async Task<Either<CliError, Seq<string>>> Export(StoredQueue queue, QueueItem item, string? file)
    {
        var content = (await queue.Content(item.Id).ConfigureAwait(false)).MapLeft(trouble => CliError.Because(trouble.Reason));
        return await content.MatchAsync(
            Left: error => error,
            RightAsync: async mail =>
            {
                var written = await Copy(await item.Entry.MatchAsync(
                    RightAsync: async entry => (await RewrittenContent.Of(entry.Job, entry.ChangeMade, mail, MailSigner.None).ConfigureAwait(false)).Content,
                    Left: _ => mail).ConfigureAwait(false), item.Id, file).ConfigureAwait(false);

                // In a file that others share, a mail that has gone reads as zeros.
                var isGone = mail is FileContent && (await queue.Content(item.Id).ConfigureAwait(false)).IsLeft;
                return isGone ? (Either<CliError, Seq<string>>)CliError.Because($"mail {item.Id} has left the queue while it was written out") : written;
            }).ConfigureAwait(false);
    }

    async Task<Either<CliError, Seq<string>>> Copy(IMailContent mail, string id, string? file)
    {
        try
        {
            var target = file is null ? terminal.Octets() : new FileStream(file, SpoolDirectory.NewFile(FileMode.CreateNew));
            await using (target.ConfigureAwait(false))
            {
                await foreach (var block in mail.Blocks(CancellationToken.None).ConfigureAwait(false))
                {
                    await target.WriteAsync(block).ConfigureAwait(false);
                }
            }

            return Seqs.Of<string>();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CliError.Because($"mail {id} could not be written out: {fault.Message}");
        }
    }
}
