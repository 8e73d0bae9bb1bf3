using System.Globalization;
using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// Sets a damaged database aside, together with its log and the files of large mails, and brings those mails over that can still be read.
/// A row is only believed when its digest is right.
/// </summary>
static class DamagedSpool
{
    /// <summary>Leaves a new database in the place of the damaged one, and tells what was done.</summary>
    public static Seq<string> SetAside(SpoolDirectory directory, Instant now)
    {
        var mark = DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds).ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var aside = $"{directory.Database}.damaged-{mark}";
        var bodiesAside = $"{directory.Bodies}.damaged-{mark}";

        // The files go first: after a crash in between, nobody takes them for orphans.
        Directory.Move(directory.Bodies, bodiesAside);
        foreach (var part in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(directory.Database + part))
            {
                File.Move(directory.Database + part, aside + part);
            }
        }

        directory.Create();
        new FileStream(directory.Database, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        using var fresh = SpoolSchema.Connect(directory.Database);
        SpoolSchema.CreateTables(fresh);
        var saved = Salvage(directory, aside, bodiesAside, fresh);
        return Seqs.Of(
            $"the database of the spool was damaged and has been set aside as {aside}; {saved} mails could be read and are kept. "
            + $"Bodies of others, if any, lie in {bodiesAside}.");
    }

    static int Salvage(SpoolDirectory directory, string aside, string bodiesAside, SqliteConnection fresh)
    {
        var saved = 0;
        using var tables = new SpoolTables(fresh);
        foreach (var (entry, mail) in Readable(aside))
        {
            if (mail.Length > 0)
            {
                var body = Path.Combine(bodiesAside, Path.GetFileName(directory.Body(entry.Id)));
                if (!File.Exists(body))
                {
                    continue;
                }

                File.Move(body, directory.Body(entry.Id));
                Posix.FlushDirectory(directory.Bodies);
            }

            tables.Apply(new SpoolChange { Added = [new StagedEntry(entry, mail)] });
            saved++;
        }

        return saved;
    }

    /// Rows from both ends, for a damaged page stops the reading.
    static List<StagedEntry> Readable(string aside)
    {
        var found = new Dictionary<string, StagedEntry>(StringComparer.Ordinal);
        foreach (var order in (string[])["ASC", "DESC"])
        {
            try
            {
                using var connection = SpoolSchema.Connect(aside);
                using var command = connection.Prepare(
                    "SELECT e.id, e.due, e.state, e.digest, m.front, m.skip, m.length, m.digest FROM entries e JOIN mails m ON m.id=e.id ORDER BY e.rowid " + order);
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    if (Row(rows) is { } whole)
                    {
                        found.TryAdd(whole.Entry.Id, whole);
                    }
                }
            }
            catch (Exception fault) when (fault is SqliteException or InvalidCastException or InvalidOperationException or IOException)
            {
                // What can be read has been read.
            }
        }

        return [.. found.Values];
    }

    static StagedEntry? Row(SqliteDataReader row)
    {
        var (id, due, state) = (row.GetString(0), row.GetInt64(1), (byte[])row[2]);
        var (front, skip, length) = ((byte[])row[4], row.GetInt64(5), row.GetInt64(6));
        var isWhole = RowDigest.OfEntry(id, due, state).AsSpan().SequenceEqual((byte[])row[3])
            && RowDigest.OfMail(id, front, skip, length).AsSpan().SequenceEqual((byte[])row[7]);
        return isWhole ? new StagedEntry(new SpoolEntry(id, new Instant(due), new Octets(state)), new StagedMail(front, skip, length)) : null;
    }
}
