using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos queue backup</c>: copies the whole queue into a new folder, beside a running daemon or without one.</summary>
static class QueueBackup
{
    /// <summary>Writes the copy, and says how it is put back; the exit code.</summary>
    public static int Run(string? configuration, string folder, CliTerminal terminal) => terminal.Conclude(
        ConfigurationSource.Load(configuration).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            .Bind(loaded => loaded.Settings.Spool.Database.IsSome
                ? CliError.Because("the queue lies in a database (Spool.PostgreSql): back that up by the means of its server, such as pg_dump")
                : Copy(new SpoolDirectory(loaded.Settings.Spool.Directory), new SpoolDirectory(folder))));

    static Either<CliError, Seq<string>> Copy(SpoolDirectory source, SpoolDirectory target)
    {
        try
        {
            return SpoolBackup.Write(source, target).MapLeft(CliError.Because).Map(copy => Seqs.Of(
                    $"{copy.Entries} mails are in {target.Root}, {Size.Format(copy.Octets)} in all.",
                    $"To restore it: stop the daemon, put the folder in the place of {source.Root}, give it to the user of the daemon, and start it.")
                .Then(copy.Missing.Map(id => $"The file of mail {id} is missing in the spool itself: its entry is in the copy without it.")));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return CliError.Because($"{target.Root}: the backup could not be written: {fault.Message}");
        }
    }
}
