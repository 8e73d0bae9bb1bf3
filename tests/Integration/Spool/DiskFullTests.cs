using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>A spool on a disk of 16 MiB, made in the test's own folder where that is allowed.</summary>
public sealed class DiskFullTests : SpoolFixture
{
    [SetUp]
    public void Mount()
    {
        Directory.CreateDirectory(Folder.Root);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", Folder.Root) != 0)
        {
            Assert.Ignore("a small disk cannot be mounted here (it takes root on Linux)");
        }
    }

    /// A program that a test beside this one is just starting has the files open for a moment.
    [TearDown]
    public void Unmount() => Run("umount", "--lazy", Folder.Root);

    [Test]
    public async Task A_full_disk_is_told_apart_and_the_spool_works_again_when_there_is_room([Values(100_000, 300_000)] int size)
    {
        await using var spool = Open();
        var other = Path.Combine(Folder.Root, "something-else");
        await File.WriteAllBytesAsync(other, new byte[6 << 20]);
        var stored = await FillUp(spool, size);
        Assert.That(stored, Is.Not.Empty);
        Assert.That(await spool.Add(Entry("more", new MemoryContent(Mail(0, size)))), Is.InstanceOf<SpoolOutcome.NoSpace>());
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(stored));
        foreach (var id in stored)
        {
            Assert.That(await MailOf(spool, id), Is.EqualTo(Mail(int.Parse(id[1..]), size)));
        }

        File.Delete(other);
        foreach (var id in stored)
        {
            Assert.That(await spool.Replace(id), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        Assert.That(await spool.Add(Entry("again", new MemoryContent(Mail(7, size)))), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await MailOf(spool, "again"), Is.EqualTo(Mail(7, size)));
    }

    [Test]
    public async Task A_small_mail_is_stored_beside_a_large_one_that_does_not_fit()
    {
        await using var spool = Open();
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 120).Select(i => Task.Run(() => spool.Add(Entry($"m{i}", new MemoryContent(Mail(i, 200_000)))))));
        Assert.That(outcomes, Has.Some.InstanceOf<SpoolOutcome.NoSpace>().And.Some.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(outcomes, Has.None.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await Entries(spool), Has.Count.EqualTo(outcomes.Count(outcome => outcome is SpoolOutcome.Stored)));
    }

    [Test]
    public async Task The_reserve_is_kept_for_mails_that_are_in_the_spool()
    {
        var opened = SpoolOpening.Open(Folder, Now, reserve: 6 << 20);
        await using var spool = opened.MatchUnsafe<ISpool?>(Left: _ => null, Right: one => one.Spool)!;
        var stored = await FillUp(spool, 100_000);
        Assert.That(stored, Is.Not.Empty);
        foreach (var id in stored)
        {
            Assert.That(await spool.Update(new SpoolEntry(id, Now, Octets.Utf8("tried"))), Is.InstanceOf<SpoolOutcome.Stored>());
        }
    }

    static async Task<List<string>> FillUp(ISpool spool, int size)
    {
        var stored = new List<string>();
        while (await spool.Add(Entry($"m{stored.Count}", new MemoryContent(Mail(stored.Count, size)))) is var outcome and not SpoolOutcome.NoSpace)
        {
            Assert.That(outcome, Is.InstanceOf<SpoolOutcome.Stored>());
            stored.Add($"m{stored.Count}");
        }

        return stored;
    }

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
