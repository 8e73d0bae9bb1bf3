using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos queue move</c>: carries the queue from the folder to the database that the configuration names, or back, while no daemon runs.</summary>
/// <param name="configuration">The configuration file, or null for the environment variable.</param>
/// <param name="terminal">Where to write.</param>
sealed class QueueMove(string? configuration, CliTerminal terminal)
{
    /// <summary>The words for where to.</summary>
    public const string ToDatabase = "postgresql", ToFolder = "folder";

    /// <summary>Moves everything, and says what to do next; the exit code.</summary>
    /// <param name="to"><see cref="ToDatabase"/> or <see cref="ToFolder"/>.</param>
    public async Task<int> Run(string to) => terminal.Conclude(await ConfigurationSource.Load(configuration).MatchAsync(
        Left: problems => CliError.Because(string.Join("; ", problems)),
        RightAsync: loaded => SpoolLocations.Database(loaded.Settings.Spool).MatchAsync(
            Some: database => Run(to == ToDatabase, SpoolLocations.Folder(loaded.Settings.Spool), database),
            None: () => CliError.Because("Spool.PostgreSql: found nothing, expected the database that the queue is moved to or from; the folder is Spool.Directory"))).ConfigureAwait(false));

    async Task<Either<CliError, Seq<string>>> Run(bool isToDatabase, ISpoolLocation folder, ISpoolLocation database)
    {
        var (from, to) = isToDatabase ? (folder, database) : (database, folder);
        return await (await Open(from).ConfigureAwait(false)).BindAsync(async source =>
        {
            await using var emptied = source.Spool;
            return await (await Open(to).ConfigureAwait(false)).BindAsync(async target =>
            {
                await using var filled = target.Spool;
                return (await new SpoolMove(emptied, filled).Run(from.Name, to.Name, Clock.Now).ConfigureAwait(false)).Match(
                    Left: trouble => CliError.Because($"the move has stopped: {trouble}. No daemon begins to work on either spool until it is made again, and has come to its end."),
                    Right: moved => Told(moved, isToDatabase, from, to));
            }).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    Either<CliError, Seq<string>> Told(MovedSpool moved, bool isToDatabase, ISpoolLocation from, ISpoolLocation to)
    {
        moved.Left.Iter(reason => terminal.Error.WriteLine($"left in {from.Name}: {reason}"));
        return Seqs.Of(
            $"{moved.Mails} mails and {moved.Commands} commands were moved from {from.Name} to {to.Name}.",
            isToDatabase ? "Start the daemon: it works on the database." : "Take Spool.PostgreSql out of the configuration before you start the daemon: as long as it is there, the daemon works on the database.");
    }

    async Task<Either<CliError, OpenedSpool>> Open(ISpoolLocation location) => (await location.Open(Clock.Now, isPassing: true).ConfigureAwait(false)).Match(
        Left: refusal => (Either<CliError, OpenedSpool>)CliError.Because(refusal is SpoolRefusal.InUse(_, var holder, _) ? $"the spool {location.Name} is in use{(holder.Length > 0 ? $" ({holder})" : "")}: stop the daemon first" : refusal.Explanation),
        Right: opened =>
        {
            opened.Notices.Iter(terminal.Error.WriteLine);
            return opened;
        });
}
