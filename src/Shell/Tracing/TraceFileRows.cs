using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>The records of this machine's daemon, beside it and without one.</summary>
/// <param name="file">Where they are kept.</param>
sealed class TraceFilePlace(TraceFile file) : ITracePlace
{
    /// <inheritdoc/>
    public async Task<Either<string, A>> Read<A>(Func<ITraceRows, Task<A>> read)
    {
        try
        {
            if (!File.Exists(file.Path))
            {
                return $"{file.Path}: there are no records here, or {Environment.UserName} may not see them. Has the daemon run with this configuration, and with MailDaemon.Trace.Enabled?";
            }

            using var connection = TraceSchema.Connect(file.Path);
            switch (TraceSchema.KindOf(connection))
            {
                case TraceFileKind.Ours:
                    connection.Run("PRAGMA query_only=ON; BEGIN;");
                    return await read(new TraceFileRows(connection));
                case TraceFileKind.Newer:
                    return $"{file.Path} was written by a later version of this program";
                case TraceFileKind.New:
                    return $"{file.Path} is still empty";
                default:
                    return $"{file.Path} is not a file of this program";
            }
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return $"{file.Path} cannot be read: {fault.Message}{(fault.IsDamage() ? ". The daemon sets it aside when it next writes to it." : ". Run the command as the user of the daemon.")}";
        }
    }
}

/// <summary>The rows of the file.</summary>
/// <param name="connection">Within a transaction: what is read is of one moment.</param>
sealed class TraceFileRows(SqliteConnection connection) : ITraceRows
{
    const string Columns = "SELECT at, kind, mail, search, body FROM records";

    /// <inheritdoc/>
    public Task<IReadOnlyList<TraceRow>> Matching(string needle, Instant since, int most) => Task.FromResult(connection.Rows(
        $"{Columns} WHERE at>=@since AND search<>'' AND instr(search, @needle)>0 ORDER BY number DESC LIMIT {most}", Row, ("@since", since.UnixMilliseconds), ("@needle", needle)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TraceRow>> Of(IReadOnlyList<string> mails, int most) => Task.FromResult<IReadOnlyList<TraceRow>>([.. mails.SelectMany(mail => connection
        .Rows($"{Columns} WHERE mail=@mail AND mail<>'' ORDER BY number LIMIT {most}", Row, ("@mail", mail))
        .Concat(connection.Rows($"{Columns} WHERE kind='{TraceKinds.Own}' AND instr(search, @mail)>0 LIMIT {most}", Row, ("@mail", mail))))]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TraceRow>> Markers(int most) =>
        Task.FromResult(connection.Rows($"{Columns} WHERE kind IN ('{TraceKinds.Opened}', '{TraceKinds.Lost}', '{TraceKinds.Thinned}') ORDER BY at DESC LIMIT {most}", Row));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TraceRow>> LatestDecisions(int most) => Task.FromResult(connection.Rows($"{Columns} WHERE kind='{TraceKinds.Mail}' ORDER BY number DESC LIMIT {most}", Row));

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Daemon, long Hour, string Word, long Count)>> HourlyWords(Instant from, Instant to) => Task.FromResult(connection.Rows(
        $"SELECT at/3600000, json_extract(CAST(body AS TEXT), '$.decision.word'), COUNT(*) FROM records WHERE kind='{TraceKinds.Mail}' AND at>=@from AND at<@to GROUP BY 1, 2",
        row => ("", row.GetInt64(0), row.IsDBNull(1) ? "" : row.GetString(1), row.GetInt64(2)), ("@from", from.UnixMilliseconds), ("@to", to.UnixMilliseconds)));

    /// <inheritdoc/>
    public Task<Instant?> Begin() => Task.FromResult<Instant?>(connection.Ask("SELECT MIN(at) FROM records") is long at ? new Instant(at) : null);

    /// <summary>The row of the columns at, kind, mail, search, body.</summary>
    public static TraceRow Row(SqliteDataReader row) =>
        new(new Instant(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), new Octets(row.GetFieldValue<byte[]>(4)));
}
