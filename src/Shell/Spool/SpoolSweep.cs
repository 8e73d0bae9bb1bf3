using System.Globalization;
using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// Clears up what a crash has left. Mails that were half received are removed: nobody was answered 250 to them. A whole body that no row names is set
/// aside and told: a crash may have come before its row was committed, or the row may have been lost. Only the holder of the lock may do so.
/// </summary>
static class SpoolSweep
{
    /// <summary>Sweeps, and tells of bodies without rows and of rows without bodies.</summary>
    public static Seq<string> Sweep(SpoolDirectory directory, SqliteConnection connection, Instant now)
    {
        foreach (var arriving in Directory.EnumerateFiles(directory.Incoming).Concat(Directory.EnumerateFiles(directory.Bodies, "*.part")))
        {
            File.Delete(arriving);
        }

        var filed = connection.Rows("SELECT id FROM mails WHERE length>0", row => directory.Body(row.GetString(0))).ToHashSet(StringComparer.Ordinal);
        return filed.Where(file => !File.Exists(file)).Select(file => $"the spool has lost a file: {file}. Its entry is kept and shown; the mail cannot be delivered.").Gather()
            .Then(SetAside(directory, [.. Directory.EnumerateFiles(directory.Bodies).Where(file => !filed.Contains(file))], now));
    }

    static Seq<string> SetAside(SpoolDirectory directory, IReadOnlyList<string> orphans, Instant now)
    {
        if (orphans.Count == 0)
        {
            return default;
        }

        var aside = $"{directory.Bodies}.orphaned-{SpoolDirectory.Mark(now)}";
        SpoolDirectory.CreateFolder(aside);
        foreach (var orphan in orphans)
        {
            File.Move(orphan, Path.Combine(aside, Path.GetFileName(orphan)));
        }

        FileCalls.FlushDirectory(aside);
        return Seqs.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"{orphans.Count} bodies of mails that the database of the spool does not know have been set aside in {aside}. When the daemon was ended in the middle of its work, their senders have not been answered and send them again; otherwise they may be all that is left of mails."));
    }
}
