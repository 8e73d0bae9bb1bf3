using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Apps;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>
/// <c>laitos queue backup</c>: copies what lies in the folder of the spool and cannot be made again, beside a running daemon or without one: the queue, the message bank,
/// the records of decisions. Mails that are still arriving are not copied: their senders have them.
/// </summary>
static class QueueBackup
{
    /// <summary>Writes the copy, and says how it is put back; the exit code.</summary>
    public static int Run(string? configuration, string folder, CliTerminal terminal) => terminal.Conclude(
        ConfigurationSource.Load(configuration).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            .Bind(loaded => Copy(loaded.Settings, new SpoolDirectory(folder))));

    static Either<CliError, Seq<string>> Copy(LaitosSettings settings, SpoolDirectory target)
    {
        var source = new SpoolDirectory(settings.Spool.Directory);
        try
        {
            return IsUsed(target)
                ? CliError.Because($"{target.Root} is not empty: a backup is written into a new folder")
                : from queue in Queue(settings.Spool, source, target)
                  from beside in Beside(settings, target)
                  from copied in IsUsed(target) ? Prelude.Right<CliError, Seq<string>>(queue.Then(beside)) : CliError.Because(queue.IsEmpty ? $"{source.Root}: there is no spool yet" : queue.Head)
                  select copied.Then(Seqs.Of($"To restore it: stop the daemon, put the folder in the place of {source.Root}, give it to the user of the daemon, and start it."));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return CliError.Because($"{target.Root}: the backup could not be written: {fault.Message}");
        }
    }

    static bool IsUsed(SpoolDirectory target) => Directory.Exists(target.Root) ? Directory.EnumerateFileSystemEntries(target.Root).Any() : File.Exists(target.Root);

    static Either<CliError, Seq<string>> Queue(SpoolSettings settings, SpoolDirectory source, SpoolDirectory target) =>
        settings.Database.IsSome ? Seqs.Of("The queue lies in a database (Spool.PostgreSql), and is not in this copy: back it up by the means of its server, such as pg_dump.")
        : !File.Exists(source.Database) ? default(Seq<string>)
        : SpoolBackup.Write(source, target).MapLeft(CliError.Because).Map(copy => Seqs.Of($"{copy.Entries} mails are in {target.Root}, {Size.Format(copy.Octets)} in all.")
            .Then(copy.Missing.Map(id => $"The file of mail {id} is missing in the spool itself: its entry is in the copy without it.")));

    /// What is not the queue. Records that are damaged do not keep the rest from being copied, and the command says so.
    static Either<CliError, Seq<string>> Beside(LaitosSettings settings, SpoolDirectory target)
    {
        var (bank, records) = (MessageBankFile.Of(settings), TraceFile.Of(settings));
        if (!bank.Exists && !records.Exists)
        {
            return default(Seq<string>);
        }

        SpoolDirectory.CreateFolder(target.Root);
        var messages = bank.CopyTo(target.Root) ? Seqs.Of($"The message bank is in {target.Root}.") : default;
        try
        {
            var decisions = records.CopyTo(target.Root) ? Seqs.Of($"The records of decisions are in {target.Root}.") : default;
            FileCalls.FlushDirectory(target.Root);
            return messages.Then(decisions);
        }
        catch (Exception fault) when (fault.IsDamage())
        {
            return CliError.Because($"{records.Path}: the records of decisions are damaged and not in the copy: {fault.Message}. The rest is in {target.Root}.");
        }
    }
}
