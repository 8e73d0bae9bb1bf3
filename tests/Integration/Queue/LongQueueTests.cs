using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Integration.Spool;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Queue;

/// <summary>A spool that holds more than is read at a time.</summary>
public class LongQueueTests : SpoolFixture
{
    [Test]
    public async Task A_page_is_found_by_an_index()
    {
        await using var spool = Open();
        await using var connection = new SqliteConnection($"Data Source={Folder.Database};Mode=ReadOnly");
        connection.Open();
        await using var plan = connection.CreateCommand();
        plan.CommandText = "EXPLAIN QUERY PLAN SELECT id, due, state, digest FROM entries WHERE (due, id)>=(1, 'x') ORDER BY due, id LIMIT 10";
        await using var row = await plan.ExecuteReaderAsync();
        Assert.That(await row.ReadAsync());
        Assert.That(row.GetString(3), Does.Contain("entries_by_due"));
        Assert.That(await row.ReadAsync(), Is.False, "nothing is sorted");
    }
}
