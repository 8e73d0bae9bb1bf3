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
        using var reader = Reader();
        using var count = reader.CreateCommand();
        count.CommandText = "SELECT count(*) FROM recent";
        Assert.That(count.ExecuteScalar(), Is.EqualTo(1L));
    }
}
