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
    public async Task Pages_put_one_behind_the_other_are_the_queue_in_its_order()
    {
        await using var spool = Open();
        var all = Enumerable.Range(0, 250).Select(i => (Id: $"m{i * 7919 % 1000:000}", Due: new Instant(i * 31 % 20))).ToArray();
        await spool.Add(new NewMail([.. all.Select(each => new NewEntry(new SpoolEntry(each.Id, each.Due, Octets.Utf8("state")), new MemoryContent("mail"u8.ToArray())))]));
        var (found, sizes) = (new List<(string, Instant)>(), new List<int>());
        for (var next = LanguageExt.Option<ScheduledEntry>.Some(ScheduledEntry.First); next.IsSome;)
        {
            var page = (await spool.Load(next.IfNone(ScheduledEntry.First), 100)).IfLeft(reason => throw new AssertionException(reason));
            found.AddRange(page.Entries.Select(entry => (entry.Id, entry.Due)));
            sizes.Add(page.Entries.Count);
            next = page.Next;
        }

        Assert.That(sizes, Is.EqualTo(new[] { 100, 100, 50 }));
        Assert.That(found, Is.EqualTo(all.OrderBy(each => each.Due.UnixMilliseconds).ThenBy(each => each.Id, StringComparer.Ordinal).Select(each => (each.Id, each.Due))));
        Assert.That(await spool.Count(), Is.EqualTo(LanguageExt.Prelude.Right<string, long>(250)));
    }

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
