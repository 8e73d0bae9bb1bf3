using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Cli;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>Looks into the records, beside the daemon that writes them and without one.</summary>
/// <param name="file">Where they are kept.</param>
sealed class TraceLookup(TraceFile file)
{
    /// The most records that match, and of those the latest.
    const int MostFound = 1000;

    const string Columns = "SELECT at, kind, mail, search, body FROM records";

    int unreadable;

    /// <summary>How many records could not be read.</summary>
    public int Unreadable => unreadable;

    /// <summary>The answer to a query.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="argument">The same as it was written.</param>
    /// <param name="since">From when on; none for all.</param>
    /// <param name="now">The time.</param>
    public Either<CliError, TraceAnswer> Find(TraceQuery query, string argument, Option<Instant> since, Instant now)
    {
        try
        {
            if (!File.Exists(file.Path))
            {
                return CliError.Because($"{file.Path}: there are no records here, or {Environment.UserName} may not see them. Has the daemon run with this configuration, and with MailDaemon.Trace.Enabled?");
            }

            using var connection = TraceSchema.Connect(file.Path);
            return TraceSchema.KindOf(connection) switch
            {
                TraceFileKind.Ours => Find(connection, query, argument, since, now),
                TraceFileKind.Newer => CliError.Because($"{file.Path} was written by a later version of this program"),
                TraceFileKind.New => CliError.Because($"{file.Path} is still empty"),
                _ => CliError.Because($"{file.Path} is not a file of this program"),
            };
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return CliError.Because($"{file.Path} cannot be read: {fault.Message}{(fault.IsDamage() ? ". The daemon sets it aside when it next writes to it." : ". Run the command as the user of the daemon.")}");
        }
    }

    TraceAnswer Find(SqliteConnection connection, TraceQuery query, string argument, Option<Instant> since, Instant now)
    {
        connection.Run("PRAGMA query_only=ON; BEGIN;");
        var rows = connection.Rows(
            $"{Columns} WHERE at>=@since AND search<>'' AND instr(search, @needle)>0 ORDER BY number DESC LIMIT {MostFound}", Row,
            ("@since", since.Map(at => at.UnixMilliseconds).IfNone(long.MinValue)), ("@needle", query.Needle));
        var found = Records(rows).Then(query is TraceQuery.ById(var id) ? OfMail(connection, id) : default);
        var mails = TraceAnswer.MailsIn(query, found).Map(mail => MailStory.Of(mail, OfMail(connection, mail).Then(Notices(connection, mail))));
        return new TraceAnswer(
            query, argument, since, now, mails.AsEnumerable().OrderBy(story => story.At.IfNone(now)).Gather(), TraceAnswer.SessionsIn(query, found), Coverage(connection), rows.Count == MostFound);
    }

    Seq<TraceRecord> OfMail(SqliteConnection connection, string mail) =>
        Records(connection.Rows($"{Columns} WHERE mail=@mail AND mail<>'' ORDER BY number LIMIT {MostFound}", Row, ("@mail", mail)));

    Seq<TraceRecord> Notices(SqliteConnection connection, string mail) =>
        Records(connection.Rows($"{Columns} WHERE kind='{TraceKinds.Own}' AND instr(search, @mail)>0 LIMIT {MostFound}", Row, ("@mail", mail)));

    TraceCoverage Coverage(SqliteConnection connection) => TraceCoverage.Of(
        connection.Ask("SELECT MIN(at) FROM records") is long at ? new Instant(at) : Option<Instant>.None,
        Records(connection.Rows($"{Columns} WHERE kind IN ('{TraceKinds.Opened}', '{TraceKinds.Lost}', '{TraceKinds.Thinned}') ORDER BY at DESC LIMIT {MostFound}", Row)));

    Seq<TraceRecord> Records(IReadOnlyList<TraceRow> rows)
    {
        var records = rows.Select(TraceCodec.Read).ToArray();
        unreadable += records.Count(record => record.IsLeft);
        return records.SelectMany(record => record.RightAsEnumerable()).Gather();
    }

    static TraceRow Row(SqliteDataReader row) =>
        new(new Instant(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), new Octets(row.GetFieldValue<byte[]>(4)));
}
