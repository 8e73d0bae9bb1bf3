using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Carries out changes on the tables, within the transaction of the caller.</summary>
sealed class SpoolTables(SqliteConnection connection) : IDisposable
{
    readonly SqliteCommand deleteEntry = connection.Prepare("DELETE FROM entries WHERE id=$id", "$id");
    readonly SqliteCommand deleteMail = connection.Prepare("DELETE FROM mails WHERE id=$id", "$id");
    readonly SqliteCommand update = connection.Prepare("UPDATE entries SET due=$due, state=$state, digest=$digest WHERE id=$id", "$id", "$due", "$state", "$digest");
    readonly SqliteCommand insertEntry = connection.Prepare("INSERT INTO entries VALUES($id,$due,$state,$digest)", "$id", "$due", "$state", "$digest");
    readonly SqliteCommand insertMail = connection.Prepare("INSERT INTO mails VALUES($id,$front,$skip,$length,$digest)", "$id", "$front", "$skip", "$length", "$digest");
    readonly SqliteCommand remember = connection.Prepare(
        "INSERT INTO recent VALUES($fingerprint,$until) ON CONFLICT DO UPDATE SET until=max(until,excluded.until)", "$fingerprint", "$until");
    readonly SqliteCommand forget = connection.Prepare("DELETE FROM recent WHERE until<=$now", "$now");
    readonly SqliteCommand complete = connection.Prepare("DELETE FROM requests WHERE entry=$entry AND number<=$number", "$entry", "$number");
    readonly OrderTables commands = new(connection);

    /// <summary>Carries out a change; false, and nothing is touched, when it concerns an entry or a command that is not there.</summary>
    public bool Apply(SpoolChange change)
    {
        if (!Replaces(change))
        {
            return false;
        }

        foreach (var (entry, mail) in change.Added)
        {
            Write(insertEntry, entry);
            insertMail.With(entry.Id, mail.Front, mail.Skip, mail.Length, RowDigest.OfMail(entry.Id, mail.Front, mail.Skip, mail.Length)).ExecuteNonQuery();
        }

        foreach (var (value, until) in change.Remembered)
        {
            remember.With(value.Span.ToArray(), until.UnixMilliseconds).ExecuteNonQuery();
        }

        foreach (var order in change.Orders)
        {
            commands.Insert(order);
        }

        foreach (var used in change.StoredCodePairs)
        {
            commands.Use(used);
        }

        if (change.Completed is { } request)
        {
            complete.With(request.Id, request.Number).ExecuteNonQuery();
        }

        if (change.Forgotten is { } now)
        {
            forget.With(now.UnixMilliseconds).ExecuteNonQuery();
            commands.Forget(now);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[deleteEntry, deleteMail, update, insertEntry, insertMail, remember, forget, complete])
        {
            command.Dispose();
        }

        commands.Dispose();
    }

    /// A change takes out or updates one thing, never several: so the first that is not there is known before anything is touched.
    bool Replaces(SpoolChange change) => change switch
    {
        { Removed: { } entry } => Remove(entry),
        { Updated: { } entry } => Write(update, entry),
        { RemovedOrder: { } order } => commands.Remove(order),
        { UpdatedOrder: { } order } => commands.Update(order),
        _ => true,
    };

    bool Remove(string id)
    {
        deleteMail.With(id).ExecuteNonQuery();
        return deleteEntry.With(id).ExecuteNonQuery() > 0;
    }

    static bool Write(SqliteCommand command, SpoolEntry entry)
    {
        var state = entry.State.Span.ToArray();
        var due = entry.Due.UnixMilliseconds;
        return command.With(entry.Id, due, state, RowDigest.OfEntry(entry.Id, due, state)).ExecuteNonQuery() > 0;
    }
}

/// <summary>The digest that a row carries of itself.</summary>
static class RowDigest
{
    public static byte[] OfEntry(string id, long due, byte[] state) => Of(id, due, 0, state);

    public static byte[] OfMail(string id, byte[] front, long skip, long length) => Of(id, skip, length, front);

    public static byte[] OfOrder(string id, byte[] state, bool isSalvaged) => Of(id, isSalvaged ? 1 : 0, 0, state);

    static byte[] Of(string id, long first, long second, byte[] octets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, first);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], second);
        hash.AppendData(numbers);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(octets);
        return hash.GetHashAndReset();
    }
}
