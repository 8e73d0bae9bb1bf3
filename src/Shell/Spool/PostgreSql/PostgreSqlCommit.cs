using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Has a batch carried out as one transaction.</summary>
static class PostgreSqlCommit
{
    /// <summary>Completes once the server has flushed it, and the standbys that it waits for have it.</summary>
    /// <exception cref="CommitDoubtException">The server has given up waiting for a standby.</exception>
    /// <exception cref="NpgsqlException">It was refused, or the connection has failed.</exception>
    public static Task Commit(this NpgsqlBatch batch) => Watched(batch.Connection!, () => batch.ExecuteNonQueryAsync());

    /// <summary>The same for a transaction that was begun before.</summary>
    public static Task Commit(this NpgsqlTransaction transaction, NpgsqlConnection connection) => Watched(connection, () => transaction.CommitAsync());

    /// A server that is told to stop waiting for a standby commits, and warns.
    static async Task Watched(NpgsqlConnection connection, Func<Task> commit)
    {
        string? warning = null;
        void Hear(object sender, NpgsqlNoticeEventArgs heard) => warning = heard.Notice.InvariantSeverity == "WARNING" ? heard.Notice.MessageText : warning;
        connection.Notice += Hear;
        try
        {
            await commit();
        }
        finally
        {
            connection.Notice -= Hear;
        }

        if (warning is not null)
        {
            throw new CommitDoubtException(warning);
        }
    }
}
