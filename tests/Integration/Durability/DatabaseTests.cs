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
        await using var daemon = await DurableDaemon.Start(spool: Spool(server));
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
