using System.Globalization;
using Laitos.Shell.Spool;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>The one table of the records, and how each connection to it is set up.</summary>
static class TraceSchema
{
    /// <summary>The format that this program writes, and the latest that it reads.</summary>
    public const long Version = 1;

    /// "ltrc": marks a database as ours.
    const long ApplicationId = 0x6c747263;

    const int BusySeconds = 5;

    /// Megabytes that deleting may leave in the write-ahead log.
    const int LogLimit = 4 << 20;

    const string Tables = """
        CREATE TABLE records(number INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, mail TEXT NOT NULL, search TEXT NOT NULL, body BLOB NOT NULL);
        CREATE INDEX records_by_mail ON records(mail) WHERE mail<>'';
        CREATE INDEX records_by_kind ON records(kind, at);
        CREATE INDEX records_by_time ON records(at);
        """;

    /// <summary>
    /// A connection whose commits are handed to the system and not flushed (WAL with synchronous=NORMAL): a crash of the daemon loses none of them, a loss of power the last ones,
    /// and neither damages the file. No reply to a sender rests on them, and a flush would cost the disk of the spool a turn.
    /// </summary>
    public static SqliteConnection Connect(string database)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            connection.Open();
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={BusySeconds * 1000};"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the connection one that writes.</summary>
    public static void Tune(SqliteConnection connection) =>
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit={LogLimit};"));

    /// <summary>Whose the database is.</summary>
    public static TraceFileKind KindOf(SqliteConnection connection) => (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version")) switch
    {
        (ApplicationId, >= 1 and <= Version) => TraceFileKind.Ours,
        (ApplicationId, > Version) => TraceFileKind.Newer,
        (0, 0) when Number(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0 => TraceFileKind.New,
        _ => TraceFileKind.Foreign,
    };

    /// <summary>Makes the table in a new database: all of it, or nothing.</summary>
    public static void Create(SqliteConnection connection)
    {
        // What is deleted can be given back to the disk only where that was said before the first table.
        connection.Run("PRAGMA auto_vacuum=INCREMENTAL;");
        Tune(connection);
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id={ApplicationId}; PRAGMA user_version={Version}; COMMIT;"));
    }

    /// <summary>The octets that pages in use take.</summary>
    public static long Used(SqliteConnection connection) =>
        (Number(connection, "PRAGMA page_count") - Number(connection, "PRAGMA freelist_count")) * Number(connection, "PRAGMA page_size");

    /// <summary>The number that a query gives; 0 for none.</summary>
    public static long Number(SqliteConnection connection, string sql) => connection.Ask(sql) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
}

/// <summary>Whose a database is that lies where records are kept.</summary>
enum TraceFileKind
{
    /// <summary>Empty: it becomes ours.</summary>
    New,

    /// <summary>Ours, in a format that this program knows.</summary>
    Ours,

    /// <summary>Ours, written by a later version.</summary>
    Newer,

    /// <summary>Somebody else's.</summary>
    Foreign,
}
