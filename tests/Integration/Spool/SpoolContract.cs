using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Spool;

/// <summary>What every spool keeps, wherever it lies: each test runs against each implementation.</summary>
public abstract class SpoolContract : SpoolCases
{
    const int Large = 300_000;

    /// <summary>The place of the test's own spool.</summary>
    protected abstract ISpoolLocation Location { get; }

    /// <summary>The same for another daemon.</summary>
    protected virtual ISpoolLocation Rival => Location;

    /// <summary>Changes the database behind the back of the spool. Octets are written as <c>{00}</c>.</summary>
    protected abstract Task Execute(string sql);

    protected async Task<OpenedSpool> Opened() => (await Location.Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened);

    protected async Task<ISpool> Open() => (await Opened()).Spool;

    protected async Task<ISpoolReader> Look() => (await Location.Look()).Match(
        Left: reason => throw new AssertionException(reason), Right: found => found.IfNone(() => throw new AssertionException("there is no spool")));

    [Test]
    public async Task What_was_stored_is_there_when_the_spool_is_opened_again()
    {
        await using (var spool = await Open())
        {
            Assert.That(await spool.Add(Entry("a", new MemoryContent(Mail(1, 1000)), "one")), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That(await spool.Add(Entry("b", new MemoryContent(Mail(2, Large).AsMemory(0, 7), Mail(2, Large).AsMemory(7)), "two")), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        await using var again = await Open();
        var entries = await Entries(again);
        Assert.That(entries.Select(entry => (entry.Id, entry.Due, entry.State.ToUtf8())), Is.EqualTo(new[] { ("a", Now, "one"), ("b", Now, "two") }));
        Assert.That(await MailOf(again, "a"), Is.EqualTo(Mail(1, 1000)));
        Assert.That(await MailOf(again, "b"), Is.EqualTo(Mail(2, Large)));
    }

    [Test]
    public async Task An_update_changes_due_time_and_state_and_nothing_else()
    {
        await using var spool = await Open();
        await spool.Add(Entry("a"));
        await spool.Add(Entry("b"));
        Assert.That(await spool.Update(new SpoolEntry("a", Now + TimeSpan.FromMinutes(5), Octets.Utf8("later"))), Is.InstanceOf<SpoolOutcome.Stored>());
        var entries = await Entries(spool);
        Assert.That(entries.Select(entry => (entry.Id, entry.State.ToUtf8())), Is.EqualTo(new[] { ("b", "state"), ("a", "later") }));
        Assert.That(Encoding.Latin1.GetString(await MailOf(spool, "a")), Is.EqualTo("mail"));
    }

    [Test]
    public async Task An_entry_is_replaced_by_others_all_or_nothing()
    {
        await using var spool = await Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, Large))));
        await spool.Add(Entry("taken"));
        Assert.That(await spool.Replace("a", Entry("notice"), Entry("taken")), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "a", "taken" }));
        Assert.That(await MailOf(spool, "a"), Is.EqualTo(Mail(1, Large)));

        Assert.That(await spool.Replace("a", Entry("notice")), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "notice", "taken" }));
    }

    [Test]
    public async Task An_entry_that_is_not_there_can_neither_be_updated_nor_replaced()
    {
        await using var spool = await Open();
        Assert.That(await spool.Update(new SpoolEntry("a", Now, Octets.Empty)), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        Assert.That(await spool.Replace("a", Entry("notice")), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        Assert.That(await Entries(spool), Is.Empty);
        Assert.That((await spool.Content("a")).IsLeft);
    }

    [Test]
    public async Task A_second_mail_of_the_same_name_does_not_harm_the_first([Values(10, Large)] int size)
    {
        await using var spool = await Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, size))));
        Assert.That(await spool.Add(Entry("a", new MemoryContent(Mail(2, size)))), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await MailOf(spool, "a"), Is.EqualTo(Mail(1, size)));
    }

    [Test]
    public async Task Fingerprints_are_stored_with_their_mail_and_lapse()
    {
        var (soon, late) = (new StoredFingerprint(Octets.Utf8("soon"), Now + TimeSpan.FromMinutes(1)), new StoredFingerprint(Octets.Utf8("late"), Now + TimeSpan.FromHours(1)));
        await using (var spool = await Open())
        {
            await spool.Add(Entry("a"), soon);
            await spool.Remember(late);
            await spool.Remember(late with { Until = Now });
        }

        await using var again = await Open();
        Assert.That(await again.LoadRecent(Now), Is.EquivalentTo(new[] { soon, late }));
        Assert.That(await again.LoadRecent(Now + TimeSpan.FromMinutes(2)), Is.EqualTo(new[] { late }));
        Assert.That(await again.LoadRecent(Now), Is.EqualTo(new[] { late }));
    }

    [Test]
    public async Task Mails_that_arrive_together_are_committed_together()
    {
        await using var spool = await Open();
        var before = spool.Commits;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => spool.Add(Entry($"m{i}", new MemoryContent(Mail(i, 2000)))))));
        Assert.That(outcomes, Has.All.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await Entries(spool), Has.Count.EqualTo(100));
        Assert.That(spool.Commits - before, Is.LessThanOrEqualTo(50));
    }

    [Test]
    public async Task Small_mails_are_read_together_as_far_as_there_is_room()
    {
        await using var spool = await Open();
        await spool.Add(new NewMail([.. (((string Id, int Size)[])[("a", 1000), ("large", Large), ("b", 2000), ("c", 2000), ("hurt", 100)]).Select((mail, number) => Entry(mail.Id, new MemoryContent(Mail(number, mail.Size))))]));
        await Execute("UPDATE mails SET front={00} WHERE id='hurt'");
        var found = await spool.SmallContents(["b", "absent", "large", "hurt", "a", "c"], 3500);
        Assert.That(found.Select(each => each.Key), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(await Read(found[0].Value), Is.EqualTo(Mail(2, 2000)));
        Assert.That(await Read(found[1].Value), Is.EqualTo(Mail(0, 1000)));
    }

    [Test]
    public async Task Pages_put_one_behind_the_other_are_the_queue_in_its_order()
    {
        await using var spool = await Open();
        var all = Enumerable.Range(0, 250).Select(i => (Id: $"m{i * 7919 % 1000:000}", Due: new Instant(i * 31 % 20))).ToArray();
        await spool.Add(new NewMail([.. all.Select(each => new NewEntry(new SpoolEntry(each.Id, each.Due, Octets.Utf8("state")), new MemoryContent("mail"u8.ToArray())))]));
        var (found, sizes) = (new List<(string, Instant)>(), new List<int>());
        for (var next = Option<ScheduledEntry>.Some(ScheduledEntry.First); next.IsSome;)
        {
            var page = (await spool.Load(next.IfNone(ScheduledEntry.First), 100)).IfLeft(reason => throw new AssertionException(reason));
            found.AddRange(page.Entries.Select(entry => (entry.Id, entry.Due)));
            sizes.Add(page.Entries.Count);
            next = page.Next;
        }

        Assert.That(sizes, Is.EqualTo(new[] { 100, 100, 50 }));
        Assert.That(found, Is.EqualTo(all.OrderBy(each => each.Due.UnixMilliseconds).ThenBy(each => each.Id, StringComparer.Ordinal).Select(each => (each.Id, each.Due))));
        Assert.That(await spool.Count(), Is.EqualTo(Prelude.Right<string, long>(250)));
    }

    [Test]
    public async Task A_second_program_looks_and_lays_down_requests_beside_the_daemon()
    {
        await using var spool = await Open();
        await spool.Add(Entry("a", "hello"));
        var reader = await Look();
        Assert.That(await Entries(reader), Has.Count.EqualTo(1));
        Assert.That(Encoding.Latin1.GetString(await MailOf(reader, "a")), Is.EqualTo("hello"));
        Assert.That(await spool.LoadRequests(0), Is.Empty);
        Assert.That(await reader.Request("a", "retry"), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await reader.Request("a", "drop"), Is.InstanceOf<SpoolOutcome.Stored>());
        await reader.Request("b", "hold");
        await reader.Request("a", "hold");
        var (retry, drop, other, hold) = (new SpoolRequest(1, "a", "retry"), new SpoolRequest(2, "a", "drop"), new SpoolRequest(3, "b", "hold"), new SpoolRequest(4, "a", "hold"));
        Assert.That(await spool.LoadRequests(0), Is.EqualTo(new[] { retry, drop, other, hold }));
        Assert.That(await spool.LoadRequests(2), Is.EqualTo(new[] { other, hold }));
        Assert.That(await spool.Complete(drop), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await spool.LoadRequests(0), Is.EqualTo(new[] { other, hold }), "and what was requested of the same mail before");

        await spool.Add(Entry("d"));
        var held = Entry("held");
        await spool.Add(held with { Entry = held.Entry with { Due = ScheduledEntry.Never } });
        Assert.That(await reader.RequestAll("retry"), Is.EqualTo(Prelude.Right<string, long>(2)));
        Assert.That((await spool.LoadRequests(4)).Select(request => (request.Id, request.Verb)), Is.EqualTo(new[] { ("a", "retry"), ("d", "retry") }), "of all but what is held");
    }

    [Test]
    public virtual async Task A_second_daemon_is_refused_until_the_first_has_gone()
    {
        await using (await Open())
        {
            var refusal = (await Rival.Open(Now)).Match(Left: refusal => refusal as SpoolRefusal.InUse, Right: _ => null!)!;
            Assert.That(refusal.Spool, Is.EqualTo(Location.Name));
            Assert.That(refusal.Holder, Does.Contain($"process {Environment.ProcessId}"));
        }

        await using var next = await Open();
    }

    [Test]
    public async Task A_spool_that_was_never_made_is_told_from_an_empty_one()
    {
        Assert.That(Right(await Location.Look()).IsNone);
        await using var spool = await Open();
        Assert.That(Right(await Location.Look()).IsSome);
    }
}
