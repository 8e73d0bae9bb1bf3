using System.Runtime.Versioning;
using System.Text;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

public sealed class SpoolOpeningTests : SpoolFixture
{
    const string Marker = "a body that nobody shall read afterwards";

    [Test]
    public async Task A_desk_without_a_spool_says_so()
    {
        var reader = new SpoolReader(Folder);
        Assert.That((await reader.All()).IsLeft);
        Assert.That(await reader.Request("a", "retry"), Is.InstanceOf<SpoolOutcome.Broken>());
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_can_look_into_it()
    {
        Directory.CreateDirectory(Folder.Root, (UnixFileMode)0b111_101_101);
        await using var spool = Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, 300_000))));
        Assert.That(Convert.ToString((int)File.GetUnixFileMode(Folder.Root), 8), Is.EqualTo("700"));
        foreach (var file in Directory.EnumerateFiles(Folder.Root, "*", SearchOption.AllDirectories))
        {
            Assert.That(Convert.ToString((int)File.GetUnixFileMode(file), 8), Is.EqualTo("600"), file);
        }
    }

    [Test]
    public async Task What_a_crash_has_left_is_cleared_up_and_what_has_a_row_is_kept()
    {
        await using (var spool = Open())
        {
            await spool.Add(Entry("a", new MemoryContent(Mail(1, 300_000))));
        }

        var half = new[] { Path.Combine(Folder.Bodies, "c.body.part"), Path.Combine(Folder.Incoming, "d.part") };
        var orphan = Path.Combine(Folder.Bodies, "b.body");
        Array.ForEach([.. half, orphan], file => File.WriteAllText(file, "left"));
        var (again, notices) = Opened();
        await using var closing = again;
        Assert.That(half.Append(orphan).Where(File.Exists), Is.Empty);
        var aside = Directory.GetDirectories(Folder.Root, "bodies.orphaned-*").Single();
        Assert.That(File.ReadAllText(Path.Combine(aside, "b.body")), Is.EqualTo("left"), "a whole body without a row may be all that is left of a mail");
        Assert.That(notices.Single(), Does.Contain(aside));
        Assert.That(await MailOf(again, "a"), Is.EqualTo(Mail(1, 300_000)));
    }

    [Test]
    public async Task When_nothing_is_to_do_the_log_is_moved_into_the_database()
    {
        await using var spool = Open();
        await spool.Add(Entry("a", "kept"));
        Assert.That(await LogIsEmptied());
        Assert.That(Encoding.Latin1.GetString(await MailOf(spool, "a")), Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_removed_mail_cannot_be_read_in_the_files_of_the_database()
    {
        await using var spool = Open();
        await spool.Add(Entry("a", string.Concat(Enumerable.Repeat(Marker, 500))));
        await spool.Add(Entry("b", "stays"));
        Assert.That(IsInFiles(Marker));
        await spool.Replace("a");
        Assert.That(await IsWiped(Marker));
        Assert.That(await MailOf(spool, "b"), Has.Length.EqualTo(5));
    }
}
