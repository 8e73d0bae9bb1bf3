using System.Diagnostics;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;

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
    public async Task Mails_through_the_queue_in_a_second([Values(0, 1, 2, 3)] int daemons, [Values(20, 96)] int writers)
    {
        var schema = $"s{Guid.NewGuid():N}";
        var server = await PostgreSqlServer.Shared;
        var spools = await Task.WhenAll(Enumerable.Range(0, Math.Max(1, daemons)).Select(async i =>
        {
            ISpoolLocation location = daemons == 0 ? new SqliteLocation(Folder) : PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory($"{Folder.Root}-{i}"));
            return (await location.Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;
        }));
        var mail = Mail(1, 4000);
        // What the first second takes is the start: code is compiled, statements are prepared.
        await Through(spools, mail, writers, TimeSpan.FromSeconds(1));
        await using var load = ServerLoad.Begin(server);
        var (commits, watch) = (spools.Sum(spool => spool.Commits), Stopwatch.StartNew());
        var done = await Through(spools, mail, writers, TimeSpan.FromSeconds(3));
        var seconds = watch.Elapsed.TotalSeconds;
        TestContext.Out.WriteLine($"{(daemons == 0 ? "folder" : $"{daemons} daemons")}, {writers} senders: {done / seconds:0} mails a second in and out, {(spools.Sum(spool => spool.Commits) - commits) / seconds:0} commits a second");
        TestContext.Out.WriteLine(await load.Told());
        foreach (var spool in spools)
        {
            await spool.DisposeAsync();
        }
    }

    static async Task<int> Through(IReadOnlyList<ISpool> spools, byte[] mail, int writers, TimeSpan time)
    {
        var (done, watch) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var spool = spools[writer % spools.Count];
            while (watch.Elapsed < time)
            {
                var entry = Entry($"m{Guid.NewGuid():N}", new MemoryContent(mail)) with { IsClaimed = true };
                var stored = (SpoolOutcome.Stored)await spool.Add(new NewMail(entry));
                Assert.That(await spool.Replace(new EntryKey(entry.Entry.Id, stored.Claim)), Is.InstanceOf<SpoolOutcome.Stored>());
                Interlocked.Increment(ref done);
            }
        })));
        return done;
    }

    /// Times that do not grow with the queue, and the plans by which that is so.
    [Test]
    public async Task Claims_and_pages_of_a_million_entries_on_a_server()
    {
        var (server, schema) = (await PostgreSqlServer.Shared, $"s{Guid.NewGuid():N}");
        await using var spool = (await PostgreSqlContractTests.PlaceOf(server, schema, Folder).Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;
        foreach (var entries in (int[])[1_000, 10_000, 100_000, 1_000_000])
        {
            await server.Ask($@"SET search_path={schema}; TRUNCATE entries; INSERT INTO entries SELECT 'm'||i, i, '\x00', '\x00' FROM generate_series(1,{entries}) AS i");
            // As a server does by itself some time later; what is read and written for the first time after so much is not what is asked here.
            await server.Ask($"VACUUM ANALYZE {schema}.entries");
            await server.Ask("CHECKPOINT");
            var claim = await Median(50, async () => Assert.That((await spool.Claims!.Claim(new Domain.Foundation.Instant(long.MaxValue / 2), 20)).Match(Left: _ => 0, Right: found => found.Damaged.Count), Is.EqualTo(20)));
            var from = 0;
            var page = await Median(20, () => spool.Load(new Domain.Queue.ScheduledEntry(new Domain.Foundation.Instant(from++ % 10 * entries / 20), ""), 1000));
            var count = await Median(3, spool.Count);
            TestContext.Out.WriteLine($"{entries,9} entries: 20 claimed in {claim:0.0} ms, a page of 1,000 in {page:0.0} ms, counted in {count:0.0} ms");
        }

        foreach (var statement in (string[])[PostgreSqlClaims.ClaimDue, PostgreSqlClaims.NextDue])
        {
            var plan = await server.Column($"SET search_path={schema}; EXPLAIN (COSTS OFF) {statement.Replace("$1", "1").Replace("$2", "99999").Replace("$3", "99999").Replace("$4", "20")}");
            TestContext.Out.WriteLine(string.Join('\n', plan.Select(line => "    " + line)));
            Assert.That(plan, Has.None.Contains("Seq Scan on entries").And.Some.Contains("entries_free"));
        }
    }

    static async Task<double> Median(int times, Func<Task> act)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            await act();
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }

        return taken.Order().ElementAt(times / 2);
    }
}
