using System.Diagnostics;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Spool.PostgreSql;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Diagnosis;

/// <summary>Logs in to the database of the spool, and looks without changing anything.</summary>
static class DatabaseProbe
{
    const int MostOfName = 60;

    /// <summary>What is there.</summary>
    public static async Task<Observation> Look(DatabaseSettings settings)
    {
        if (PostgreSqlConnections.PasswordTrouble(settings) is { } trouble)
        {
            return new Observation.Nothing(trouble);
        }

        await using var connections = PostgreSqlConnections.Of(settings);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var connection = await connections.Open();
            var version = await PostgreSqlSchema.VersionOf(connection);
            return new Observation.Database(
                Option<(string, string)>.None,
                IsMade: version is not null,
                IsLater: version > PostgreSqlSchema.Version,
                MayMake: await connection.Ask(
                    "SELECT CASE WHEN to_regnamespace(quote_ident($1)) IS NULL THEN has_database_privilege(current_database(), 'CREATE') ELSE has_schema_privilege(to_regnamespace(quote_ident($1))::oid, 'CREATE') END",
                    connections.Schema) is true,
                Flushes: await connection.Ask("SELECT current_setting('fsync')") is "on",
                WaitsForStandby: await connection.Ask("SELECT current_setting('synchronous_standby_names')") is string { Length: > 0 },
                Stopwatch.GetElapsedTime(began))
            {
                Daemons = version == PostgreSqlSchema.Version ? await Daemons(connection) : default,
            };
        }
        catch (PostgresException refusal)
        {
            return new Observation.Database((PostgreSqlFaults.Words(refusal), refusal.SqlState), false, false, false, false, false, Stopwatch.GetElapsedTime(began));
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            return new Observation.Nothing(PostgreSqlFaults.Words(fault));
        }
    }

    static async Task<Seq<(string Name, bool IsLive)>> Daemons(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT name, until > clock_timestamp() FROM daemons ORDER BY name, session", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(string, bool)>();
        while (await rows.ReadAsync())
        {
            found.Add((Printable.Excerpt(rows.GetString(0), MostOfName), rows.GetBoolean(1)));
        }

        return found.Gather();
    }
}
