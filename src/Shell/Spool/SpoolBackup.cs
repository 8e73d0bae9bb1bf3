using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>What a backup of a spool holds.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="Files">The mails that lie in files.</param>
/// <param name="Octets">The octets of its database and of these mails together.</param>
/// <param name="Missing">Entries whose mail was missing or damaged already in the spool that was copied.</param>
public sealed record SpoolCopy(long Entries, int Files, long Octets, Seq<string> Missing);

/// <summary>
/// Copies a spool beside the daemon that works on it. The database is copied as it was at one moment; then the mails in files that it names. A mail that has gone in between was
/// delivered or dropped since: its entry is taken out of the copy, too.
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

    /// <summary>The second step: the mails in files that the copied database names.</summary>
    internal static SpoolCopy Complete(SpoolDirectory source, SpoolDirectory target)
    {
        long entries;
        var (octets, files, missing) = (0L, 0, new List<string>());
        using (var copy = SpoolSchema.Connect(target.Database))
        {
            foreach (var (id, place, digest) in Filed(copy))
            {
                var path = target.File(id, place.Segment);
                if (SafeCopy.OfStretch(source.File(id, place.Segment), path, place.Skip, place.Length) && (digest is null || BodyFiles.Digest(path, place.Skip, place.Length).AsSpan().SequenceEqual(digest)))
                {
                    (octets, files) = (octets + place.Length, files + 1);
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

        foreach (var file in Directory.EnumerateFiles(target.Bodies))
        {
            SafeCopy.Flush(file);
        }

        SafeCopy.Flush(target.Database);
        FileCalls.FlushDirectory(target.Bodies);
        FileCalls.FlushDirectory(target.Root);
        return new SpoolCopy(entries, files, octets + new FileInfo(target.Database).Length, missing.Gather());
    }

    /// In a database of an earlier version some of the columns are missing.
    static IReadOnlyList<(string Id, MailPlace Place, byte[]? Digest)> Filed(SqliteConnection copy)
    {
        var version = SpoolSchema.VersionOf(copy);
        return copy.Rows(
            version >= SpoolSchema.WithSegments ? "SELECT id, skip, length, body, segment FROM mails WHERE length>0 ORDER BY segment, skip"
            : version >= SpoolSchema.WithBodyDigests ? "SELECT id, skip, length, body, 0 FROM mails WHERE length>0" : "SELECT id, skip, length, NULL, 0 FROM mails WHERE length>0",
            row => (row.GetString(0), new MailPlace(row.GetInt64(4), row.GetInt64(1), row.GetInt64(2)), row.IsDBNull(3) ? null : (byte[])row[3]));
    }

    static bool IsGone(SpoolDirectory source, string id)
    {
        using var live = SpoolSchema.Connect(source.Database);
        return live.Rows("SELECT id FROM mails WHERE id=$id", row => row.GetString(0), ("$id", id)).Count == 0;
    }
}
