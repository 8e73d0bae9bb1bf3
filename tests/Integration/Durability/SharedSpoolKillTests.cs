using System.Collections.Concurrent;
using Laitos.Integration.Spool;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Durability;

/// <summary>
/// Three daemons on one database, behind HAProxy where that is installed. One of the four is ended by SIGKILL again and again: what was answered with 250 arrives. LAITOS_KILLS says how many times.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class SharedSpoolKillTests
{
    const int Daemons = 3, Senders = 4;

    [Test]
    public async Task What_was_answered_with_250_arrives_however_often_three_daemons_and_their_database_are_killed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var server = await PostgreSqlServer.Start();
        await using var relay = UnreliableRelay.Start();
        var spool = $$""" "Retry": ["1s"], "PostgreSqlLease": "3s", "PostgreSql": "{{server.Connection("laitos")}}" """;
        var daemons = await Task.WhenAll(Enumerable.Range(0, Daemons).Select(i => DurableDaemon.Start(
            i == 0 ? "spool-first" : "cut-through", wait: "1s", spool: $"{spool}, \"DaemonName\": \"mx{i}\"", receiving: ", \"TrustedProxies\": [\"127.0.0.1\"]", relay: relay)));
        daemons[0].Elsewhere = PostgreSqlContractTests.PlaceOf(server, "laitos", new SpoolDirectory(daemons[0].Spool.Root + "-look"));
        await using var balancer = await HaProxy.Start([.. daemons.Select(daemon => daemon.Port)]);
        TestContext.Out.WriteLine($"seed {seed}, {(balancer is null ? "no HAProxy is installed: senders choose a daemon themselves" : "behind HAProxy")}");
        using var done = new CancellationTokenSource();
        var accepted = new ConcurrentBag<string>();
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => KillTests.Press(
            () => balancer?.Port ?? daemons[Random.Shared.Next(Daemons)].Port, sender, accepted, done.Token, afresh: true))).ToList();
        var starting = Enumerable.Repeat(Task.CompletedTask, Daemons).ToArray();
        var (databaseKills, daemonKills) = (0, 0);
        try
        {
            for (var kill = 0; kill < KillTests.Times(10); kill++)
            {
                await KillTests.Change(relay, random.Next(5));
                var enough = accepted.Count + 1 + random.Next(20);
                Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count >= enough || Fault(starting, senders) is not null)), $"mail flows again after {kill} kills");
                Assert.That(Fault(starting, senders), Is.Null, $"after {kill} kills");
                if (random.Next(Daemons + 1) is var victim && victim == Daemons)
                {
                    databaseKills++;
                    await server.Kill();
                    await server.StartAgain();
                }
                else
                {
                    // The others go on meanwhile.
                    daemonKills++;
                    await starting[victim];
                    await daemons[victim].Kill();
                    starting[victim] = Restart(daemons[victim], victim, balancer);
                }
            }

            await Task.WhenAll(starting);
            await relay.Return();
            await done.CancelAsync();
            await Task.WhenAll(senders);
            await daemons[0].Drained(60);
            TestContext.Out.WriteLine($"{daemonKills} kills of daemons, {databaseKills} of the database");
            KillTests.Judge(daemons[0], accepted);
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll([.. starting, .. senders]).ContinueWith(_ => { }, TaskScheduler.Default);
            foreach (var daemon in daemons)
            {
                await daemon.DisposeAsync();
            }
        }
    }

    /// Of a daemon that does not start, or a sender that nobody answers; null while all is well.
    static Exception? Fault(params IEnumerable<Task>[] tasks) => tasks.SelectMany(all => all).FirstOrDefault(task => task.IsFaulted)?.Exception?.InnerException;

    static async Task Restart(DurableDaemon daemon, int number, HaProxy? balancer)
    {
        await daemon.StartAgain();
        await (balancer?.Move(number, daemon.Port) ?? Task.CompletedTask);
    }
}
