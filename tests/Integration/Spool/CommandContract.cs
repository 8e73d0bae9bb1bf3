using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>Commands and used one-time passwords in every spool.</summary>
public abstract class CommandContract : SpoolContract
{
    static readonly StoredCodePair Used = new(Octets.Utf8("pair"), Octets.Utf8("command"), Now + TimeSpan.FromMinutes(2));

    [Test]
    public async Task A_mail_its_command_and_its_password_come_in_together()
    {
        await using (var spool = await Open())
        {
            var newMail = new NewMail(Entry("a")) { Orders = [Order("one", "accepted"), Order("two", "accepted")], StoredCodePairs = [Used] };
            Assert.That(await spool.Add(newMail), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        await using var again = await Open();
        Assert.That(await Entries(again), Has.Count.EqualTo(1));
        Assert.That(await Orders(again), Is.EqualTo(new[] { Order("one", "accepted"), Order("two", "accepted") }));
        Assert.That(await UsedPairs(again, Now), Is.EqualTo(new[] { Used }));
    }

    [Test]
    public async Task A_command_comes_in_without_a_mail()
    {
        await using var spool = await Open();
        Assert.That(await spool.Add(new NewMail() { Orders = [Order("one")], StoredCodePairs = [Used] }), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await Orders(spool), Has.Count.EqualTo(1));
        Assert.That(await Entries(spool), Is.Empty);
    }

    [Test]
    public async Task A_command_whose_name_is_taken_keeps_all_out_that_came_with_it()
    {
        await using var spool = await Open();
        await spool.Add(new NewMail() { Orders = [Order("one", "first")] });
        var newMail = new NewMail(Entry("a")) { Orders = [Order("other"), Order("one", "second")], StoredCodePairs = [Used], Remembered = [new StoredFingerprint(Octets.Utf8("mail"), Now + TimeSpan.FromHours(1))] };
        Assert.That(await spool.Add(newMail), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await Orders(spool), Is.EqualTo(new[] { Order("one", "first") }));
        Assert.That(await Entries(spool), Is.Empty);
        Assert.That(await UsedPairs(spool, Now), Is.Empty);
        Assert.That(await spool.LoadRecent(Now), Is.Empty);
    }

    [Test]
    public async Task The_state_of_a_command_is_replaced_and_nothing_else()
    {
        await using (var spool = await Open())
        {
            await spool.Add(new NewMail() { Orders = [Order("one", "accepted"), Order("two", "accepted")] });
            Assert.That(await spool.UpdateOrder(Order("one", "started")), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That(await spool.UpdateOrder(Order("three", "started")), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        }

        await using var again = await Open();
        Assert.That(await Orders(again), Is.EqualTo(new[] { Order("one", "started"), Order("two", "accepted") }));
    }

    [Test]
    public async Task A_command_gives_way_to_its_replies_all_or_nothing()
    {
        await using var spool = await Open();
        await spool.Add(new NewMail(Entry("taken")) { Orders = [Order("one"), Order("two")] });
        Assert.That(await spool.ReplaceOrder("one", Entry("reply"), Entry("taken")), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await spool.ReplaceOrder("three", Entry("reply")), Is.InstanceOf<SpoolOutcome.Broken>().With.Property("IsMissing").True);
        Assert.That(await Orders(spool), Has.Count.EqualTo(2));
        Assert.That(await Entries(spool), Has.Count.EqualTo(1));

        Assert.That(await spool.ReplaceOrder("one", Entry("reply", new MemoryContent(Mail(1, 300_000))), Entry("notice")), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await spool.ReplaceOrder("two"), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await Orders(spool), Is.Empty);
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "taken", "reply", "notice" }));
        Assert.That(await MailOf(spool, "reply"), Is.EqualTo(Mail(1, 300_000)));
    }

    [Test]
    public async Task Used_passwords_lapse_and_a_lapsed_one_serves_another_command()
    {
        var longer = new StoredCodePair(Octets.Utf8("another"), Octets.Utf8("command"), Now + TimeSpan.FromMinutes(9));
        await using var spool = await Open();
        await spool.Add(new NewMail() { StoredCodePairs = [Used, longer] });
        Assert.That(await UsedPairs(spool, Now), Is.EquivalentTo(new[] { Used, longer }));
        Assert.That(await UsedPairs(spool, Used.Until), Is.EqualTo(new[] { longer }));
        Assert.That(await UsedPairs(spool, Now), Is.EqualTo(new[] { longer }), "it is forgotten");
        var reused = new StoredCodePair(longer.Pair, Octets.Utf8("other command"), longer.Until + TimeSpan.FromHours(1));
        Assert.That(await spool.Add(new NewMail() { StoredCodePairs = [reused] }), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await UsedPairs(spool, Now), Is.EqualTo(new[] { reused }));
    }

    [Test]
    public async Task A_damaged_command_is_told_and_left_out_and_stays()
    {
        await using (var spool = await Open())
        {
            await spool.Add(new NewMail() { Orders = [Order("one"), Order("two")] });
        }

        await Execute("UPDATE orders SET state={00} WHERE id='one'");
        foreach (var start in (string[])["first", "second"])
        {
            var (spool, notices) = await Opened();
            await using var closing = spool;
            Assert.That(notices.Count, Is.EqualTo(1), start);
            Assert.That(notices.Head, Does.Contain("one").And.Contain("damaged"), start);
            Assert.That(await Orders(spool), Is.EqualTo(new[] { Order("two") }), start);
        }
    }
}
