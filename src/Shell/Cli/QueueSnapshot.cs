using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>The spool that a configuration names, and what it held when it was looked at; beside a running daemon or without one.</summary>
/// <param name="Directory">The spool.</param>
/// <param name="Policy">When its mails are tried and given up.</param>
/// <param name="Items">Its entries, the one due first in front.</param>
public sealed record QueueSnapshot(SpoolDirectory Directory, RetryPolicy Policy, Seq<QueueItem> Items)
{
    /// <summary>Looks into the spool. One that was never made is empty.</summary>
    /// <param name="configuration">The configuration file, or null for the environment variable.</param>
    public static async Task<Either<CliError, QueueSnapshot>> Load(string? configuration)
    {
        var found = ConfigurationSource.Load(configuration).Match(
            Left: problems => (Either<CliError, LoadedConfiguration>)CliError.Because(string.Join("; ", problems)),
            Right: loaded => loaded);
        return await found.MatchAsync(
            Left: error => error,
            RightAsync: async loaded => (await Look(SpoolLocation.Of(loaded)).ConfigureAwait(false))
                .Map(items => new QueueSnapshot(SpoolLocation.Of(loaded), SpoolLocation.RetryOf(loaded), items))).ConfigureAwait(false);
    }

    /// <summary>The entry of a name.</summary>
    public Either<CliError, QueueEntry> Find(string id) => Find(Items, id);

    /// <summary>The item of a name, readable or not.</summary>
    public Either<CliError, QueueItem> Named(string id) => Named(Items, id);

    /// <summary>The entry of a name among others.</summary>
    internal static Either<CliError, QueueEntry> Find(Seq<QueueItem> items, string id) => Named(items, id).Bind(item => item.Entry.MapLeft(
        error => CliError.Because($"the entry of mail {item.Id} cannot be read: {error}")));

    /// <summary>What stored entries say.</summary>
    internal static Seq<QueueItem> Read(IReadOnlyList<SpoolEntry> entries) =>
        entries.Select(entry => new QueueItem(entry.Id, EntryCodec.Read(entry.State))).Gather();

    static Either<CliError, QueueItem> Named(Seq<QueueItem> items, string id) =>
        items.Find(item => item.Id == id).ToEither(() => CliError.NoSuchMail(id));

    static async Task<Either<CliError, Seq<QueueItem>>> Look(SpoolDirectory directory)
    {
        try
        {
            // Unlike File.Exists, this tells what is absent from what may not be seen.
            File.GetAttributes(directory.Database);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Seqs.Of<QueueItem>();
        }
        catch (UnauthorizedAccessException)
        {
            return CliError.Because($"{directory.Root}: {Environment.UserName} may not look into the spool. Run the command as the user of the daemon.");
        }
        catch (IOException fault)
        {
            return CliError.Because($"{directory.Root}: {fault.Message}");
        }

        return (await new SpoolReader(directory).Load().ConfigureAwait(false)).Map(Read).MapLeft(reason => CliError.Because($"{directory.Root}: {reason}"));
    }
}

/// <summary>What a configuration says of the spool.</summary>
public static class SpoolLocation
{
    /// <summary>The folder of the spool.</summary>
    public static SpoolDirectory Of(LoadedConfiguration configuration) => new(configuration.Settings.Spool.Directory);

    /// <summary>When mails in it are tried and given up.</summary>
    public static RetryPolicy RetryOf(LoadedConfiguration configuration) => configuration.Settings.Spool.Retry;
}
