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
    /// <summary>Writes the copy into a folder that holds no spool. It can serve as one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Either<string, SpoolCopy> Write(SpoolDirectory source, SpoolDirectory target) => Snapshot(source, target).Map(_ => Complete(source, target));

    /// <summary>The first step: the database as it is now.</summary>
    internal static Either<string, Unit> Snapshot(SpoolDirectory source, SpoolDirectory target)
    {
        using var live = SpoolSchema.Connect(source.Database);
        if (SpoolSchema.VersionOf(live) is var found && !SpoolSchema.Knows(found))
        {
            return new SpoolRefusal.NewerSchema(source.Root, found, SpoolSchema.Version).Explanation;
        }

        target.Create();
        SafeCopy.OfDatabase(live, target.Database);
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
                if (SafeCopy.OfFile(source.Body(id), target.Body(id)) is { } size)
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

        SafeCopy.Flush(target.Database);
        FileCalls.FlushDirectory(target.Bodies);
        FileCalls.FlushDirectory(target.Root);
        return new SpoolCopy(entries, files, octets + new FileInfo(target.Database).Length, missing.Gather());
    }

    static bool IsGone(SpoolDirectory source, string id)
    {
        using var live = SpoolSchema.Connect(source.Database);
        return live.Rows("SELECT id FROM mails WHERE id=$id", row => row.GetString(0), ("$id", id)).Count == 0;
    }
}
