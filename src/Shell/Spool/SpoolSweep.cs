using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Removes what a crash has left: half-received mails, and files that no row names. Only the holder of the lock may do so.</summary>
static class SpoolSweep
{
    /// <summary>Sweeps, and tells of mails whose file is missing.</summary>
    public static Seq<string> Sweep(SpoolDirectory directory, SqliteConnection connection)
    {
        foreach (var arriving in Directory.EnumerateFiles(directory.Incoming))
        {
            File.Delete(arriving);
        }

        var filed = connection.Rows("SELECT id FROM mails WHERE length>0", row => directory.Body(row.GetString(0))).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory.Bodies).Where(file => !filed.Contains(file)))
        {
            File.Delete(file);
        }

        return filed.Where(file => !File.Exists(file)).Select(file => $"the spool has lost a file: {file}. Its entry is kept and shown; the mail cannot be delivered.").Gather();
    }
}
