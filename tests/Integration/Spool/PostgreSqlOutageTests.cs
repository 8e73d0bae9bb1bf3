using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Spool;

/// <summary>A server that goes and comes back under a spool.</summary>
[NonParallelizable]
public sealed class PostgreSqlOutageTests : SpoolCases
{
    static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    static PostgreSqlServer server = null!;

    readonly string schema = $"s{Guid.NewGuid():N}";

    [OneTimeSetUp]
    public static async Task StartServer() => server = await PostgreSqlServer.Start();

    [OneTimeTearDown]
    public static async Task StopServer() => await (server?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Test]
    public async Task While_the_server_is_away_nothing_is_stored_and_it_comes_back_by_itself()
    {
        await using var spool = await Open();
        await spool.Add(Entry("before"));
        await server.Stop();
        Assert.That(await spool.Add(Entry("a")), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await spool.Add(Entry("b", new MemoryContent(Mail(1, 400_000)))), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("Reason").Contains("cannot be had"));
        Assert.That((await spool.Load(Laitos.Domain.Queue.ScheduledEntry.First, 10)).IsLeft);
        Assert.That((await spool.Content("before")).Match(Left: trouble => trouble.IsLost, Right: _ => true), Is.False, "it may be there another time");
        await server.StartAgain();
        await Works(spool);
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "before", "after" }));
    }

    [Test]
    public async Task Mails_that_come_while_the_server_is_killed_are_there_once_or_refused()
    {
        await using var spool = await Open();
        var number = 0;
        var stored = new System.Collections.Concurrent.ConcurrentBag<string>();
        for (var round = 0; round < 3; round++)
        {
            using var done = new CancellationTokenSource();
            var senders = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var id = $"m{Interlocked.Increment(ref number)}";
                    // The next attempt of a sender who was refused is another mail here.
                    if (await spool.Add(Entry(id, new MemoryContent(Mail(1, stored.Count % 20 == 7 ? 300_000 : 2000)))) is SpoolOutcome.Stored)
                    {
                        stored.Add(id);
                    }
                }
            })).ToArray();
            var enough = stored.Count + 40;
            Assert.That(SpinWait.SpinUntil(() => stored.Count > enough, Bound));
            await server.Kill();
            await server.StartAgain();
            await Works(spool, $"after{round}");
            await done.CancelAsync();
            await Task.WhenAll(senders);
        }

        var there = (await Entries(spool)).Select(entry => entry.Id).Where(id => id[0] == 'm').ToArray();
        TestContext.Out.WriteLine($"{number} mails, {stored.Count} stored");
        Assert.That(there, Is.EquivalentTo(stored), "what was said to be stored, and nothing else");
    }

    [Test]
    public async Task A_wait_for_a_standby_that_is_given_up_is_no_commit()
    {
        await using var spool = await Open();
        await spool.Add(Entry("before"));
        await Say("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        try
        {
            // The server takes the setting up a little later.
            var ids = new List<string> { "before" };
            var adding = Task.FromResult<SpoolOutcome>(new SpoolOutcome.Stored());
            while (adding.IsCompleted)
            {
                ids.Add($"a{ids.Count}");
                adding = spool.Add(Entry(ids[^1]));
                await Task.WhenAny(adding, Task.Delay(1000));
            }

            await Waits("INSERT INTO%");
            await server.Ask("SET synchronous_commit=local; SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event='SyncRep'");
            await Waits("UPDATE daemons%");
            Assert.That(adding.IsCompleted, Is.False, "the server has warned, and said that it has committed");
            await Say("ALTER SYSTEM RESET synchronous_standby_names");
            Assert.That(await adding.WaitAsync(Bound), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(ids));
        }
        finally
        {
            await Say("ALTER SYSTEM RESET synchronous_standby_names");
        }
    }

    async Task<ISpool> Open() => (await PostgreSqlContractTests.PlaceOf(server, schema, Folder).Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened.Spool);

    static async Task Works(ISpool spool, string id = "after")
    {
        for (var end = Environment.TickCount64 + (long)Bound.TotalMilliseconds; await spool.Add(Entry(id)) is not SpoolOutcome.Stored; await Task.Delay(50))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(end), "the spool does not come back");
        }
    }

    static async Task Say(string setting)
    {
        await server.Ask(setting);
        await server.Ask("SELECT pg_reload_conf()");
    }

    /// Until a statement waits for a standby.
    static async Task Waits(string statement)
    {
        for (var end = Environment.TickCount64 + (long)Bound.TotalMilliseconds; await server.Ask($"SELECT count(*) FROM pg_stat_activity WHERE wait_event='SyncRep' AND query LIKE '{statement}'") is 0L; await Task.Delay(20))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(end), $"nobody waits with {statement}");
        }
    }
}
