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

        var filed = Filed(connection).Select(directory.Body).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory.Bodies).Where(file => !filed.Contains(file)))
        {
            File.Delete(file);
        }

        return filed.Where(file => !File.Exists(file)).Select(file => $"the spool has lost a file: {file}. Its entry is kept and shown; the mail cannot be delivered.").Gather();
    }

    static List<string> Filed(SqliteConnection connection)
    {
        using var command = connection.Prepare("SELECT id FROM mails WHERE length>0");
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }
}
