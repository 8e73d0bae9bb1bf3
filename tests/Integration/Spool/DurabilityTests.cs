using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

public sealed class DurabilityTests : SpoolFixture
{
    const int Large = 300_000;

    [Test]
    public async Task What_has_lapsed_is_forgotten_while_the_daemon_runs()
    {
        await using var spool = Open();
        spool.ForgetsEach = TimeSpan.Zero;
        await spool.Remember(new StoredFingerprint(Octets.Latin1("lapsed long ago"), new Instant(1)), new StoredFingerprint(Octets.Latin1("to be kept"), new Instant(long.MaxValue)));
        await spool.Remember();
        Assert.That(Remembered(), Is.EqualTo(1L));
    }

    /// A daemon that was away for a night: its first mails do not wait until all of a busy hour is forgotten.
    [Test]
    public async Task Much_that_has_lapsed_is_forgotten_a_part_with_each_change()
    {
        await using var spool = Open();
        await spool.Remember([.. Enumerable.Range(0, 2 * SpoolTables.MostForgotten + 1).Select(number => new StoredFingerprint(Octets.Latin1($"lapsed {number}"), new Instant(number)))]);
        var left = new List<object?>();
        foreach (var pause in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(1)])
        {
            spool.ForgetsEach = pause;
            Assert.That(await spool.Remember(), Is.InstanceOf<SpoolOutcome.Stored>());
            left.Add(Remembered());
        }

        Assert.That(left, Is.EqualTo(new object[] { SpoolTables.MostForgotten + 1L, 1L, 0L }));
    }

    object? Remembered()
    {
        using var reader = Reader();
        using var count = reader.CreateCommand();
        count.CommandText = "SELECT count(*) FROM recent";
        return count.ExecuteScalar();
    }
}
