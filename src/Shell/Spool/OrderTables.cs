using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>The tables of commands: carries out changes within the transaction of the caller, and reads what is there.</summary>
sealed class OrderTables(SqliteConnection connection) : IDisposable
{
    const string Orders = "SELECT id, state, salvaged, digest FROM orders ORDER BY rowid";

    readonly SqliteCommand insert = connection.Prepare("INSERT INTO orders VALUES($id,$state,$salvaged,$digest)", "$id", "$state", "$salvaged", "$digest");
    readonly SqliteCommand update = connection.Prepare("UPDATE orders SET state=$state, salvaged=$salvaged, digest=$digest WHERE id=$id", "$id", "$state", "$salvaged", "$digest");
    readonly SqliteCommand delete = connection.Prepare("DELETE FROM orders WHERE id=$id", "$id");
    readonly SqliteCommand use = connection.Prepare(
        "INSERT INTO used VALUES($pair,$command,$until) ON CONFLICT DO UPDATE SET command=excluded.command, until=max(until,excluded.until)", "$pair", "$command", "$until");
    readonly SqliteCommand forget = connection.Prepare("DELETE FROM used WHERE until<=$now", "$now");

    /// <summary>Puts a command in.</summary>
    public void Insert(SpoolOrder order) => Write(insert, order);

    /// <summary>Replaces the state of a command; false when it is not there.</summary>
    public bool Update(SpoolOrder order) => Write(update, order);

    /// <summary>Takes a command out; false when it is not there.</summary>
    public bool Remove(string id) => delete.With(id).ExecuteNonQuery() > 0;

    /// <summary>Notes that a one-time password has been used.</summary>
    public void Use(StoredCodePair used) => use.With(used.Pair.Span.ToArray(), used.Command.Span.ToArray(), used.Until.UnixMilliseconds).ExecuteNonQuery();

    /// <summary>Forgets the one-time passwords that have lapsed by then.</summary>
    public void Forget(Instant now) => forget.With(now.UnixMilliseconds).ExecuteNonQuery();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[insert, update, delete, use, forget])
        {
            command.Dispose();
        }
    }

    /// <summary>The commands whose rows are whole, the oldest in front.</summary>
    public static IReadOnlyList<SpoolOrder> Read(ReadingConnection connection) => [.. connection.Prepared(Orders).Rows(Row).OfType<SpoolOrder>()];

    /// <summary>What the owner should know of rows that are not whole.</summary>
    public static Seq<string> Damaged(SqliteConnection connection) => connection.Rows(Orders, row => Row(row) is null ? row.GetString(0) : null)
        .OfType<string>()
        .Select(id => $"the command {Printable.Excerpt(id, 60)} is damaged in the spool. It stays there, and is not run.")
        .Gather();

    /// <summary>The one-time passwords that are used and have not lapsed.</summary>
    public static IReadOnlyList<StoredCodePair> Used(ReadingConnection connection, Instant now) =>
        connection.Prepared("SELECT pair, command, until FROM used WHERE until>$now", "$now").With(now.UnixMilliseconds).Rows(UsedRow);

    /// <summary>The command of a row of id, state, salvaged, digest; null when the digest is another's.</summary>
    public static SpoolOrder? Row(SqliteDataReader row)
    {
        var (id, state, isSalvaged) = (row.GetString(0), (byte[])row[1], row.GetBoolean(2));
        return RowDigest.OfOrder(id, state, isSalvaged).AsSpan().SequenceEqual((byte[])row[3]) ? new SpoolOrder(id, new Octets(state)) { IsFromDamagedSpool = isSalvaged } : null;
    }

    /// <summary>The used one-time password of a row of pair, command, until.</summary>
    public static StoredCodePair UsedRow(SqliteDataReader row) => new(new Octets((byte[])row[0]), new Octets((byte[])row[1]), new Instant(row.GetInt64(2)));

    static bool Write(SqliteCommand command, SpoolOrder order)
    {
        var state = order.State.Span.ToArray();
        return command.With(order.Id, state, order.IsFromDamagedSpool, RowDigest.OfOrder(order.Id, state, order.IsFromDamagedSpool)).ExecuteNonQuery() > 0;
    }
}
