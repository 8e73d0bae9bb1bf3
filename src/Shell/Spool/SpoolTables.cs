using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Carries out changes on the tables, within the transaction of the caller.</summary>
sealed class SpoolTables(SqliteConnection connection) : IDisposable
{
    /// <summary>The most mails that are forgotten at a time.</summary>
    public const int MostForgotten = 5000;

    const string Entries = "SELECT id, due, state, digest FROM entries";

    readonly SqliteCommand deleteEntry = connection.Prepare("DELETE FROM entries WHERE id=$id", "$id");
    readonly SqliteCommand place = connection.Prepare("SELECT segment, skip, length FROM mails WHERE id=$id", "$id");
    readonly SqliteCommand deleteMail = connection.Prepare("DELETE FROM mails WHERE id=$id", "$id");
    readonly SqliteCommand update = connection.Prepare("UPDATE entries SET due=$due, state=$state, digest=$digest WHERE id=$id", "$id", "$due", "$state", "$digest");
    readonly SqliteCommand insertEntry = connection.Prepare("INSERT INTO entries VALUES($id,$due,$state,$digest)", "$id", "$due", "$state", "$digest");
    readonly SqliteCommand insertMail = connection.Prepare(
        "INSERT INTO mails(id,front,skip,length,digest,body,segment) VALUES($id,$front,$skip,$length,$digest,$body,$segment)", "$id", "$front", "$skip", "$length", "$digest", "$body", "$segment");
    readonly SqliteCommand remember = connection.Prepare(
        "INSERT INTO recent VALUES($fingerprint,$until) ON CONFLICT DO UPDATE SET until=max(until,excluded.until)", "$fingerprint", "$until");
    readonly SqliteCommand forget = connection.Prepare(
        "DELETE FROM recent WHERE fingerprint IN (SELECT fingerprint FROM recent WHERE until<=$now ORDER BY until LIMIT $most)", "$now", "$most");
    readonly SqliteCommand complete = connection.Prepare("DELETE FROM requests WHERE entry=$entry AND number<=$number", "$entry", "$number");
    readonly OrderTables commands = new(connection);

    /// <summary>Carries out a change; false, and nothing is touched, when it concerns an entry or a command that is not there.</summary>
    /// <param name="change">The change.</param>
    /// <param name="freed">Where the mail lies that is taken out.</param>
    public bool Apply(SpoolChange change, out MailPlace freed)
    {
        freed = default;
        if (!Replaces(change, ref freed))
        {
            return false;
        }

        foreach (var (entry, mail, _) in change.Added)
        {
            Write(insertEntry, entry);
            if (mail is { } staged)
            {
                InsertMail(entry.Id, staged);
            }
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
            Forget(now);
        }

        return true;
    }

    /// <summary>Forgets what has lapsed by then, a part of it where it is much: no mail waits long for it. True when there may be more.</summary>
    public bool Forget(Instant now)
    {
        commands.Forget(now);
        return forget.With(now.UnixMilliseconds, (long)MostForgotten).ExecuteNonQuery() == MostForgotten;
    }

    /// <summary>Puts in the mail of an entry that is there.</summary>
    public void InsertMail(string id, StagedMail mail) =>
        insertMail.With(id, mail.Front, mail.Skip, mail.Length, RowDigest.OfMail(id, mail), mail.Body ?? (object)DBNull.Value, mail.Segment).ExecuteNonQuery();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[deleteEntry, place, deleteMail, update, insertEntry, insertMail, remember, forget, complete])
        {
            command.Dispose();
        }

        commands.Dispose();
    }

    /// <summary>Some entries whose rows are whole, in the order of their places. The statement finds them by an index.</summary>
    public static SpoolPage Read(ReadingConnection connection, ScheduledEntry from, int most)
    {
        var rows = connection.Prepared($"{Entries} WHERE (due, id)>=($due, $id) ORDER BY due, id LIMIT $most", "$due", "$id", "$most")
            .With(from.At.UnixMilliseconds, from.Id, most + 1L)
            .Rows(row => (Place: new ScheduledEntry(new Instant(row.GetInt64(1)), row.GetString(0)), Entry: Row(row)));
        var page = rows.Take(most).ToList();
        return new SpoolPage(
            [.. page.Select(row => row.Entry).OfType<SpoolEntry>()],
            [.. page.Where(row => row.Entry is null).Select(row => row.Place.Id)],
            rows.Count > most ? rows[most].Place : Option<ScheduledEntry>.None);
    }

    /// <summary>One entry, if there is one whose row is whole.</summary>
    public static Option<SpoolEntry> Find(ReadingConnection connection, string id) =>
        connection.Prepared($"{Entries} WHERE id=$id", "$id").With(id).Rows(Row).OfType<SpoolEntry>().Gather().HeadOrNone();

    /// <summary>How many rows there are.</summary>
    public static long Count(ReadingConnection connection) => (long)connection.Prepared("SELECT count(*) FROM entries").ExecuteScalar()!;

    /// <summary>The stretches of files that hold several bodies, read out of an index alone.</summary>
    public static IReadOnlyList<MailPlace> SharedPlaces(SqliteConnection connection) => connection.Rows(
        "SELECT segment, skip, length FROM mails WHERE length>0 AND segment>0", row => new MailPlace(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));

    /// <summary>What the owner should know of rows that are not whole.</summary>
    public static Seq<string> Damaged(SqliteConnection connection) => connection.Rows(Entries, row => Row(row) is null ? row.GetString(0) : null)
        .OfType<string>()
        .Select(id => $"the entry {Printable.Excerpt(id, 60)} is damaged in the spool. It stays there, and is neither shown nor sent.")
        .Gather();

    /// A change takes out or updates one thing, never several: so the first that is not there is known before anything is touched.
    bool Replaces(SpoolChange change, ref MailPlace freed) => change switch
    {
        { Removed: { } entry } => Remove(entry.Id, out freed),
        { Updated: { } entry } => Write(update, entry),
        { RemovedOrder: { } order } => commands.Remove(order.Id),
        { UpdatedOrder: { } order } => commands.Update(order),
        _ => true,
    };

    /// The entry of a row of id, due, state, digest; null when the digest is another's.
    static SpoolEntry? Row(SqliteDataReader row)
    {
        var (id, due, state) = (row.GetString(0), row.GetInt64(1), (byte[])row[2]);
        return RowDigest.OfEntry(id, due, state).AsSpan().SequenceEqual((byte[])row[3]) ? new SpoolEntry(id, new Instant(due), new Octets(state)) : null;
    }

    bool Remove(string id, out MailPlace freed)
    {
        freed = place.With(id).Rows(row => new MailPlace(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))) is [var filed, ..] ? filed : default;
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

    public static byte[] OfMail(string id, StagedMail mail) => Of(id, mail.Skip, mail.Length, mail.Front, mail.Segment == 0 ? mail.Body : [.. mail.Body ?? [], .. Octets(mail.Segment)]);

    public static byte[] OfOrder(string id, byte[] state, bool isSalvaged) => Of(id, isSalvaged ? 1 : 0, 0, state);

    static byte[] Octets(long number)
    {
        var octets = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(octets, number);
        return octets;
    }

    static byte[] Of(string id, long first, long second, byte[] octets, byte[]? more = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, first);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], second);
        hash.AppendData(numbers);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(octets);
        hash.AppendData(more ?? []);
        return hash.GetHashAndReset();
    }
}
