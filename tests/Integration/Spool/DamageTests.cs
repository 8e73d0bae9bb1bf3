using Laitos.Shell.Relay;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>The database file is damaged: the daemon comes up, and nothing is thrown away.</summary>
public sealed class DamageTests : SpoolFixture
{
    const int Mails = 60;

    [Test]
    public async Task A_file_that_is_no_database_is_set_aside()
    {
        await Fill();
        Overwrite(0, 4096);
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.Count, Is.EqualTo(1));
        Assert.That(notices.Head, Does.Contain("damaged").And.Contain(Folder.Database + ".damaged-"));
        Assert.That(Directory.GetFiles(Folder.Root, "spool.db.damaged-*"), Is.Not.Empty);
        Assert.That(Directory.GetFiles(Directory.GetDirectories(Folder.Root, "bodies.damaged-*").Single()), Has.Length.EqualTo(1), "a body whose row is lost is kept");
        Assert.That(await Entries(spool), Is.Empty);
        await spool.Add(Entry("new"));
        Assert.That(await Entries(spool), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mails_outside_the_damage_are_saved_whole()
    {
        await Fill();
        var middle = new FileInfo(Folder.Database).Length / 2 / 4096 * 4096;
        Overwrite(middle, 3 * 4096);
        var (spool, notices) = Opened();
        await using var closing = spool;
        var entries = await Entries(spool);
        Assert.That(entries, Is.Not.Empty, notices.Head);
        foreach (var entry in entries)
        {
            Assert.That(await MailOf(spool, entry.Id), Is.EqualTo(MailNumber(int.Parse(entry.Id[1..]))));
        }
    }

    [Test]
    public async Task A_mail_whose_octets_have_changed_is_neither_saved_nor_read()
    {
        await Fill();
        var changed = File.ReadAllBytes(Folder.Database).AsSpan().IndexOf(MailNumber(3).AsSpan(0, 100));
        Overwrite(changed, 1);
        await using (var spool = Open())
        {
            Assert.That((await spool.Content("m3")).IsLeft);
            Assert.That((await spool.Content("m4")).IsRight);
        }

        Overwrite(new FileInfo(Folder.Database).Length / 2 / 4096 * 4096, 3 * 4096);
        await using var salvaged = Open();
        Assert.That((await Entries(salvaged)).Select(entry => entry.Id), Does.Contain("m4").And.Not.Contain("m3"));
    }

    [Test]
    public async Task A_lost_body_is_told_and_its_entry_kept()
    {
        await Fill();
        File.Delete(Directory.GetFiles(Folder.Bodies).Single());
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.Count, Is.EqualTo(1));
        Assert.That(await Entries(spool), Has.Count.EqualTo(Mails));
        Assert.That((await spool.Content("m0")).IsLeft);
    }

    async Task Fill()
    {
        await using var spool = Open();
        for (var i = 0; i < Mails; i++)
        {
            await spool.Add(Entry($"m{i}", new MemoryContent(MailNumber(i))));
        }
    }

    static byte[] MailNumber(int number) => Mail(number, number == 0 ? 300_000 : 3000);

    void Overwrite(long offset, int length)
    {
        using var file = new FileStream(Folder.Database, FileMode.Open);
        file.Position = offset;
        file.Write(Mail(99, length));
    }
}
