using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Laitos.Shell.Spool;

/// <summary>The tables of the spool, and how each connection to them is set up.</summary>
static class SpoolSchema
{
    const int BusySeconds = 10;

    /// SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.
    const int NoCheckpointOnClose = 1006;

    /// <summary>How long a connection waits for another one, as it is set up.</summary>
    public static readonly string BusyTimeout = $"PRAGMA busy_timeout={BusySeconds * 1000}";

    /// What each version has added to the one before. States are rewritten at each attempt, mails never: so they live in tables of their own.
    /// Each row carries a digest, so that what is read from a damaged file can be told from what was written; since version 3 that of a mail carries one of its file too.
    static readonly string[] Versions =
    [
        """
        CREATE TABLE entries(id TEXT PRIMARY KEY NOT NULL, due INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE mails(id TEXT PRIMARY KEY NOT NULL, front BLOB NOT NULL, skip INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE recent(fingerprint BLOB PRIMARY KEY NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE requests(number INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, verb TEXT NOT NULL);
        """,
        """
        CREATE TABLE orders(id TEXT PRIMARY KEY NOT NULL, state BLOB NOT NULL, salvaged INTEGER NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE used(pair BLOB PRIMARY KEY NOT NULL, command BLOB NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        """,
        """
        ALTER TABLE mails ADD COLUMN body BLOB;
        """,
        """
        CREATE INDEX entries_by_due ON entries(due, id);
        CREATE INDEX mails_with_files ON mails(id) WHERE length>0;
        CREATE INDEX recent_by_until ON recent(until);
        """,
        """
        ALTER TABLE mails ADD COLUMN segment INTEGER NOT NULL DEFAULT 0;
        DROP INDEX mails_with_files;
        CREATE INDEX mails_by_file ON mails(segment, skip, length) WHERE length>0;
        """,
    ];

    /// <summary>The first format in which the row of a mail holds the digest of its file.</summary>
    public const long WithBodyDigests = 3;

    /// <summary>The first format in which several mails may lie in one file.</summary>
    public const long WithSegments = 5;

    /// <summary>The format that this program writes, and the latest that it reads.</summary>
    public static long Version => Versions.Length;

    /// <summary>
    /// A connection whose commits are flushed (WAL with synchronous=FULL) and whose deleted octets are overwritten. When it is closed the log stays: it is
    /// moved into the database by the writer alone, once it is known to be sound.
    /// </summary>
    public static SqliteConnection Connect(string database, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
            connection.Run($"{BusyTimeout}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The format of the database; 0 when it is new.</summary>
    public static long VersionOf(SqliteConnection connection) => Convert.ToInt64(connection.Ask("PRAGMA user_version"), CultureInfo.InvariantCulture);

    /// <summary>True for a format that this program reads.</summary>
    public static bool Knows(long version) => version >= 0 && version <= Version;

    /// <summary>True when the pages and their order are sound.</summary>
    public static bool IsSound(SqliteConnection connection) => connection.Ask("PRAGMA quick_check(1)") is "ok";

    /// <summary>Brings a database of an earlier version, or a new one, to ours: all of the way, or none of it.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        if (VersionOf(connection) is var found && found < Version)
        {
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {string.Concat(Versions[(int)found..])} PRAGMA user_version={Version}; COMMIT;"));
        }
    }

    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static object? Ask(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    /// <summary>A statement with its parameters, to be used again and again.</summary>
    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    /// <summary>The same statement with these values, in the order of its parameters.</summary>
    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    /// <summary>What a query finds, each row read by itself.</summary>
    public static IReadOnlyList<A> Rows<A>(this SqliteConnection connection, string sql, Func<SqliteDataReader, A> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Prepare(sql);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.Rows(read);
    }

    /// <summary>What a prepared query finds, each row read by itself.</summary>
    public static IReadOnlyList<A> Rows<A>(this SqliteCommand command, Func<SqliteDataReader, A> read)
    {
        using var rows = command.ExecuteReader();
        var found = new List<A>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }
}
