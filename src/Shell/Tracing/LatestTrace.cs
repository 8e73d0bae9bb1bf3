using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>How many mails there were of late, beside the daemon that writes their records.</summary>
/// <param name="file">Where they are kept.</param>
sealed class LatestTrace(TraceFile file)
{
    /// <summary>How many mails had which fate in which hour since 1970, by the words of the log; nothing when that cannot be read.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind it.</param>
    public Seq<(long Hour, string Word, long Count)> HourlyWords(Instant from, Instant to) => Read(default(Seq<(long, string, long)>), connection => connection.Rows(
        $"SELECT at/3600000, json_extract(CAST(body AS TEXT), '$.decision.word'), COUNT(*) FROM records WHERE kind='{TraceKinds.Mail}' AND at>=@from AND at<@to GROUP BY 1, 2",
        row => (row.GetInt64(0), row.IsDBNull(1) ? "" : row.GetString(1), row.GetInt64(2)),
        ("@from", from.UnixMilliseconds), ("@to", to.UnixMilliseconds)).Gather()).IfLeft(default(Seq<(long, string, long)>));

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
