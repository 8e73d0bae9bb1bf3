using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos queue backup</c>, where the spool changes under it.</summary>
public sealed class QueueBackupTests : QueueFixture
{
    [Test]
    public async Task A_mail_that_goes_while_its_file_is_to_be_copied_is_not_in_the_copy_at_all()
    {
        await using var daemon = Open();
        await Fill(daemon, "small");
        var state = (await new SpoolReader(Folder).All()).Match(Left: _ => throw new AssertionException("no spool"), Right: rows => rows.Single().State);
        foreach (var id in (string[])["gone", "stays", "broken"])
        {
            Assert.That(await daemon.Add(new NewEntry(new SpoolEntry(id, Now, state), new MemoryContent(new byte[BodyFiles.Largest + 1]))), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        var copy = new SpoolDirectory(PathOf("copy"));
        Assert.That(SpoolBackup.Snapshot(Folder, copy).IsRight);
        await daemon.Replace("gone");
        File.Delete(Folder.Body("broken"));
        var done = SpoolBackup.Complete(Folder, copy);
        Assert.That((done.Entries, done.Files, done.Missing), Is.EqualTo((3L, 1, Seqs.Of("broken"))));
        Assert.That((await new SpoolReader(copy).All()).Match(Left: _ => [], Right: rows => rows.Select(row => row.Id)), Is.EquivalentTo(new[] { "small", "stays", "broken" }));
        Assert.That((await new SpoolReader(copy).Content("stays")).IsRight);
        await using var opened = SpoolOpening.Open(copy, Now, reserve: 0).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: spool => spool).Spool;
        Assert.That((await opened.All()).IsRight, "it can serve as a spool");
    }

    [Test]
    public async Task Nothing_is_written_over_and_a_spool_that_is_not_there_is_named()
    {
        Assert.That(await Run("backup", PathOf("copy")), Is.EqualTo(new Ran(2, "", $"{Folder.Root}: there is no spool yet")));
        await Fill("one");
        File.WriteAllText(PathOf("file"), "");
        Assert.That((await Run("backup", PathOf("file"))).Error, Does.Contain("is not empty: a backup is written into a new folder"));
    }
}
