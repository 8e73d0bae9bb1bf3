using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Statements with their parameters.</summary>
static class PostgreSqlCommands
{
    /// <summary>Has a statement carried out, and gives the number of rows that it concerned.</summary>
    public static async Task<int> Run(this NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public static async Task<object?> Ask(this NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        // Not ExecuteScalarAsync: for a value that has not arrived whole it blocks its thread until the rest has.
        await using var rows = await command.ExecuteReaderAsync();
        var found = await rows.ReadAsync() && rows.GetValue(0) is var value and not DBNull ? value : null;
        // What fails behind the row, such as the commit, is told by the end alone.
        await rows.End();
        return found;
    }

    /// <summary>What a query finds, each row read by itself.</summary>
    public static async Task<IReadOnlyList<A>> Rows<A>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, A> read, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<A>();
        while (await rows.ReadAsync())
        {
            found.Add(read(rows));
        }

        return found;
    }

    /// <summary>What the next statement of a batch has found, each row read by itself.</summary>
    public static async Task<IReadOnlyList<A>> Next<A>(this NpgsqlDataReader rows, Func<NpgsqlDataReader, A> read)
    {
        var found = new List<A>();
        await rows.NextResultAsync();
        while (await rows.ReadAsync())
        {
            found.Add(read(rows));
        }

        return found;
    }

    /// <summary>Nothing more is read of a batch: it is one transaction, which is committed then.</summary>
    public static async Task End(this NpgsqlDataReader rows)
    {
        while (await rows.NextResultAsync())
        {
        }
    }

    /// <summary>Puts a statement behind those of a batch.</summary>
    public static NpgsqlBatchCommand Then(this NpgsqlBatch batch, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Every statement is a constant of this program.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>A statement on a connection.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Every statement is a constant of this program.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
