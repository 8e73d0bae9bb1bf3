using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>What became of the latest mails, and how many there were of late, beside the daemon that writes their records.</summary>
/// <param name="file">Where they are kept.</param>
sealed class LatestTrace(TraceFile file)
{
    const string Columns = "SELECT at, kind, mail, search, body FROM records";

    /// The most records of one mail.
    const int MostOfMail = 200;

    /// <summary>The stories of the latest mails that were received, the latest in front; none before the first. Or why they cannot be read.</summary>
    /// <param name="most">How many at most.</param>
    public Either<string, Seq<MailStory>> Mails(int most) => Read(default, connection => connection
        .Rows($"{Columns} WHERE kind='{TraceKinds.Mail}' ORDER BY number DESC LIMIT {most}", Row)
        .Select(row => MailStory.Of(row.Mail, OfMail(connection, row.Mail))).Gather());

    /// <summary>How many mails had which fate in which hour since 1970, by the words of the log; nothing when that cannot be read.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind it.</param>
    public Seq<(long Hour, string Word, long Count)> HourlyWords(Instant from, Instant to) => Read(default(Seq<(long, string, long)>), connection => connection.Rows(
        $"SELECT at/3600000, json_extract(CAST(body AS TEXT), '$.decision.word'), COUNT(*) FROM records WHERE kind='{TraceKinds.Mail}' AND at>=@from AND at<@to GROUP BY 1, 2",
        row => (row.GetInt64(0), row.IsDBNull(1) ? "" : row.GetString(1), row.GetInt64(2)),
        ("@from", from.UnixMilliseconds), ("@to", to.UnixMilliseconds)).Gather()).IfLeft(default(Seq<(long, string, long)>));

    static Seq<TraceRecord> OfMail(SqliteConnection connection, string mail) =>
        connection.Rows($"{Columns} WHERE mail=@mail AND mail<>'' ORDER BY number LIMIT {MostOfMail}", Row, ("@mail", mail)).SelectMany(row => TraceCodec.Read(row).RightAsEnumerable()).Gather();

    static TraceRow Row(SqliteDataReader row) =>
        new(new Instant(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), new Octets(row.GetFieldValue<byte[]>(4)));

    Either<string, A> Read<A>(A nothing, Func<SqliteConnection, A> read)
    {
        try
        {
            if (!File.Exists(file.Path))
            {
                return nothing;
            }

            using var connection = TraceSchema.Connect(file.Path);
            if (TraceSchema.KindOf(connection) != TraceFileKind.Ours)
            {
                return nothing;
            }

            connection.Run("PRAGMA query_only=ON; BEGIN;");
            return read(connection);
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return Prelude.Left<string, A>($"the records cannot be read: {fault.Message}");
        }
    }
}
