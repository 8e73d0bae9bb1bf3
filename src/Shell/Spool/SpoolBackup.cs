using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>What a backup of a spool holds.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="Files">The files of large mails.</param>
/// <param name="Octets">The octets of its database and its files together.</param>
/// <param name="Missing">Entries whose file was missing already in the spool that was copied.</param>
public sealed record SpoolCopy(long Entries, int Files, long Octets, Seq<string> Missing);

/// <summary>
/// Copies a spool beside the daemon that works on it. The database is copied as it was at one moment; then the files that it names. A file that has gone in between belonged
/// to a mail that was delivered or dropped since: its entry is taken out of the copy, too.
/// </summary>
static class SpoolBackup
{
    /// <summary>Writes the copy into a folder that does not exist, or is empty. It can serve as a spool.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Either<string, SpoolCopy> Write(SpoolDirectory source, SpoolDirectory target)
    {
        if (!File.Exists(source.Database))
        {
            return $"{source.Root}: there is no spool yet";
        }

        if (Directory.Exists(target.Root) ? Directory.EnumerateFileSystemEntries(target.Root).Any() : File.Exists(target.Root))
        {
            return $"{target.Root} is not empty: a backup is written into a new folder";
        }

        return Snapshot(source, target).Map(_ => Complete(source, target));
    }

    /// <summary>The first step: the database as it is now.</summary>
    internal static Either<string, Unit> Snapshot(SpoolDirectory source, SpoolDirectory target)
    {
        using var live = SpoolSchema.Connect(source.Database);
        if (SpoolSchema.VersionOf(live) is var found && !SpoolSchema.Knows(found))
        {
            return new SpoolRefusal.NewerSchema(source.Root, found, SpoolSchema.Version).Explanation;
        }

        target.Create();

        // SQLite fills a file that is there and empty; one that it made itself others could read.
        new FileStream(target.Database, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        using var command = live.Prepare("VACUUM INTO $path", "$path").With(target.Database);
        command.ExecuteNonQuery();
        return Prelude.unit;
    }

    /// <summary>The second step: the files that the copied database names.</summary>
    internal static SpoolCopy Complete(SpoolDirectory source, SpoolDirectory target)
    {
        long entries;
        var (octets, files, missing) = (0L, 0, new List<string>());
        using (var copy = SpoolSchema.Connect(target.Database))
        {
            foreach (var id in copy.Rows("SELECT id FROM mails WHERE length>0", row => row.GetString(0)))
            {
                if (CopyFile(source.Body(id), target.Body(id)) is { } size)
                {
                    (octets, files) = (octets + size, files + 1);
                }
                else if (IsGone(source, id))
                {
                    copy.Rows("DELETE FROM entries WHERE id=$id RETURNING id", row => row.GetString(0), ("$id", id));
                    copy.Rows("DELETE FROM mails WHERE id=$id RETURNING id", row => row.GetString(0), ("$id", id));
                }
                else
                {
                    missing.Add(id);
                }
            }

            entries = (long)copy.Ask("SELECT count(*) FROM entries")!;
            copy.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        Flush(target.Database);
        FileCalls.FlushDirectory(target.Bodies);
        FileCalls.FlushDirectory(target.Root);
        return new SpoolCopy(entries, files, octets + new FileInfo(target.Database).Length, missing.Gather());
    }

    static bool IsGone(SpoolDirectory source, string id)
    {
        using var live = SpoolSchema.Connect(source.Database);
        return live.Rows("SELECT id FROM mails WHERE id=$id", row => row.GetString(0), ("$id", id)).Count == 0;
    }

    /// The octets that were copied; null when the file is not there.
    static long? CopyFile(string from, string to)
    {
        try
        {
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = new FileStream(to, SpoolDirectory.NewFile(FileMode.CreateNew));
            source.CopyTo(target, 1 << 16);
            target.Flush(flushToDisk: true);
            return target.Length;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
