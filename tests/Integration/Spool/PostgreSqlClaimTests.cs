using System.Collections.Concurrent;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;
using LanguageExt;

namespace Laitos.Integration.Spool;

/// <summary>Several daemons on one spool: what each has claimed is its own, until its lease is taken away.</summary>
public sealed class PostgreSqlClaimTests : SpoolCases
{
    static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    readonly string schema = $"s{Guid.NewGuid():N}";
    readonly List<ISpool> spools = [];
    PostgreSqlServer server = null!;

    [SetUp]
    public async Task FindServer() => server = await PostgreSqlServer.Shared;

    [TearDown]
    public async Task CloseSpools()
    {
        foreach (var spool in spools)
        {
            await spool.DisposeAsync();
        }
    }

    [Test]
    public async Task What_several_claim_at_the_same_time_is_each_others_once_and_what_is_due_first_comes_first()
    {
        var daemons = new[] { await Open("a"), await Open("b"), await Open("c") };
        await daemons[0].Add(new NewMail([.. Enumerable.Range(0, 90).Select(i => new NewEntry(new SpoolEntry($"m{i:00}", Now + TimeSpan.FromSeconds(i), Octets.Utf8("state")), new MemoryContent("mail"u8.ToArray())))]));
        var due = Now + TimeSpan.FromSeconds(79);
        var first = Right(await daemons[1].Claims!.Claim(due, 5));
        Assert.That((first.Entries.Select(entry => entry.Id).Order(), first.Next), Is.EqualTo((new[] { "m00", "m01", "m02", "m03", "m04" }.Order(), Option<Instant>.Some(Now + TimeSpan.FromSeconds(80)))));

        var claimed = new ConcurrentBag<string>();
        await Task.WhenAll(daemons.Select(daemon => Task.Run(async () =>
        {
            while (Right(await daemon.Claims!.Claim(due, 7)) is { Entries: { Count: > 0 } entries })
            {
                entries.ToList().ForEach(entry => claimed.Add(entry.Id));
            }
        })));
        Assert.That(claimed, Is.EquivalentTo(Enumerable.Range(5, 75).Select(i => $"m{i:00}")));
    }

    /// A statement keeps its plan: one that was made while the queue was empty would read all of it, once it is long, until the server counts anew.
    [Test]
    public async Task Statements_that_were_planned_on_an_empty_queue_find_their_rows_by_index()
    {
        var daemon = await Open("a");
        await server.Ask($"VACUUM ANALYZE {schema}.entries");
        await using var connections = PostgreSqlConnections.Of(PostgreSqlContractTests.SettingsOf(server, schema));
        await using var connection = await connections.Open();
        foreach (var statement in (string[])[PostgreSqlClaims.ClaimDue, PostgreSqlClaims.NextDue, PostgreSqlClaims.ClaimNames])
        {
            var values = statement == PostgreSqlClaims.ClaimNames ? statement.Replace("$2", "'{a,b}'", StringComparison.Ordinal) : statement.Replace("$2", "9", StringComparison.Ordinal);
            var plan = await connection.Rows($"EXPLAIN {values.Replace("$1", "1", StringComparison.Ordinal).Replace("$3", "9", StringComparison.Ordinal).Replace("$4", "20", StringComparison.Ordinal)}", row => row.GetString(0));
            Assert.That(plan, Has.None.Contains("Seq Scan"), string.Join('\n', plan));
        }
    }

    [Test]
    public async Task Who_has_lost_its_lease_writes_nothing_over_what_another_did_and_hears_of_it()
    {
        var (paused, other) = (await Open("a"), await Open("b"));
        var (lost, held) = (new TaskCompletionSource<long>(), new TaskCompletionSource());
        paused.Claims!.Subscribe(input => _ = input is MailQueueInput.ClaimsLost(var claim, _) ? lost.TrySetResult(claim) : input is MailQueueInput.Leased && lost.Task.IsCompleted && held.TrySetResult());
        var stored = (SpoolOutcome.Stored)await paused.Add(new NewMail(Entry("a") with { IsClaimed = true }) { Orders = [Order("one")], AreOrdersClaimed = true });
        Assert.That(Right(await other.Claims!.Claim(Now, 10)).Entries, Is.Empty);
        Assert.That(await Claimed(other, "a"), Is.InstanceOf<ClaimedEntry.Elsewhere>());

        await server.Ask($"SET search_path={schema}; SELECT dismiss(ARRAY[{stored.Claim}])");
        var mine = Right(await other.Claims!.Claim(Now, 10));
        Assert.That(await other.Update(mine.Entries.Single() with { State = Octets.Utf8("tried"), Claim = mine.Claim }), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(Right(await other.Claims!.ClaimOrders()).Select(order => order.Id), Is.EqualTo(new[] { "one" }));

        Assert.That(await paused.Update(new SpoolEntry("a", Now, Octets.Utf8("late")) { Claim = stored.Claim }), Is.EqualTo(Missing));
        Assert.That(await paused.Replace(new EntryKey("a", stored.Claim), Entry("notice")), Is.EqualTo(Missing));
        Assert.That(await paused.UpdateOrder(Order("one", "started") with { Claim = stored.Claim }), Is.EqualTo(Missing), "a command is started by one");
        Assert.That(await lost.Task.WaitAsync(Bound), Is.EqualTo(stored.Claim));
        await held.Task.WaitAsync(Bound);
        Assert.That((await Entries(paused)).Select(entry => (entry.Id, entry.State.ToUtf8())), Is.EqualTo(new[] { ("a", "tried") }));
        Assert.That(System.Text.Encoding.Latin1.GetString(await MailOf(paused, "a")), Is.EqualTo("mail"));
    }

    /// A mail that were put in under a lease that is gone would be nobody's: no daemon claims it, and none lets go of it.
    [Test]
    public async Task What_is_stored_after_the_lease_was_taken_away_is_claimed_under_the_next_one_and_no_transaction_of_the_former_is_made()
    {
        var (paused, other) = (await Open("a"), await Open("b"));
        var former = ((SpoolOutcome.Stored)await paused.Add(new NewMail(Entry("a") with { IsClaimed = true }))).Claim;
        await server.Ask($"SET search_path={schema}; SELECT dismiss(ARRAY[{former}])");
        var next = ((SpoolOutcome.Stored)await paused.Add(new NewMail(Entry("b") with { IsClaimed = true }, Entry("large", new MemoryContent(Mail(1, 300_000))) with { IsClaimed = true }) { Orders = [Order("one")], AreOrdersClaimed = true })).Claim;
        Assert.That(next, Is.GreaterThan(former));
        Assert.That(await server.Column($"SELECT id FROM {schema}.entries WHERE holder={next} UNION ALL SELECT id FROM {schema}.orders WHERE holder={next} ORDER BY id"), Is.EqualTo(new[] { "b", "large", "one" }));

        // The token is another one where it was to be made sure that nothing more comes of what is under way; the lease is the same.
        await server.Ask($"UPDATE {schema}.daemons SET token=token+1 WHERE session={next}");
        Assert.That(await paused.Add(new NewMail(Entry("c") with { IsClaimed = true })), Is.EqualTo(new SpoolOutcome.Stored { Claim = next }));
        Assert.That(() => server.Ask($"SET search_path={schema}; SELECT fence({next}, 0)"), Throws.InstanceOf<Npgsql.PostgresException>().With.Property("SqlState").EqualTo("LT001"));

        await paused.DisposeAsync();
        spools.Remove(paused);
        Assert.That(Right(await other.Claims!.Claim(Now, 10)).Entries.Select(entry => entry.Id), Is.EquivalentTo(new[] { "a", "b", "c", "large" }));
    }

    [Test]
    public async Task A_lease_that_lapses_is_taken_away_and_a_daemon_that_comes_again_has_its_own_back_at_once()
    {
        var watcher = await Open("a", TimeSpan.FromSeconds(3));
        var woken = new TaskCompletionSource();
        await watcher.Add(new NewMail([Entry("a"), Entry("b")]));
        await server.Ask($"SET search_path={schema}; INSERT INTO daemons VALUES(0, 0, 'who was', 'dead', clock_timestamp()), (-7, 0, 'who comes', 'dead', clock_timestamp()+'1 hour'); UPDATE entries SET holder=CASE id WHEN 'a' THEN -5 ELSE -7 END; UPDATE daemons SET session=-5 WHERE session=0");
        watcher.Claims!.Subscribe(input => _ = input is MailQueueInput.Woken && woken.TrySetResult());
        Assert.That(Right(await watcher.Claims!.Claim(Now, 10)).Entries, Is.Empty);
        await woken.Task.WaitAsync(Bound);
        Assert.That(Right(await watcher.Claims!.Claim(Now, 10)).Entries.Select(entry => entry.Id), Is.EqualTo(new[] { "a" }));

        var again = await Open("b");
        await server.Ask($"SET search_path={schema}; UPDATE daemons SET identity=(SELECT identity FROM daemons ORDER BY session DESC LIMIT 1) WHERE session=-7");
        await again.DisposeAsync();
        spools.Remove(again);
        Assert.That(Right(await (await Open("b")).Claims!.Claim(Now, 10)).Entries.Select(entry => entry.Id), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task What_cannot_be_read_is_claimed_by_nobody_until_the_next_daemon_starts()
    {
        var (one, other) = (await Open("a"), await Open("b"));
        var stored = (SpoolOutcome.Stored)await one.Add(new NewMail(Entry("a") with { IsClaimed = true }));
        Assert.That(await one.Claims!.SetAside(new EntryKey("a", stored.Claim)), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That((Right(await other.Claims!.Claim(Now, 10)).Entries, (await Entries(other)).Single().Daemon), Is.EqualTo((Array.Empty<SpoolEntry>(), (string?)null)));
        Assert.That(Right(await (await Open("c")).Claims!.Claim(Now, 10)).Entries.Select(entry => entry.Id), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task What_is_released_or_requested_wakes_the_others_and_a_request_is_acted_on_by_one()
    {
        var (one, other) = (await Open("a"), await Open("b"));
        await one.Add(Entry("a") with { IsClaimed = true });
        var claim = ((ClaimedEntry.Mine)await Claimed(one, "a")).Claim;
        foreach (var act in (Func<Task<SpoolOutcome>>[])[() => one.Request("a", "retry"), () => one.Claims!.Release(new EntryKey("a", claim))])
        {
            var woken = new TaskCompletionSource();
            other.Claims!.Subscribe(input => _ = input is MailQueueInput.Woken && woken.TrySetResult());
            Assert.That(await act(), Is.InstanceOf<SpoolOutcome.Stored>());
            await woken.Task.WaitAsync(Bound);
        }

        Assert.That(await Claimed(other, "a"), Is.InstanceOf<ClaimedEntry.Mine>().With.Property("LaidDown").EqualTo(Seqs.Of(1L)));
        Assert.That(await Claimed(one, "a"), Is.InstanceOf<ClaimedEntry.Elsewhere>());
        Assert.That(await Claimed(one, "nobody"), Is.InstanceOf<ClaimedEntry.Missing>());
    }

    [Test]
    public async Task What_one_daemon_remembers_the_others_recall()
    {
        var (one, other) = (await Open("a"), await Open("b"));
        var known = new StoredFingerprint(Octets.Utf8("fingerprint and id"), Now + TimeSpan.FromHours(1));
        await one.Remember(known);
        Assert.That(await other.Claims!.Recall(Octets.Utf8("fingerprint"), Now), Is.EqualTo(Prelude.Right<string, Option<StoredFingerprint>>(known)));
        Assert.That((await other.Claims!.Recall(Octets.Utf8("fingerprints"), Now), await other.Claims!.Recall(Octets.Utf8("fingerprint"), known.Until)), Is.EqualTo((Prelude.Right<string, Option<StoredFingerprint>>(Option<StoredFingerprint>.None), Prelude.Right<string, Option<StoredFingerprint>>(Option<StoredFingerprint>.None))));
    }

    [Test]
    public async Task One_time_codes_that_one_daemon_has_taken_serve_no_other_command_at_another()
    {
        var (one, other) = (await Open("a"), await Open("b"));
        var used = new StoredCodePair(Octets.Utf8("codes"), Octets.Utf8("command"), new Instant(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) + TimeSpan.FromMinutes(1));
        Assert.That(await one.Add(new NewMail() { Orders = [Order("one")], StoredCodePairs = [used] }), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await other.Add(new NewMail() { Orders = [Order("two")], StoredCodePairs = [used with { Command = Octets.Utf8("another") }] }), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("Reason").Contains("another command"));
        Assert.That(await other.Add(new NewMail() { Orders = [Order("three")], StoredCodePairs = [used] }), Is.InstanceOf<SpoolOutcome.Stored>(), "the same command, as on one daemon");
        Assert.That((await Orders(one)).Select(order => order.Id), Is.EqualTo(new[] { "one", "three" }));
    }

    [Test]
    public async Task What_daemons_count_together_is_counted_once_however_many_ask_at_a_time_and_ends_with_the_daemon_where_it_is_to()
    {
        var daemons = new[] { await Open("a"), await Open("b"), await Open("c") };
        var client = IpAddress.Parse("192.0.2.1").IfLeft(_ => throw new InvalidOperationException());
        var bars = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => daemons[i % 3].Claims!.Shared.Ask(new SharedPasswordQuestion(client, IsWrong: true))));
        Assert.That(bars.Select(Right).Count(bar => bar.IsNone), Is.EqualTo(LockoutRule.OfClient.Free), "each wrong password counts, until there is a bar");

        var mail = new Fingerprint(new Octets(new byte[32]));
        var (mine, others) = (new SharedArrivalQuestion(mail, "one"), new SharedArrivalQuestion(mail, "two"));
        Assert.That(Right(await daemons[0].Claims!.Shared.Ask(mine)).IsNone);
        Assert.That(Right(await daemons[1].Claims!.Shared.Ask(others)), Is.EqualTo(Option<Duplicate>.Some(new Duplicate.InProgress("one"))));
        await daemons[0].DisposeAsync();
        spools.Remove(daemons[0]);
        Assert.That(Right(await daemons[1].Claims!.Shared.Ask(others)).IsNone, "with the daemon its mails under way are gone");
        await daemons[1].Claims!.Shared.Ask(new SharedDepartureQuestion(mail, "two", "two"));
        Assert.That(Right(await daemons[2].Claims!.Shared.Ask(mine)), Is.EqualTo(Option<Duplicate>.Some(new Duplicate.Taken("two"))));
    }

    [Test]
    public async Task Who_works_on_a_mail_is_shown_by_name()
    {
        var daemon = await Open("a");
        await daemon.Add(new NewMail(Entry("a") with { IsClaimed = true }, Entry("b")));
        Assert.That((await Entries(daemon)).Select(entry => (entry.Id, entry.Daemon)), Is.EqualTo(new[] { ("a", Environment.MachineName), ("b", null) }));
    }

    [Test]
    public async Task Entries_that_are_claimed_by_name_are_claimed_by_one_change_and_each_has_its_own_answer()
    {
        var (one, other) = (await Open("a"), await Open("b"));
        await one.Add(new NewMail(Entry("a"), Entry("b") with { IsClaimed = true }, Entry("c"), Entry("d")));
        await server.Ask($"SET search_path={schema}; UPDATE entries SET digest='' WHERE id='d'; INSERT INTO requests(entry, verb) VALUES('a', 'retry'), ('c', 'hold'), ('a', 'drop')");
        var commits = other.Commits;
        var found = Right(await other.Claims!.ClaimNamed(["c", "nobody", "b", "nul\0", "a", "d"]));
        Assert.That(found.Select(each => each.GetType().Name), Is.EqualTo(new[] { "Mine", "Missing", "Elsewhere", "Missing", "Mine", "Mine" }));
        Assert.That(found.OfType<ClaimedEntry.Mine>().Select(mine => (mine.Entry.Map(entry => entry.Id), mine.LaidDown.Count)), Is.EqualTo(new[] { (Option<string>.Some("c"), 1), (Option<string>.Some("a"), 2), (Option<string>.None, 0) }));
        Assert.That(other.Commits - commits, Is.EqualTo(1));
        Assert.That(Right(await one.Claims!.Claim(Now, 10)).Entries, Is.Empty, "they are the other's");
        Assert.That(await Claimed(other, "a"), Is.InstanceOf<ClaimedEntry.Mine>(), "once more");
    }

    static async Task<ClaimedEntry> Claimed(ISpool spool, string id) => Right(await spool.Claims!.ClaimNamed([id]))[0];

    static SpoolOutcome Missing => new SpoolOutcome.Broken("there is no such entry") { IsMissing = true };

    async Task<ISpool> Open(string daemon, TimeSpan? lease = null)
    {
        var opened = await PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory($"{Folder.Root}-{daemon}"), lease: lease ?? LeasePolicy.Standard.Length).Open(Now);
        var spool = opened.Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: found => found.Spool);
        spools.Add(spool);
        return spool;
    }
}
