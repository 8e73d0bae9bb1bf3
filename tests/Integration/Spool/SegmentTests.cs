using System.Text;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>Files that several mails share.</summary>
public sealed class SegmentTests : SpoolFixture
{
    const int Size = 60_000;

    const string Marker = "a body that nobody shall read afterwards ";

    [Test]
    public async Task Mails_that_arrive_together_share_a_file_and_its_flush()
    {
        await using var spool = Open();
        var before = spool.Commits;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => spool.Add(Entry($"m{number}", new MemoryContent(Halves(number)))))));
        Assert.That(outcomes, Has.All.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(spool.Commits - before, Is.LessThanOrEqualTo(50));
        Assert.That(Segments(), Has.Count.EqualTo(1));
        for (var number = 0; number < 100; number++)
        {
            Assert.That(await MailOf(spool, $"m{number}"), Is.EqualTo(Mail(number, Size)));
        }
    }

    [Test]
    public async Task A_full_file_is_followed_by_another_and_goes_with_its_last_mail()
    {
        await using var spool = Open();
        var each = (int)(SegmentFiles.Full / BodyFiles.Largest);
        for (var number = 0; number < each + 1; number++)
        {
            Assert.That(await spool.Add(Entry($"m{number}", new MemoryContent(Mail(number, BodyFiles.Largest)))), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        var (first, second) = (Segments()[0], Segments()[1]);
        Assert.That(await MailOf(spool, "m0"), Is.EqualTo(Mail(0, BodyFiles.Largest)));
        await Task.WhenAll(Enumerable.Range(0, each).Select(number => spool.Replace($"m{number}")));
        Assert.That((File.Exists(first), File.Exists(second)), Is.EqualTo((false, true)));
        Assert.That(await MailOf(spool, $"m{each}"), Is.EqualTo(Mail(each, BodyFiles.Largest)));
    }

    [Test]
    public async Task When_nothing_comes_a_file_without_mails_goes_and_later_mails_have_another()
    {
        await using var spool = Open();
        await spool.Add(Marked("a"));
        Assert.That(Segments(), Has.Count.EqualTo(1));
        await spool.Replace("a");
        Assert.That(await Becomes(() => Segments().Count == 0));
        await spool.Add(Marked("b"));
        Assert.That(await MailOf(spool, "b"), Is.EqualTo(Marks));
    }

    /// Of the mail that stays the neighbours go, while the file is open, once it is closed, and in the next run.
    [Test]
    [Platform("Linux")]
    public async Task What_has_gone_cannot_be_read_in_a_file_that_others_still_need([Values] bool whileOpen, [Values] bool crashed)
    {
        var folder = crashed ? new SpoolDirectory(Path.Combine(Folder.Root, "copy")) : Folder;
        await using (var spool = Open())
        {
            await spool.Add(Marked("a"));
            await spool.Add(Entry("stays", new MemoryContent(Mail(1, Size))));
            await spool.Add(Marked("c"));
            if (!whileOpen)
            {
                Assert.That(await LogIsEmptied());
            }

            await spool.Replace("a");
            await spool.Replace("c");
            if (crashed)
            {
                Crash(folder.Root);
            }
        }

        await using var again = Opened(folder).Spool;
        var segment = Directory.GetFiles(folder.Bodies).Single();
        Assert.That((await File.ReadAllBytesAsync(segment)).AsSpan().IndexOf(Encoding.Latin1.GetBytes(Marker)), Is.Negative);
        Assert.That(await MailOf(again, "stays"), Is.EqualTo(Mail(1, Size)));
    }

    [Test]
    public async Task What_was_written_and_never_got_a_row_goes_at_the_next_start()
    {
        await using (var spool = Open())
        {
            await spool.Add(Marked("a"));
            using var unanswered = new SegmentFiles(Folder, SpoolPlaces(7));
            unanswered.Append(new MemoryContent(Marks));
            Crash(Path.Combine(Folder.Root, "copy"));
            await spool.Replace("a");
        }

        var (again, notices) = Opened(new SpoolDirectory(Path.Combine(Folder.Root, "copy")));
        await using var closing = again;
        Assert.That((notices.IsEmpty, Directory.GetFiles(Path.Combine(Folder.Root, "copy", "bodies")).Length), Is.EqualTo((true, 1)));
        Assert.That(await MailOf(again, "a"), Is.EqualTo(Marks));
    }

    [Test]
    public async Task A_mail_whose_octets_have_changed_is_not_given_and_its_neighbours_are()
    {
        await using var spool = Open();
        await spool.Add(Entry("a", new MemoryContent(Mail(1, Size))));
        await spool.Add(Entry("b", new MemoryContent(Mail(2, Size))));
        var octets = ReadShared(Segments().Single());
        await using (var file = new FileStream(Segments().Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = Size - 1;
            file.WriteByte((byte)(octets[Size - 1] ^ 1));
        }

        Assert.That((await spool.Content("a")).Match(Left: trouble => trouble.IsLost, Right: _ => false));
        Assert.That(await MailOf(spool, "b"), Is.EqualTo(Mail(2, Size)));
    }

    [Test]
    public async Task Of_a_damaged_database_the_mails_in_files_are_saved()
    {
        await using (var spool = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(number => spool.Add(Entry($"m{number}", new MemoryContent(Mail(number, Size))))));
        }

        await using (var file = new FileStream(Folder.Database, FileMode.Open))
        {
            file.Write(Mail(99, 4096));
        }

        var (saved, notices) = Opened();
        await using var closing = saved;
        Assert.That(notices.Head, Does.Contain("20 mails"));
        for (var number = 0; number < 20; number++)
        {
            Assert.That(await MailOf(saved, $"m{number}"), Is.EqualTo(Mail(number, Size)));
        }
    }

    [Test]
    public async Task A_file_that_is_lost_is_told_and_one_beside_a_new_database_is_set_aside()
    {
        await using (var spool = Open())
        {
            await spool.Add(Marked("a"));
        }

        File.Move(Segments().Single(), Path.Combine(Folder.Root, "elsewhere"));
        await using (var lost = Opened().Spool)
        {
            Assert.That((await lost.Content("a")).Match(Left: trouble => trouble.IsLost, Right: _ => false));
        }

        var (without, notices) = Opened();
        await without.DisposeAsync();
        Assert.That(notices.Head, Does.Contain("lost a file"));
        File.Move(Path.Combine(Folder.Root, "elsewhere"), Folder.Segment(1));
        foreach (var part in (string[])["", "-wal", "-shm"])
        {
            File.Delete(Folder.Database + part);
        }

        var (fresh, told) = Opened();
        await using var closing = fresh;
        Assert.That(told.Single(), Does.Contain("bodies.orphaned-"));
    }

    [Test]
    public async Task A_copy_of_the_spool_holds_its_mails_and_tells_of_one_that_was_damaged()
    {
        var copy = new SpoolDirectory(Path.Combine(Folder.Root, "copy"));
        await using var spool = Open();
        foreach (var id in (string[])["gone", "stays", "broken"])
        {
            await spool.Add(Entry(id, new MemoryContent(Mail(id.Length, Size))));
        }

        Assert.That(await LogIsEmptied(), "nothing is appended to the file any more");
        Assert.That(SpoolBackup.Snapshot(Folder, copy).IsRight);
        await spool.Replace("gone");
        await using (var file = new FileStream(Segments().Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = file.Length - 100;
            file.Write(new byte[50]);
        }

        var done = SpoolBackup.Complete(Folder, copy);
        Assert.That(done.Missing.Single(), Is.EqualTo("broken"));
        Assert.That((done.Entries, done.Files), Is.EqualTo(OperatingSystem.IsLinux() ? (2L, 1) : (3L, 2)), "where room is not given back, it is there as it was");
        await using var again = Opened(copy).Spool;
        Assert.That(await MailOf(again, "stays"), Is.EqualTo(Mail("stays".Length, Size)));
    }

    static byte[] Marks { get; } = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Marker, Size / Marker.Length)));

    static NewEntry Marked(string id) => Entry(id, new MemoryContent(Marks));

    static IReadOnlyList<MailPlace> SpoolPlaces(long segment) => [new MailPlace(segment, 0, 0)];

    static ReadOnlyMemory<byte>[] Halves(int number) => Mail(number, Size) is var mail ? [mail.AsMemory(0, Size / 3), mail.AsMemory(Size / 3)] : [];

    IReadOnlyList<string> Segments() => [.. Directory.GetFiles(Folder.Bodies, "*.segment").Order(StringComparer.Ordinal)];

    static async Task<bool> Becomes(Func<bool> condition)
    {
        for (var wait = 0; wait < 300 && !condition(); wait++)
        {
            await Task.Delay(100);
        }

        return condition();
    }
}
