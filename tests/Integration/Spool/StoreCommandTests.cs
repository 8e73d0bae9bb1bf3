using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Spool;

/// <summary>Commands and used one-time passwords in the spool.</summary>
public sealed class StoreCommandTests : SpoolFixture
{
    const string Marker = "a command that nobody shall read afterwards";

    static readonly StoredCodePair Used = new(Octets.Utf8("pair"), Octets.Utf8("command"), Now + TimeSpan.FromMinutes(2));

    [Test]
    public async Task A_command_that_has_gone_cannot_be_read_in_the_files_of_the_database()
    {
        await using var spool = Open();
        await spool.Add(new NewMail() { Orders = [Order("one", string.Concat(Enumerable.Repeat(Marker, 300))), Order("two")] });
        Assert.That(IsInFiles(Marker));
        await spool.UpdateOrder(Order("one", "done"));
        await spool.ReplaceOrder("one");
        Assert.That(await IsWiped(Marker));
        Assert.That(await Orders(spool), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Commands_are_saved_from_a_damaged_database_and_known_as_such()
    {
        const int Commands = 60;
        await using (var spool = Open())
        {
            await spool.Add(new NewMail() { Orders = [.. Enumerable.Range(0, Commands).Select(i => Order($"o{i}", new string('x', 2000)))], StoredCodePairs = [Used] });
            for (var i = 0; i < Commands; i++)
            {
                await spool.Add(Entry($"m{i}", new MemoryContent(Mail(i, 3000))));
            }
        }

        using (var file = new FileStream(Folder.Database, FileMode.Open))
        {
            file.Position = file.Length / 4 * 3 / 4096 * 4096;
            file.Write(Mail(99, 3 * 4096));
        }

        var (again, notices) = Opened();
        await using var ending = again;
        Assert.That(notices.Head, Does.Contain("damaged").And.Contain("commands could be read"));
        var orders = await Orders(again);
        Assert.That(orders, Is.Not.Empty);
        Assert.That(orders, Has.All.Matches<SpoolOrder>(order => order.IsFromDamagedSpool && order.State.Length == 2000));
        Assert.That(await UsedPairs(again, Now), Is.EqualTo(new[] { Used }));
        await again.UpdateOrder(orders[0] with { State = Octets.Utf8("known"), IsFromDamagedSpool = false });
        Assert.That(await Orders(again), Does.Contain(new SpoolOrder(orders[0].Id, Octets.Utf8("known"))));
    }
}
