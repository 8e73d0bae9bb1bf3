using System.Diagnostics;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>How fast the spool takes mails on this machine, to be read by people.</summary>
[Explicit("a measurement")]
public sealed class SpoolFigures : SpoolFixture
{
    [Test]
    public async Task Adds_in_a_second([Values(1, 10, 100)] int writers, [Values(4_000, 300_000)] int size)
    {
        await using var spool = Open();
        var mail = Mail(1, size);
        var (count, commits, watch) = (0, spool.Commits, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(2))
            {
                var added = await spool.Add(Entry($"m{Interlocked.Increment(ref count)}", new MemoryContent(mail)));
                Assert.That(added, Is.InstanceOf<SpoolOutcome.Stored>());
            }
        })));
        TestContext.Out.WriteLine($"{writers,3} writers, {size,7} octets: {count / watch.Elapsed.TotalSeconds,7:0} mails a second, {(spool.Commits - commits) / watch.Elapsed.TotalSeconds,6:0} commits a second");
    }
}
