using Laitos.Domain.Foundation;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>What can still be read of the tables of a damaged database. A row is only believed when its digest is right.</summary>
static class DamagedRows
{
    /// <summary>The entries with their mails.</summary>
    public static IReadOnlyList<StagedEntry> Entries(string database) => Readable(
        database,
        "SELECT e.id, e.due, e.state, e.digest, m.front, m.skip, m.length, m.digest FROM entries e JOIN mails m ON m.id=e.id ORDER BY e.rowid",
        Entry,
        one => one.Entry.Id);

    /// <summary>The commands.</summary>
    public static IReadOnlyList<SpoolOrder> Orders(string database) =>
        Readable(database, "SELECT id, state, salvaged, digest FROM orders ORDER BY rowid", OrderTables.Row, order => order.Id);

    /// <summary>The used one-time passwords, which carry no digest: a false one does no harm.</summary>
    public static IReadOnlyList<StoredCodePair> Used(string database) =>
        Readable(database, "SELECT pair, command, until FROM used ORDER BY pair", OrderTables.UsedRow, used => used.Pair);

    static StagedEntry? Entry(SqliteDataReader row)
    {
        var (id, due, state) = (row.GetString(0), row.GetInt64(1), (byte[])row[2]);
        var (front, skip, length) = ((byte[])row[4], row.GetInt64(5), row.GetInt64(6));
        var isWhole = RowDigest.OfEntry(id, due, state).AsSpan().SequenceEqual((byte[])row[3])
            && RowDigest.OfMail(id, front, skip, length).AsSpan().SequenceEqual((byte[])row[7]);
        return isWhole ? new StagedEntry(new SpoolEntry(id, new Instant(due), new Octets(state)), new StagedMail(front, skip, length)) : null;
    }

    /// Rows from both ends, for a damaged page stops the reading.
    static List<A> Readable<A, TKey>(string database, string query, Func<SqliteDataReader, A?> read, Func<A, TKey> nameOf)
        where A : class
        where TKey : notnull
    {
        var found = new Dictionary<TKey, A>();
        foreach (var order in (string[])[" ASC", " DESC"])
        {
            try
            {
                using var connection = SpoolSchema.Connect(database);
                using var command = connection.Prepare(query + order);
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    if (read(rows) is { } whole)
                    {
                        found.TryAdd(nameOf(whole), whole);
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
}
