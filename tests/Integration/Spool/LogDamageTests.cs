using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>The log of the database is damaged after a crash: SQLite drops all that lies behind the first frame that is wrong, and says nothing.</summary>
public sealed class LogDamageTests : SpoolFixture
{
    const int Mails = 40;

    const int Header = 32;
    const int Frame = 24 + 4096;

    /// More in the long run: LAITOS_FLIPS.
    static readonly int Flips = int.TryParse(Environment.GetEnvironmentVariable("LAITOS_FLIPS"), out var requested) ? requested : 24;

    [Test]
    public async Task No_mail_is_lost_by_a_flipped_bit_wherever_it_is()
    {
        await using var spool = await Filled();
        var random = new Random(20);
        for (var flip = 0; flip < Flips; flip++)
        {
            var (at, bit) = (random.NextDouble(), random.Next(8));
            await Survives(log => log[(int)(at * log.Length)] ^= (byte)(1 << bit), $"bit {bit} at {at}");
        }
    }

    [TestCase(3, 0, TestName = "Order_of_octets")]
    [TestCase(9, 4, TestName = "Size_of_pages")]
    [TestCase(16, 7, TestName = "First_salt")]
    [TestCase(23, 0, TestName = "Second_salt")]
    [TestCase(31, 0, TestName = "Checksum_of_the_header")]
    [TestCase(Header + 3, 0, TestName = "Number_of_a_page")]
    [TestCase(Header + 7, 1, TestName = "Size_at_a_commit")]
    [TestCase(Header + 8, 3, TestName = "Salt_of_a_frame")]
    [TestCase(Header + 23, 3, TestName = "Checksum_of_a_frame")]
    [TestCase(Header + (5 * Frame) + 500, 3, TestName = "A_page")]
    [TestCase(-Frame + 7, 0, TestName = "Size_at_the_last_commit")]
    [TestCase(-Frame + 8, 5, TestName = "Salt_of_the_last_frame")]
    [TestCase(-Frame + 20, 0, TestName = "Checksum_of_the_last_frame")]
    [TestCase(-1, 0, TestName = "The_last_octet")]
    [TestCase(-3, 7, TestName = "The_last_word")]
    [TestCase(Header + (40 * Frame) - 2, 6, TestName = "The_last_word_of_a_page")]
    public async Task No_mail_is_lost_by_a_flipped_bit_in(int at, int bit)
    {
        await using var spool = await Filled();
        await Survives(log => log[at < 0 ? log.Length + at : at] ^= (byte)(1 << bit), "");
    }

    [TestCase(512)]
    [TestCase(3 * Frame)]
    public async Task What_a_larger_damage_takes_is_told_and_all_the_rest_is_saved(int octets)
    {
        await using var spool = await Filled();
        var random = new Random(octets);
        for (var round = 0; round < 10; round++)
        {
            var (whole, notices) = await Recovered(log => random.NextBytes(log.AsSpan(random.Next(log.Length - octets), octets)));
            Assert.That(notices, Is.Not.Empty, $"round {round}");
            Assert.That(whole, Is.GreaterThanOrEqualTo(Mails - 6), $"round {round}: {string.Join(' ', notices)}");
        }
    }

    [Test]
    public async Task A_transaction_that_a_crash_has_cut_off_is_no_damage()
    {
        await using var spool = await Filled();
        for (var cut = 1; cut < 3 * Frame; cut += 1000)
        {
            var (_, notices) = await Recovered(log => log, log => log[..^cut]);
            Assert.That(notices.Where(notice => !notice.Contains("orphaned", StringComparison.Ordinal)), Is.Empty, $"{cut} octets less");
        }
    }

    [Test]
    public async Task A_command_line_that_looks_leaves_the_log_as_it_is()
    {
        await using var spool = await Filled();
        var copy = Copied(log => log[Header + (9 * Frame)] ^= 1);
        var before = await File.ReadAllBytesAsync(copy.Database + "-wal");
        await new SpoolReader(copy).All();
        Assert.That(await File.ReadAllBytesAsync(copy.Database + "-wal"), Is.EqualTo(before));
        await using var opened = Opened(copy).Spool;
        Assert.That(await Entries(opened), Has.Count.EqualTo(Mails));
    }

    async Task Survives(Action<byte[]> harm, string what)
    {
        var (whole, notices) = await Recovered(harm);
        Assert.That(whole, Is.EqualTo(Mails), $"{what}: {string.Join(' ', notices)}");
    }

    Task<(int Whole, string[] Notices)> Recovered(Action<byte[]> harm) => Recovered(log =>
    {
        harm(log);
        return log;
    }, log => log);

    /// How many mails are there after the harm, each as it was stored, and what was told.
    async Task<(int Whole, string[] Notices)> Recovered(Func<byte[], byte[]> harm, Func<byte[], byte[]> cut)
    {
        var copy = Copied(_ => { });
        await File.WriteAllBytesAsync(copy.Database + "-wal", cut(harm(await File.ReadAllBytesAsync(copy.Database + "-wal"))));
        var (opened, notices) = Opened(copy);
        await using var closing = opened;
        var whole = 0;
        foreach (var entry in await Entries(opened))
        {
            if ((await opened.Content(entry.Id)).IsRight)
            {
                Assert.That((await MailOf(opened, entry.Id)).AsSpan().SequenceEqual(MailNumber(int.Parse(entry.Id[1..]))), entry.Id);
                whole++;
            }
        }

        return (whole, [.. notices]);
    }

    int copies;

    SpoolDirectory Copied(Action<byte[]> harm)
    {
        var copy = new SpoolDirectory(Path.Combine(Path.GetDirectoryName(Folder.Root)!, $"copy{copies++}"));
        Crash(copy.Root);
        var log = File.ReadAllBytes(copy.Database + "-wal");
        harm(log);
        File.WriteAllBytes(copy.Database + "-wal", log);
        return copy;
    }

    /// A spool whose mails lie in the log, every fourth with a file beside it.
    async Task<FilledSpool> Filled()
    {
        var spool = Open();
        var reader = Reader();
        for (var i = 0; i < Mails; i++)
        {
            Assert.That(await spool.Add(Entry($"m{i}", new MemoryContent(MailNumber(i)))), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        return new FilledSpool(spool, reader);
    }

    sealed record FilledSpool(SqliteSpool Spool, SqliteConnection Reader) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Spool.DisposeAsync();
        }
    }

    static byte[] MailNumber(int number) => Mail(number, number % 4 == 3 ? 300_000 : 1500);
}
