using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

public sealed class DurabilityTests : SpoolFixture
{
    const int Large = 300_000;

    [Test]
    public async Task What_was_stored_is_there_when_the_spool_is_opened_again()
    {
        await using (var spool = Open())
        {
            Assert.That(await spool.Add(Entry("a", new MemoryContent(Mail(1, 1000)), "one")), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That(await spool.Add(Entry("b", new MemoryContent(Mail(2, Large).AsMemory(0, 7), Mail(2, Large).AsMemory(7)), "two")), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        await using var again = Open();
        var entries = await Entries(again);
        Assert.That(entries.Select(entry => (entry.Id, entry.Due, entry.State.ToUtf8())), Is.EqualTo(new[] { ("a", Now, "one"), ("b", Now, "two") }));
        Assert.That(await MailOf(again, "a"), Is.EqualTo(Mail(1, 1000)));
        Assert.That(await MailOf(again, "b"), Is.EqualTo(Mail(2, Large)));
        Assert.That(File.Exists(Path.Combine(Folder.Bodies, "b.body")));
    }

    [Test]
    public async Task An_update_changes_due_time_and_state_and_nothing_else()
    {
        await using var spool = Open();
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
        await using var spool = Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, Large))));
        await spool.Add(Entry("taken"));
        Assert.That(await spool.Replace("a", Entry("notice"), Entry("taken")), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "a", "taken" }));
        Assert.That(await MailOf(spool, "a"), Is.EqualTo(Mail(1, Large)));

        Assert.That(await spool.Replace("a", Entry("notice")), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "notice", "taken" }));
        Assert.That(Directory.GetFiles(Folder.Bodies), Is.Empty);
    }

    [Test]
    public async Task An_entry_that_is_not_there_can_neither_be_updated_nor_replaced()
    {
        await using var spool = Open();
        Assert.That(await spool.Update(new SpoolEntry("a", Now, Octets.Empty)), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        Assert.That(await spool.Replace("a", Entry("notice")), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        Assert.That(await Entries(spool), Is.Empty);
        Assert.That((await spool.Content("a")).IsLeft);
    }

    [Test]
    public async Task A_second_mail_of_the_same_name_does_not_harm_the_first([Values(10, Large)] int size)
    {
        await using var spool = Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, size))));
        Assert.That(await spool.Add(Entry("a", new MemoryContent(Mail(2, size)))), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await MailOf(spool, "a"), Is.EqualTo(Mail(1, size)));
    }

    [Test]
    public async Task Fingerprints_are_stored_with_their_mail_and_lapse()
    {
        var (soon, late) = (new StoredFingerprint(Octets.Utf8("soon"), Now + TimeSpan.FromMinutes(1)), new StoredFingerprint(Octets.Utf8("late"), Now + TimeSpan.FromHours(1)));
        await using (var spool = Open())
        {
            await spool.Add(Entry("a"), soon);
            await spool.Remember(late);
            await spool.Remember(late with { Until = Now });
        }

        await using var again = Open();
        Assert.That(await again.LoadRecent(Now), Is.EquivalentTo(new[] { soon, late }));
        Assert.That(await again.LoadRecent(Now + TimeSpan.FromMinutes(2)), Is.EqualTo(new[] { late }));
        Assert.That(await again.LoadRecent(Now), Is.EqualTo(new[] { late }));
    }

    [Test]
    public async Task Mails_that_arrive_together_are_committed_together()
    {
        await using var spool = Open();
        var before = spool.Commits;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => spool.Add(Entry($"m{i}", new MemoryContent(Mail(i, 2000)))))));
        Assert.That(outcomes, Has.All.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await Entries(spool), Has.Count.EqualTo(100));
        Assert.That(spool.Commits - before, Is.LessThanOrEqualTo(50));
    }

    [Test]
    public async Task What_has_lapsed_is_forgotten_while_the_daemon_runs()
    {
        await using var spool = Open();
        spool.ForgetsEach = TimeSpan.Zero;
        await spool.Remember(new StoredFingerprint(Octets.Latin1("lapsed long ago"), new Instant(1)), new StoredFingerprint(Octets.Latin1("to be kept"), new Instant(long.MaxValue)));
        await spool.Remember();
        using var reader = Reader();
        using var count = reader.CreateCommand();
        count.CommandText = "SELECT count(*) FROM recent";
        Assert.That(count.ExecuteScalar(), Is.EqualTo(1L));
    }
}
