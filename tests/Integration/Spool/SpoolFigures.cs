using System.Diagnostics;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>How fast the spool takes mails on this machine, in a folder and on a server, to be read by people.</summary>
[Explicit("a measurement")]
[NonParallelizable]
public sealed class SpoolFigures : SpoolCases
{
    [Test]
    public async Task Adds_in_a_second([Values(1, 10, 100)] int writers, [Values(4_000, 100_000, 300_000)] int size, [Values("folder", "server")] string place)
    {
        ISpoolLocation location = place == "folder" ? new SqliteLocation(Folder) : PostgreSqlContractTests.PlaceOf(await PostgreSqlServer.Shared, $"s{Guid.NewGuid():N}", Folder);
        await using var spool = (await location.Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;
        var mail = Mail(1, size);
        var (count, commits, watch) = (0, spool.Commits, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(2))
            {
                var added = await spool.Add(Entry($"m{Interlocked.Increment(ref count)}", new MemoryContent(mail)));
                Assert.That(added, Is.InstanceOf<SpoolOutcome.Stored>());
            }
        })));
        TestContext.Out.WriteLine($"{place}: {writers,3} writers, {size,7} octets: {count / watch.Elapsed.TotalSeconds,7:0} mails a second, {(spool.Commits - commits) / watch.Elapsed.TotalSeconds,6:0} commits a second");
    }

    /// Each daemon takes its part of the mails, claims what waits, and takes it out: what a mail costs that goes through the queue.
    [Test]
    public async Task Mails_through_the_queue_in_a_second([Values(0, 1, 2, 3)] int daemons)
    {
        const int Writers = 96;
        var schema = $"s{Guid.NewGuid():N}";
        var server = await PostgreSqlServer.Shared;
        var spools = await Task.WhenAll(Enumerable.Range(0, Math.Max(1, daemons)).Select(async i =>
        {
            ISpoolLocation location = daemons == 0 ? new SqliteLocation(Folder) : PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory($"{Folder.Root}-{i}"));
            return (await location.Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;
        }));
        var mail = Mail(1, 4000);
        var (count, done, watch) = (0, 0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var spool = spools[writer % spools.Length];
            while (watch.Elapsed < TimeSpan.FromSeconds(3))
            {
                var entry = Entry($"m{Interlocked.Increment(ref count)}", new MemoryContent(mail)) with { IsClaimed = true };
                var stored = (SpoolOutcome.Stored)await spool.Add(new NewMail(entry));
                Assert.That(await spool.Replace(new EntryKey(entry.Entry.Id, stored.Claim)), Is.InstanceOf<SpoolOutcome.Stored>());
                Interlocked.Increment(ref done);
            }
        })));
        TestContext.Out.WriteLine($"{(daemons == 0 ? "folder" : $"{daemons} daemons")}: {done / watch.Elapsed.TotalSeconds:0} mails a second in and out, {spools.Sum(spool => spool.Commits) / watch.Elapsed.TotalSeconds:0} commits a second");
        foreach (var spool in spools)
        {
            await spool.DisposeAsync();
        }
    }

    [Test]
    public async Task A_page_of_a_million_entries_on_a_server()
    {
        var (server, schema) = (await PostgreSqlServer.Shared, $"s{Guid.NewGuid():N}");
        await using var spool = (await PostgreSqlContractTests.PlaceOf(server, schema, Folder).Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;
        foreach (var entries in (int[])[10_000, 1_000_000])
        {
            await server.Ask($@"SET search_path={schema}; TRUNCATE entries; INSERT INTO entries SELECT 'm'||i, i%100000, '\x00', '\x00' FROM generate_series(1,{entries}) AS i; ANALYZE entries");
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                await spool.Load(new Domain.Queue.ScheduledEntry(new Domain.Foundation.Instant(i * 4000), ""), 1000);
            }

            TestContext.Out.WriteLine($"{entries} entries: a page of 1,000 in {watch.Elapsed.TotalMilliseconds / 20:0.0} ms");
            watch.Restart();
            for (var i = 0; i < 100; i++)
            {
                var claimed = await spool.Claims!.Claim(new Domain.Foundation.Instant(long.MaxValue / 2), 20);
                Assert.That(claimed.Match(Left: _ => 0, Right: found => found.Damaged.Count), Is.EqualTo(20));
            }

            TestContext.Out.WriteLine($"{entries} entries: 20 of them claimed in {watch.Elapsed.TotalMilliseconds / 100:0.0} ms");
        }
    }
}
