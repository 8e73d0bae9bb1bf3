using Laitos.Integration.Spool;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;

namespace Laitos.Integration.Durability;

/// <summary>The daemon with its spool in a database: what it does while the server is away, and beside another daemon.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DatabaseTests
{
    [Test]
    public async Task While_the_database_is_away_mail_goes_through_or_is_answered_451_and_then_all_is_well_by_itself()
    {
        await using var server = await PostgreSqlServer.Start();
        await using var daemon = await DurableDaemon.Start(spool: Spool(server), wait: "20s", timeout: "20s");
        daemon.Elsewhere = Look(server, daemon);
        await daemon.Relay.Leave();
        Assert.That(await daemon.Send("waits@sender.example"), Does.StartWith("250 "));
        await server.Kill();
        Assert.That(await daemon.Send("owed@sender.example"), Does.StartWith("451 "), "nobody has it, and nothing can be stored");
        await daemon.Relay.Return();
        Assert.That(await daemon.Send("through@sender.example"), Does.StartWith("250 "), "nothing needs storing");
        Assert.That(daemon.Copies("through@sender.example", DurableDaemon.First), Is.EqualTo(1));

        await server.StartAgain();
        await daemon.Relay.Leave();
        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Send("owed@sender.example"))?.StartsWith("250 ", StringComparison.Ordinal) == true), "the connections come back");
        await daemon.Relay.Return();
        await daemon.Drained();
        foreach (var mail in (string[])["waits", "through", "owed"])
        {
            Assert.That(daemon.Copies($"{mail}@sender.example", DurableDaemon.First), Is.EqualTo(1), mail);
        }
    }

    /// The runtime has a thread for each processor that looks for octets where it goes on behind a wait on that same thread, and one for many processors where it does not.
    [Test]
    public async Task Only_a_daemon_without_a_database_goes_on_where_octets_have_arrived()
    {
        await using var server = await PostgreSqlServer.Start();
        await using var beside = await DurableDaemon.Start(spool: Spool(server));
        await using var alone = await DurableDaemon.Start();
        foreach (var daemon in (DurableDaemon[])[beside, alone])
        {
            Assert.That(await daemon.Send("a@sender.example"), Does.StartWith("250 "));
        }

        Assert.That(Looking(alone), Is.EqualTo(Environment.ProcessorCount));
        Assert.That(Looking(beside), Is.LessThanOrEqualTo(Math.Max(1, Environment.ProcessorCount / 2)).And.Positive);
        static int Looking(DurableDaemon daemon) => daemon.Threads.Count(name => name == ".NET Sockets");
    }

    [Test]
    public async Task A_daemon_without_its_database_waits_at_its_start_works_beside_the_first_and_goes_on_with_its_mail_when_that_is_killed()
    {
        await using var server = await PostgreSqlServer.Start();
        await using var daemon = await DurableDaemon.Start(spool: Spool(server));
        await daemon.Relay.Leave();
        Assert.That(await daemon.Send("first@sender.example"), Does.StartWith("250 "));
        await server.Stop();

        var file = Path.Combine(daemon.Folder.Path, "second.json");
        var port = RunningDaemon.FreePort();
        await File.WriteAllTextAsync(file, daemon.Configuration(port).Replace("\"Retry\"", $"\"Directory\": \"{daemon.Spool.Root}-of-the-second\", \"Retry\"", StringComparison.Ordinal));
        await using var second = LaitosProcess.Start(null, "-config", file, "-daemons", "smtpd");
        Assert.That(await second.Says("cannot be had"));
        await server.StartAgain();
        Assert.That(await second.Says("listening"));
        await daemon.Kill();
        await daemon.Relay.Return();
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Copies("first@sender.example", DurableDaemon.First) > 0)), "it delivers what the first had taken");
    }

    /// A mail that the relay took at once through one daemon and comes again to the other; passwords guessed at one and tried at the other; and what became of all that, told by both.
    [Test]
    public async Task What_two_daemons_share_holds_at_both_and_without_the_database_each_counts_alone()
    {
        const string Filters = """ "MailFilters": {"PINAndShortcuts": {"Passwords": ["correcthorse"]}}, "Features": {"Shell": {"Unrestricted": true}},""";
        await using var server = await PostgreSqlServer.Start();
        var spool = Spool(server) + """, "Shared": ["duplicates", "passwords", "rates"] """;
        await using var one = await DurableDaemon.StartWithin(spool: spool + ", \"DaemonName\": \"mx1\"", sections: Filters);
        await using var other = await DurableDaemon.StartWithin(spool: spool + ", \"DaemonName\": \"mx2\"", sections: Filters);
        Assert.That(await one.Send("first@sender.example"), Does.StartWith("250 "));
        Assert.That(await DurableDaemon.Becomes(async () => (await other.Send("first@sender.example"))?.StartsWith("250 ", StringComparison.Ordinal) == true));
        Assert.That((one.Copies("first@sender.example", DurableDaemon.First), other.Copies("first@sender.example", DurableDaemon.First)), Is.EqualTo((1, 0)), "known at both");
        var file = Path.Combine(other.Folder.Path, "trace.json");
        await File.WriteAllTextAsync(file, other.Configuration(other.Port));
        Assert.That(await DurableDaemon.Becomes(async () => (await LaitosCommand.Run("trace", "first@sender.example", "-config", file)).Output is var told
            && told.Contains("Daemon:      mx1", StringComparison.Ordinal) && told.Contains("Daemon:      mx2", StringComparison.Ordinal)), "what became of it at each of them");

        for (var guess = 0; guess < 3; guess++)
        {
            Assert.That(await Say(one, $"guess{guess}@sender.example", "wrongbatterystaple.s echo"), Does.StartWith("250 "));
        }

        // The bar behind three is short: with more of them it outlasts this test.
        Assert.That(await server.Ask("SELECT count(*) FROM laitos.shared WHERE kind=1 AND substring(state FROM 1 FOR 5)='\\x0100000003'"), Is.EqualTo(2L), "of the client, and of all");
        await server.Ask("UPDATE laitos.shared SET state='\\x010000000c'||substring(state FROM 6) WHERE kind=1 AND key<>''");
        Assert.That(await Say(other, "barred@sender.example", "wrongbatterystaple.s echo"), Does.StartWith("4"), "barred at the other, too");
        await server.Kill();
        Assert.That(await LaitosCommand.Run("trace", "first@sender.example", "-config", file) is var own && own.Code == 0 && own.Error.Contains("Only what this machine's own daemon has kept", StringComparison.Ordinal) && !own.Output.Contains("mx1", StringComparison.Ordinal));
        Assert.That(await other.Send("alone@sender.example"), Does.StartWith("250 "), "no mail waits for what is shared");
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(other.Log.Any(line => line.Contains("counts by itself", StringComparison.Ordinal)))));
    }

    /// Each daemon hears of each request, and one of them does what it says.
    [Test]
    public async Task All_mails_of_two_daemons_are_tried_at_once_when_their_owner_asks_and_each_goes_out_once()
    {
        const int Mails = 12;
        var (server, schema) = (await PostgreSqlServer.Shared, $"s{Guid.NewGuid():N}");
        var spool = $$""" "Retry": ["1h"], "PostgreSql": "{{server.Connection(schema)}}" """;
        await using var relay = UnreliableRelay.Start();
        await using var one = await DurableDaemon.StartWithin("spool-first", spool: spool, relay: relay);
        await using var other = await DurableDaemon.StartWithin("spool-first", spool: spool, relay: relay);
        await relay.Leave();
        for (var i = 0; i < Mails; i++)
        {
            Assert.That(await (i % 2 == 0 ? one : other).Send($"all{i}@sender.example"), Does.StartWith("250 "));
        }

        Assert.That(await DurableDaemon.Becomes(async () => await server.Ask($"SELECT count(*) FROM {schema}.entries WHERE holder=0") is (long)Mails), "all have been tried, and rest");
        await relay.Return();
        var file = Path.Combine(one.Folder.Path, "all.json");
        await File.WriteAllTextAsync(file, one.Configuration(one.Port));
        Assert.That((await LaitosCommand.Run("queue", "retry", "--all", "-config", file)).Code, Is.Zero);
        Assert.That(await DurableDaemon.Becomes(async () => await server.Ask($"SELECT (SELECT count(*) FROM {schema}.entries)+(SELECT count(*) FROM {schema}.requests)") is 0L), "tried, and nothing is left to do");
        Assert.That(Enumerable.Range(0, Mails).Select(i => one.Copies($"all{i}@sender.example", DurableDaemon.First)), Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_promoted_standby_has_all_that_was_answered_250_and_the_daemons_find_it()
    {
        await using var server = await PostgreSqlServer.Start();
        await using var standby = await server.StandBy();
        await using var relay = UnreliableRelay.Start();
        var spool = Spool(server).Replace($"Host=127.0.0.1;Port={server.Port}", $"Host=127.0.0.1:{server.Port},127.0.0.1:{standby.Port}", StringComparison.Ordinal);
        await using var one = await DurableDaemon.StartWithin("spool-first", spool: spool, wait: "1s", relay: relay);
        await using var other = await DurableDaemon.StartWithin(spool: spool, wait: "1s", relay: relay);
        one.Elsewhere = Look(standby, one);
        using var done = new CancellationTokenSource();
        var accepted = new System.Collections.Concurrent.ConcurrentBag<string>();
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(() => KillTests.Press(() => sender % 2 == 0 ? one.Port : other.Port, sender, accepted, done.Token))).ToArray();
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count > 20)));
        await relay.Leave();
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count > 40)));
        await server.Kill();
        await standby.Ask("SELECT pg_promote()");
        var before = accepted.Count;
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count > before + 20)), "mail is taken again");
        await done.CancelAsync();
        await Task.WhenAll(senders);
        await relay.Return();
        await one.Drained(60);
        KillTests.Judge(one, accepted);
    }

    static async Task<string?> Say(DurableDaemon daemon, string messageId, string body)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        return await Sending.Greet(peer) ? await Sending.Mail(peer, messageId, body) : null;
    }

    [Test]
    [Platform("Linux")]
    public async Task Without_a_database_its_library_is_not_loaded()
    {
        Assume.That(LaitosProcess.Named, Is.Null, "a published file maps nothing by name");
        await using var daemon = await DurableDaemon.Start("spool-first");
        Assert.That(await daemon.Send("one@sender.example"), Does.StartWith("250 "));
        Assert.That(daemon.MappedFiles, Has.Some.Contain("Sqlite").And.None.Contain("Npgsql"));
    }

    static string Spool(PostgreSqlServer server) => $$""" "Retry": ["1s"], "PostgreSqlLease": "3s", "PostgreSql": "{{server.Connection("laitos")}}" """;

    static PostgreSqlLocation Look(PostgreSqlServer server, DurableDaemon daemon) => PostgreSqlContractTests.PlaceOf(server, "laitos", new SpoolDirectory(daemon.Spool.Root + "-look"));
}
