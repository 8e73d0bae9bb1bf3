using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>The connections that look into the database of a spool: a few at a time, each kept for whoever looks next.</summary>
/// <remarks>One that is kept keeps nobody from emptying the log: what a statement sees is let go of with its last row. One that has failed is not used again.</remarks>
/// <param name="directory">Where the database lies.</param>
/// <param name="kept">How many there are at most, and are kept; 0 to open one each time and leave nothing open.</param>
sealed class ReadingConnections(SpoolDirectory directory, int kept) : IDisposable
{
    /// <summary>Those of a daemon: it reads for a few attempts at a time.</summary>
    public const int OfDaemon = 4;

    readonly SemaphoreSlim turn = new(Math.Max(1, kept));
    readonly Stack<ReadingConnection> idle = new();
    bool isClosed;

    /// <summary>What is read on a connection, on a thread of the pool.</summary>
    /// <exception cref="SqliteException">The database cannot be opened or read.</exception>
    public async Task<A> Use<A>(Func<ReadingConnection, A> read)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Used(read)).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Closes those that are kept; those that are being used are closed afterwards.</summary>
    public void Dispose()
    {
        lock (idle)
        {
            isClosed = true;
            while (idle.TryPop(out var connection))
            {
                connection.Dispose();
            }
        }
    }

    A Used<A>(Func<ReadingConnection, A> read)
    {
        var connection = Taken() ?? new ReadingConnection(SpoolSchema.Connect(directory.Database));
        var works = false;
        try
        {
            var found = read(connection);
            works = true;
            return found;
        }
        finally
        {
            if (!(works && IsKept(connection)))
            {
                connection.Dispose();
            }
        }
    }

    ReadingConnection? Taken()
    {
        lock (idle)
        {
            return idle.TryPop(out var connection) ? connection : null;
        }
    }

    bool IsKept(ReadingConnection connection)
    {
        lock (idle)
        {
            if (isClosed || idle.Count >= kept)
            {
                return false;
            }

            idle.Push(connection);
            return true;
        }
    }
}

/// <summary>A connection that looks into a database, with the statements that it has prepared.</summary>
sealed class ReadingConnection : IDisposable
{
    readonly SqliteConnection connection;
    readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    /// <summary>Takes over an open connection.</summary>
    /// <exception cref="SqliteException">The database cannot be read; the connection is closed.</exception>
    public ReadingConnection(SqliteConnection connection)
    {
        this.connection = connection;
        try
        {
            Version = SpoolSchema.VersionOf(connection);

            // What has just been written lies in the memory of the system; several caches of two megabytes beside it would hold it once more.
            connection.Run("PRAGMA cache_size=-256");
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The format of the database.</summary>
    public long Version { get; }

    /// <summary>A statement, prepared when it is asked for first; it is used by one caller at a time.</summary>
    public SqliteCommand Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.Prepare(sql, parameters);
            prepared.Add(sql, command);
        }

        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
