using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using Npgsql;

namespace Laitos.Integration.Spool;

/// <summary>Changes that share a transaction on a server: each comes to what it would have come to by itself.</summary>
public sealed class PostgreSqlTogetherTests : SpoolCases
{
    static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    readonly string[] schemas = [$"s{Guid.NewGuid():N}", $"s{Guid.NewGuid():N}"];
    readonly List<ISpool> spools = [];
    PostgreSqlServer server = null!;
    int locks;

    [SetUp]
    public async Task OpenSpools()
    {
        server = await PostgreSqlServer.Shared;
        foreach (var schema in schemas)
        {
            spools.Add((await PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory($"{Folder.Root}-{schema}")).Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened.Spool));
        }
    }

    [TearDown]
    public async Task CloseSpools()
    {
        foreach (var spool in spools)
        {
            await spool.DisposeAsync();
        }
    }

    /// <summary>Makes a change of a spool.</summary>
    /// <param name="spool">The spool.</param>
    /// <param name="claim">The number of its daemon's claims.</param>
    delegate Task<SpoolOutcome> Making(ISpool spool, long claim);

    /// Few names, so that several concern the same; some claims that do not hold; some mails whose name is there already, or that the server refuses.
    [Test]
    public async Task Changes_that_share_a_transaction_come_to_what_they_come_to_one_behind_the_other([Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        var claims = new List<long>();
        foreach (var spool in spools)
        {
            claims.Add(((SpoolOutcome.Stored)await spool.Add(new NewMail([.. Enumerable.Range(0, 4).Select(i => Entry($"m{i}") with { IsClaimed = true })]))).Claim);
        }

        for (var round = 0; round < 8; round++)
        {
            var changes = Enumerable.Range(0, 1 + random.Next(16)).Select(i => Any(random, $"{round}.{i}")).ToArray();
            var before = spools[0].Commits;
            var together = (await Together(changes, claims[0])).Select(Told).ToArray();
            var (commits, apart) = (spools[0].Commits - before, new List<string>());
            foreach (var change in changes)
            {
                apart.Add(Told(await change(spools[1], claims[1])));
            }

            Assert.That(together, Is.EqualTo(apart));
            Assert.That(commits, together.Contains("Broken") ? Is.GreaterThan(0) : Is.EqualTo(2), "the one that waited at the lock, and the others");
            Assert.That(await Content(0, claims[0]), Is.EqualTo(await Content(1, claims[1])));
        }
    }

    [Test]
    public async Task A_mail_that_the_server_refuses_and_a_claim_that_does_not_hold_are_nothing_to_their_companions()
    {
        var claim = ((SpoolOutcome.Stored)await spools[0].Add(new NewMail([.. "abcd".Select(name => Entry($"{name}") with { IsClaimed = true })]))).Claim;
        var outcomes = await Together(
            [
                (spool, mine) => spool.Replace(new EntryKey("a", mine)), (spool, _) => spool.Replace(new EntryKey("b", 99)),
                (spool, mine) => spool.Update(new SpoolEntry("c", Now, Octets.Utf8("tried")) { Claim = mine }), (spool, _) => spool.Update(new SpoolEntry("d", Now, Octets.Utf8("late")) { Claim = 99 }),
                (spool, _) => spool.Add(new NewMail(Entry("e") with { IsClaimed = true })), (spool, _) => spool.Add(Entry("nul\0")),
            ],
            claim);
        Assert.That(outcomes.Select(Told), Is.EqualTo(new[] { "Stored", "Missing", "Stored", "Missing", "Stored", "Broken" }));
        Assert.That((await Entries(spools[0])).Select(entry => (entry.Id, entry.State.ToUtf8())).Where(entry => entry.Id[0] != 'w').Order(), Is.EqualTo(new[] { ("b", "state"), ("c", "tried"), ("d", "state"), ("e", "state") }));
        foreach (var name in (string[])["b", "c", "d", "e"])
        {
            Assert.That(System.Text.Encoding.Latin1.GetString(await MailOf(spools[0], name)), Is.EqualTo("mail"));
        }

        Assert.That(await server.Ask($"SELECT count(*) FROM {schemas[0]}.mails WHERE id='a'"), Is.Zero);
    }

    static Making Any(Random random, string text)
    {
        var (id, isMine, at) = ($"m{random.Next(6)}", random.Next(4) > 0, Now + TimeSpan.FromSeconds(random.Next(5)));
        long Claim(long mine) => isMine ? mine : mine + 1000;
        return random.Next(9) switch
        {
            0 or 1 => (spool, mine) => spool.Replace(new EntryKey(id, Claim(mine))),
            2 or 3 => (spool, mine) => spool.Update(new SpoolEntry(id, at, Octets.Utf8(text)) { Claim = Claim(mine) }),
            4 => (spool, mine) => spool.Update(new SpoolEntry(id, at, Octets.Utf8(text)) { Claim = Claim(mine), IsReleased = true }),
            5 => (spool, mine) => spool.Claims!.Release(new EntryKey(id, Claim(mine))),
            6 => (spool, mine) => spool.Claims!.SetAside(new EntryKey(id, Claim(mine))),
            // A name that is there fails the whole, which is then made change by change.
            7 when random.Next(3) > 0 => (spool, _) => spool.Add(new NewMail(Entry($"n{text}", text) with { IsClaimed = isMine }) { Remembered = [new(Octets.Utf8(id), at)] }),
            7 => (spool, _) => spool.Add(new NewMail(Entry(id, text) with { IsClaimed = isMine })),
            _ => (spool, _) => spool.Remember(new StoredFingerprint(Octets.Utf8(id), at), new StoredFingerprint(Octets.Utf8(id), Now)),
        };
    }

    /// While a lock is held one change waits for it at the server, and what comes meanwhile shares the next transaction.
    async Task<SpoolOutcome[]> Together(IReadOnlyList<Making> changes, long claim)
    {
        await using var holder = new NpgsqlConnection(server.Connection(schemas[0]) + ";Pooling=false");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE entries IN EXCLUSIVE MODE", holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var first = spools[0].Add(Entry($"waits{locks++}"));
        for (var end = Environment.TickCount64 + (long)Bound.TotalMilliseconds; await server.Ask($"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation='{schemas[0]}.entries'::regclass") is 0L; await Task.Delay(5))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(end), "nothing waits for the lock");
        }

        var made = changes.Select(change => change(spools[0], claim)).ToArray();
        await transaction.RollbackAsync();
        Assert.That(await first, Is.InstanceOf<SpoolOutcome.Stored>());
        return await Task.WhenAll(made);
    }

    async Task<IReadOnlyList<string>> Content(int spool, long claim) => await server.Column(
        $"""
        SET search_path={schemas[spool]};
        SELECT 'entry '||id||' '||due||' '||convert_from(state, 'UTF8')||' '||encode(digest, 'hex')||' '||CASE holder WHEN {claim} THEN 'mine' ELSE holder::text END FROM entries WHERE id NOT LIKE 'waits%'
        UNION ALL SELECT 'mail '||id||' '||encode(front, 'escape')||' '||encode(digest, 'hex') FROM mails WHERE id NOT LIKE 'waits%'
        UNION ALL SELECT 'recent '||encode(fingerprint, 'escape')||' '||until FROM recent ORDER BY 1
        """);

    static string Told(SpoolOutcome outcome) => outcome is SpoolOutcome.Broken { IsMissing: true } ? "Missing" : outcome.GetType().Name;
}
