using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>The queue in the spool that a configuration names; beside a running daemon or without one. It is read piece by piece, for it may be long.</summary>
/// <param name="Location">Where the spool lies.</param>
/// <param name="Policy">When its mails are tried and given up.</param>
/// <param name="Spool">Reads it; none when it was never made, and the queue is empty.</param>
public sealed record StoredQueue(ISpoolLocation Location, RetryPolicy Policy, Option<ISpoolReader> Spool)
{
    /// <summary>Keeps what is done to an entry while no daemon runs.</summary>
    internal Action<QueueEntry, QueueRequest> Record { get; init; } = (_, _) => { };

    /// <summary>Finds the spool.</summary>
    /// <param name="configuration">The configuration file, or null for the environment variable.</param>
    public static Task<Either<CliError, StoredQueue>> Open(string? configuration) => ConfigurationSource.Load(configuration).MatchAsync(
        Left: problems => CliError.Because(string.Join("; ", problems)),
        RightAsync: loaded => Open(loaded.Settings));

    static async Task<Either<CliError, StoredQueue>> Open(LaitosSettings settings)
    {
        var location = SpoolLocations.Of(settings.Spool);
        return (await location.Look().ConfigureAwait(false)).MapLeft(reason => CliError.Because($"{location.Name}: {reason}")).Map(
            spool => new StoredQueue(location, settings.Spool.Retry, spool) { Record = (entry, request) => OfflineTrace.Record(settings, entry, request) });
    }

    /// <summary>Some entries in the order of their places.</summary>
    /// <param name="from">The first place.</param>
    /// <param name="most">How many entries at most.</param>
    public Task<Either<CliError, QueuePage>> Page(ScheduledEntry from, int most) => Spool.MatchAsync<ISpoolReader, Either<CliError, QueuePage>>(
        Some: async spool => (await spool.Load(from, most).ConfigureAwait(false)).Map(page => new QueuePage(page.Entries.Select(Item).Gather(), page.Next)).MapLeft(Trouble),
        None: () => new QueuePage(default, Option<ScheduledEntry>.None));

    /// <summary>How many entries there are.</summary>
    public Task<Either<CliError, long>> Count() => Spool.MatchAsync<ISpoolReader, Either<CliError, long>>(
        Some: async spool => (await spool.Count().ConfigureAwait(false)).MapLeft(Trouble),
        None: () => 0L);

    /// <summary>The item of a name, when it can be read.</summary>
    public async Task<Either<CliError, (QueueEntry Entry, Option<string> Daemon)>> Shown(string id) => (await Named(id).ConfigureAwait(false)).Bind(item => Readable(item).Map(entry => (entry, item.Daemon)));

    /// <summary>The entry of a name.</summary>
    public async Task<Either<CliError, QueueEntry>> Find(string id) => Readable(await Named(id).ConfigureAwait(false));

    /// <summary>The item of a name, readable or not.</summary>
    public Task<Either<CliError, QueueItem>> Named(string id) => Spool.MatchAsync<ISpoolReader, Either<CliError, QueueItem>>(
        Some: spool => Named(spool, id, Trouble),
        None: () => CliError.NoSuchMail(id));

    /// <summary>The mail of an entry, to be streamed.</summary>
    public Task<Either<UnreadableMail, IMailContent>> Content(string id) => Spool.MatchAsync<ISpoolReader, Either<UnreadableMail, IMailContent>>(
        Some: spool => spool.Content(id),
        None: () => UnreadableMail.Lost($"there is no mail {id} in the spool"));

    /// <summary>Lays down a request that concerns an entry, for the daemon to find.</summary>
    public Task<SpoolOutcome> Request(string id, QueueRequest request) => Spool.MatchAsync<ISpoolReader, SpoolOutcome>(
        Some: spool => spool.Request(id, request.Format()),
        None: () => new SpoolOutcome.Broken("there is no spool yet"));

    /// <summary>The entry of a name in a spool.</summary>
    internal static async Task<Either<CliError, QueueEntry>> Find(ISpoolReader spool, string id) => Readable(await Named(spool, id, CliError.Because).ConfigureAwait(false));

    static async Task<Either<CliError, QueueItem>> Named(ISpoolReader spool, string id, Func<string, CliError> trouble) =>
        (await spool.Find(id).ConfigureAwait(false)).MapLeft(trouble).Bind(found => found.Map(Item).ToEither(() => CliError.NoSuchMail(id)));

    static Either<CliError, QueueEntry> Readable(Either<CliError, QueueItem> found) => found.Bind(item => item.Entry.MapLeft(
        error => CliError.Because($"the entry of mail {item.Id} cannot be read: {error}")));

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State)) { Daemon = Prelude.Optional(entry.Daemon) };

    CliError Trouble(string reason) => CliError.Because($"{Location.Name}: {reason}");
}

/// <summary>Some entries of a queue, one after the other.</summary>
/// <param name="Items">The entries, readable or not.</param>
/// <param name="Next">The place of the first behind them; none when these are the last.</param>
public sealed record QueuePage(Seq<QueueItem> Items, Option<ScheduledEntry> Next);
