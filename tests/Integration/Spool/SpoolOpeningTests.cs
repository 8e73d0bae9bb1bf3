using System.Runtime.Versioning;
using System.Text;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

public sealed class SpoolOpeningTests : SpoolFixture
{
    const string Marker = "a body that nobody shall read afterwards";

    [Test]
    public async Task A_second_daemon_is_refused_until_the_first_has_gone()
    {
        await using (Open())
        {
            var refusal = Try().Match(Left: refusal => refusal, Right: _ => null!);
            Assert.That(refusal, Is.EqualTo(new SpoolRefusal.InUse(Folder.Root, $"{Environment.ProcessId}")));
        }

        await using var next = Open();
    }

    [Test]
    public async Task A_second_program_looks_and_lays_down_wishes_beside_the_daemon()
    {
        await using var spool = Open();
        await spool.Add(Entry("a", "hello"));
        var reader = new SpoolReader(Folder);
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
        Assert.That(await spool.LoadRequests(0), Is.EqualTo(new[] { other, hold }), "and what was wished of the same mail before");
    }

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
