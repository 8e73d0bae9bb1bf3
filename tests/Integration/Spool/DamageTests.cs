using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

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
        Assert.That(await Whole(spool), Is.EqualTo(Mails), "the first page holds no mails");
        await spool.Add(Entry("new"));
        Assert.That(await Entries(spool), Has.Count.EqualTo(Mails + 1));
    }

    [Test]
    public async Task Mails_outside_the_damage_are_saved_whole()
    {
        await Fill();
        var middle = new FileInfo(Folder.Database).Length / 2 / 4096 * 4096;
        Overwrite(middle, 3 * 4096);
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(await Whole(spool), Is.GreaterThanOrEqualTo(Mails - 8), notices.Head);
    }

    [TestCase(1)]
    [TestCase(4096)]
    [TestCase(8451)]
    [TestCase(100_000)]
    [TestCase(150_000)]
    public async Task Of_a_database_that_was_cut_off_all_is_saved_that_is_there(int octets)
    {
        await Fill();
        long length;
        using (var file = new FileStream(Folder.Database, FileMode.Open))
        {
            length = file.Length - octets;
            file.SetLength(length);
        }

        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.Head, Does.Contain("damaged"));
        // Each mail takes a page, or nearly; what is left of the file cannot hold all of them.
        Assert.That(await Whole(spool), Is.InRange((length / 4096) - 25, Mails), notices.Head);
    }

    [Test]
    public async Task An_entry_that_has_changed_in_the_database_is_told_and_not_believed()
    {
        await Fill();
        Execute("UPDATE entries SET state=CAST('stats' AS BLOB) WHERE id='m5'");
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.Single(), Does.Contain("m5 is damaged"));
        Assert.That((await Entries(spool)).Select(entry => entry.Id).ToArray(), Has.Length.EqualTo(Mails - 1).And.Not.Contain("m5"));
    }

    [Test]
    public async Task In_a_large_database_damage_is_met_when_it_is_read_and_mended_at_the_next_start()
    {
        await Fill();
        Execute("UPDATE entries SET state=CAST('stats' AS BLOB) WHERE id='m5'");
        Overwrite(new FileInfo(Folder.Database).Length / 2 / 4096 * 4096, 12 * 4096);
        await using (var spool = Large())
        {
            Assert.That((await spool.Load(Laitos.Domain.Queue.ScheduledEntry.First, 1000)).Match(page => string.Join(',', page.Damaged), trouble => trouble), Does.Contain("m5").Or.Contain("cannot be read"));
            for (var i = 1; i <= Mails; i++)
            {
                await spool.Content($"m{i}");
            }
        }

        Assert.That(File.Exists(Path.Combine(Folder.Root, "spool.suspect")), "it is remembered");
        await using (var mended = Large())
        {
            Assert.That(Directory.GetFiles(Folder.Root, "spool.db.damaged-*"), Is.Not.Empty);
            Assert.That(await Whole(mended), Is.GreaterThanOrEqualTo(Mails - 20));
        }

        Assert.That(File.Exists(Path.Combine(Folder.Root, "spool.suspect")), Is.False);
    }

    /// As if it were too large to be looked at as a whole.
    ISpool Large() => SpoolOpening.Open(Folder, Now, reserve: 0, checkedWhole: 0).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened.Spool);

    [Test]
    public async Task A_log_without_its_database_is_read()
    {
        await using var writing = Open();
        await using var reader = Reader();
        for (var i = 1; i < 10; i++)
        {
            await writing.Add(Entry($"m{i}", new MemoryContent(MailNumber(i))));
        }

        var copy = new SpoolDirectory(Path.Combine(Path.GetDirectoryName(Folder.Root)!, "copy"));
        Crash(copy.Root);
        File.Delete(copy.Database);
        var (spool, notices) = Opened(copy);
        await using var closing = spool;
        Assert.That(await Whole(spool), Is.EqualTo(9), string.Join(' ', notices));
    }

    [Test]
    public async Task A_body_that_has_no_row_any_more_is_kept()
    {
        await Fill();
        File.WriteAllBytes(Folder.Database, new byte[5 * 4096]);
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(await Entries(spool), Is.Empty);
        var aside = Directory.GetDirectories(Folder.Root, "bodies.damaged-*").Single();
        Assert.That(File.ReadAllBytes(Directory.GetFiles(aside).Single()), Is.EqualTo(MailNumber(0)));
        Assert.That(notices.Head, Does.Contain(aside));
    }

    [Test]
    public async Task Setting_aside_that_breaks_off_is_done_again()
    {
        await Fill();
        Overwrite(0, 4096);
        await using (Opened().Spool)
        {
        }

        var aside = Directory.GetFiles(Folder.Root, "spool.db.damaged-*Z").Single();
        // As a crash before the end would leave it: the new database is there, and not all that belongs into it.
        await File.WriteAllTextAsync(Path.Combine(Folder.Root, "spool.salvage"), aside[(aside.IndexOf("damaged-", StringComparison.Ordinal) + 8)..]);
        Execute("DELETE FROM entries; DELETE FROM mails");
        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(await Whole(spool), Is.EqualTo(Mails));
        Assert.That(notices.Head, Does.Contain(aside));
        Assert.That(Directory.GetFiles(Folder.Root, "spool.db.damaged-*Z"), Is.EqualTo(new[] { aside }));
    }

    [TestCase(0)]
    [TestCase(150_000)]
    [TestCase(299_999)]
    public async Task A_body_that_is_not_what_was_stored_is_not_given(int at)
    {
        await Fill();
        var body = Directory.GetFiles(Folder.Bodies).Single();
        var octets = await File.ReadAllBytesAsync(body);
        octets[at] ^= 4;
        await File.WriteAllBytesAsync(body, octets);
        await using var spool = Open();
        Assert.That((await spool.Content("m0")).Match(Left: trouble => trouble, Right: _ => null!), Is.Not.Null.And.Matches<UnreadableMail>(trouble => trouble.IsLost && trouble.Reason.Contains(body)));
        Assert.That((await spool.Content("m1")).IsRight);
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
        var (salvaged, notices) = Opened();
        await using var closing = salvaged;
        Assert.That((await salvaged.Content("m4")).IsRight);
        Assert.That((await salvaged.Content("m3")).Match(Left: trouble => trouble.IsLost, Right: _ => false));
        Assert.That((await Entries(salvaged)).Select(entry => entry.Id), Does.Contain("m3"), "what is known of it is kept");
        Assert.That(notices.Head, Does.Contain("m3"));
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

    /// How many mails are there, each as it was stored.
    static async Task<int> Whole(ISpool spool)
    {
        var whole = 0;
        foreach (var entry in await Entries(spool))
        {
            if ((await spool.Content(entry.Id)).IsRight)
            {
                Assert.That((await MailOf(spool, entry.Id)).AsSpan().SequenceEqual(MailNumber(int.Parse(entry.Id[1..]))), entry.Id);
                whole++;
            }
        }

        return whole;
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
