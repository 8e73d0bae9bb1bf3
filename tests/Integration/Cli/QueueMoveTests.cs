using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Integration.Spool;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos queue move</c>, from the folder to a database and back.</summary>
public sealed class QueueMoveTests : SpoolCases
{
    readonly string schema = $"s{Guid.NewGuid():N}";
    PostgreSqlServer server = null!;

    string Configuration => Path.Combine(Folder.Root, "config.json");

    SqliteLocation Inner => new(Folder);

    PostgreSqlLocation Outer => PostgreSqlContractTests.PlaceOf(server, schema, Folder);

    [SetUp]
    public async Task Prepare()
    {
        server = await PostgreSqlServer.Shared;
        Directory.CreateDirectory(Folder.Root);
        await File.WriteAllTextAsync(Configuration, $$"""
            {"MailDaemon": {"MyDomains": ["a.test"], "ForwardTo": ["me@c.test"]}, "MailClient": {"MailFrom": "b@c.test", "PickupDirectory": "inbox"},
             "Spool": {"Directory": "{{Folder.Root}}", "PostgreSql": "{{server.Connection(schema)}}" }
            }
            """);
    }

    [Test]
    public async Task All_that_a_spool_holds_is_in_the_other_one_and_back_again_as_it_was()
    {
        var used = new StoredCodePair(Octets.Utf8("pair"), Octets.Utf8("command"), new Instant(long.MaxValue / 2));
        var known = new StoredFingerprint(Octets.Utf8("known"), new Instant(long.MaxValue / 2));
        await using (var spool = Right(await Inner.Open(Now)).Spool)
        {
            await spool.Add(new NewMail(Entry("small"), Entry("large", new MemoryContent(Mail(1, 700_000)))) { Orders = [Order("one") with { IsFromDamagedSpool = true }], StoredCodePairs = [used], Remembered = [known] });
            await spool.Add(new NewEntry(new SpoolEntry("held", ScheduledEntry.Never, Octets.Utf8("held")), new MemoryContent("mail"u8.ToArray())));
            await spool.Request("held", "drop");
        }

        foreach (var (to, from, place) in new (string, ISpoolLocation, ISpoolLocation)[] { ("postgresql", Inner, Outer), ("folder", Outer, Inner) })
        {
            var (code, output) = await Moved(to);
            Assert.That(code, Is.Zero, output);
            Assert.That(output, Does.Contain("3 mails and 1 commands were moved"));
            await using var emptied = Right(await from.Open(Now, isPassing: true)).Spool;
            Assert.That(await Entries(emptied), Is.Empty);
            Assert.That(await Orders(emptied), Is.Empty);
            await using var filled = Right(await place.Open(Now, isPassing: true)).Spool;
            Assert.That(await SpoolMove.Under(filled), Is.Null);
            Assert.That((await Entries(filled)).Select(entry => (entry.Id, entry.Due, entry.State.ToUtf8())), Is.EqualTo(new[] { ("large", Now, "state"), ("small", Now, "state"), ("held", ScheduledEntry.Never, "held") }));
            Assert.That((await MailOf(filled, "large")).AsSpan().SequenceEqual(Mail(1, 700_000)));
            Assert.That(await Orders(filled), Is.EqualTo(new[] { Order("one") with { IsFromDamagedSpool = true } }));
            Assert.That(await UsedPairs(filled, Now), Is.EqualTo(new[] { used }));
            Assert.That(await filled.LoadRecent(Now), Is.EqualTo(new[] { known }));
            Assert.That((await filled.LoadRequests(0)).Select(request => (request.Id, request.Verb)), Is.EqualTo(new[] { ("held", "drop") }));
        }
    }

    [Test]
    public async Task A_move_that_is_killed_goes_on_and_nothing_is_lost_or_there_twice_and_no_daemon_starts_meanwhile()
    {
        const int Mails = 1500;
        await using (var spool = Right(await Inner.Open(Now)).Spool)
        {
            await Task.WhenAll(Enumerable.Range(0, Mails).Select(i => spool.Add(Entry($"m{i}", new MemoryContent(Mail(i, 500))))));
        }

        await using (var killed = LaitosProcess.Start(null, "queue", "move", "--to", "postgresql", "-config", Configuration))
        {
            for (var moved = 0L; moved is 0 && killed.Errors.Count == 0; await Task.Delay(10))
            {
                moved = await CountOf();
            }

            killed.Signal("KILL");
            await killed.Ended();
        }

        await using (var half = Right(await Inner.Open(Now, isPassing: true)).Spool)
        {
            Assert.That(await Entries(half), Is.Not.Empty.And.Count.LessThanOrEqualTo(Mails), "it was killed on its way");
        }

        await using var daemon = LaitosProcess.Start(null, "-config", Configuration, "-daemons", "smtpd");
        Assert.That(await daemon.Ended(), Is.EqualTo(2));
        Assert.That(daemon.Errors, Has.Some.Contain("queue move"));

        var (code, output) = await Moved("postgresql");
        Assert.That(code, Is.Zero, output);
        await using var filled = Right(await Outer.Open(Now, isPassing: true)).Spool;
        Assert.That((await Entries(filled)).Select(entry => entry.Id), Is.EquivalentTo(Enumerable.Range(0, Mails).Select(i => $"m{i}")));
        await using var emptied = Right(await Inner.Open(Now, isPassing: true)).Spool;
        Assert.That(await Entries(emptied), Is.Empty);
    }

    async Task<long> CountOf() => await server.Ask($"SELECT to_regclass('{schema}.entries')::text") is string ? (long)(await server.Ask($"SELECT count(*) FROM {schema}.entries"))! : 0;

    async Task<(int Code, string Output)> Moved(string to)
    {
        var command = await LaitosCommand.Run(["queue", "move", "--to", to, "-config", Configuration]);
        return (command.Code, command.Output + command.Error);
    }

    static OpenedSpool Right(LanguageExt.Either<SpoolRefusal, OpenedSpool> opened) => opened.IfLeft(refusal => throw new AssertionException(refusal.Explanation));
}
