using Laitos.Shell.Spool;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Spool;

/// <summary>The contract of spools, kept by the one in a folder.</summary>
public sealed class SqliteContractTests : CommandContract
{
    protected override ISpoolLocation Location => new SqliteLocation(Folder);

    protected override async Task Execute(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("{", "x'", StringComparison.Ordinal).Replace("}", "'", StringComparison.Ordinal);
        await command.ExecuteNonQueryAsync();
    }
}
