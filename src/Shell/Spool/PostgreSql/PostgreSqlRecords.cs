using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Tracing;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>The records of all daemons, in the table <c>records</c>, to be read.</summary>
sealed class PostgreSqlRecords(PostgreSqlConnections connections) : ITracePlace
{
    /// <inheritdoc/>
    public Task<Either<string, A>> Read<A>(Func<ITraceRows, Task<A>> read) =>
        PostgreSqlFaults.Told(() => connections.Read(connection => read(new Rows(connection))), "the records of all daemons cannot be read: ");

    sealed class Rows(NpgsqlConnection connection) : ITraceRows
    {
        /// Of all mails that are asked for together.
        const long MostTogether = 20_000;

        const string Columns = "SELECT at, kind, mail, search, body, daemon FROM records";

        public Task<IReadOnlyList<TraceRow>> Matching(string needle, Instant since, int most) =>
            Found($"{Columns} WHERE at>=$1 AND search<>'' AND strpos(search, $2)>0 ORDER BY at DESC, number DESC LIMIT $3", since.UnixMilliseconds, WithoutNul(needle), (long)most);

        public async Task<IReadOnlyList<TraceRow>> Of(IReadOnlyList<string> mails, int most)
        {
            var ids = mails.Select(WithoutNul).ToArray();
            var bound = Math.Min((long)most * ids.Length, MostTogether);
            return
            [
                .. await Found($"{Columns} WHERE mail=ANY($1) AND mail<>'' ORDER BY number LIMIT $2", ids, bound),
                .. await Found($"{Columns} WHERE kind='{TraceKinds.Own}' AND string_to_array(search, E'\\n') && $1 ORDER BY number LIMIT $2", ids, bound),
            ];
        }

        public Task<IReadOnlyList<TraceRow>> Markers(int most) =>
            Found($"{Columns} WHERE kind IN ('{TraceKinds.Opened}', '{TraceKinds.Lost}', '{TraceKinds.Thinned}') ORDER BY at DESC LIMIT $1", (long)most);

        public Task<IReadOnlyList<TraceRow>> LatestDecisions(int most) => Found($"{Columns} WHERE kind='{TraceKinds.Mail}' ORDER BY at DESC, number DESC LIMIT $1", (long)most);

        public Task<IReadOnlyList<(string Daemon, long Hour, string Word, long Count)>> HourlyWords(Instant from, Instant to) => connection.Rows(
            $"SELECT daemon, at/3600000, coalesce(convert_from(body, 'UTF8')::json->'decision'->>'word', ''), count(*) FROM records WHERE kind='{TraceKinds.Mail}' AND at>=$1 AND at<$2 GROUP BY 1, 2, 3",
            row => (row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3)), from.UnixMilliseconds, to.UnixMilliseconds);

        public async Task<Instant?> Begin() => await connection.Ask("SELECT min(at) FROM records") is long at ? new Instant(at) : null;

        Task<IReadOnlyList<TraceRow>> Found(string sql, params object[] values) => connection.Rows(
            sql, row => new TraceRow(new Instant(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), new Octets((byte[])row[4])) { Daemon = row.GetString(5) }, values);
    }

    /// <summary>A text as this server can hold it.</summary>
    internal static string WithoutNul(string text) => text.Replace('\0', ' ');
}
