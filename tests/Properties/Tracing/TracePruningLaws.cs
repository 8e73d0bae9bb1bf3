using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Tracing;

/// <summary>The newest records are kept within both bounds.</summary>
public class TracePruningLaws
{
    sealed record Kept(Instant At, bool IsSession, long Size);

    [Property(MaxTest = 200)]
    public Property What_is_kept_is_the_newest_within_both_bounds(PositiveInt[] ages, bool[] kinds, PositiveInt room)
    {
        var now = QueueArbitraries.Noon;
        var policy = new TracePolicy(TimeSpan.FromDays(30), 100L * room.Get);
        var records = ages.Select((age, i) => new Kept(new Instant(now.UnixMilliseconds - (age.Get % 2000 * 3_600_000L)), kinds.Length > 0 && kinds[i % kinds.Length], 100 + (age.Get % 7 * 50)))
            .OrderBy(record => record.At).ToList();
        var before = records.ToList();
        for (var steps = 0; TracePruning.Next(policy, Holdings(records), now).Case is TracePruning step; steps++)
        {
            var (sessions, all) = (records.Count(record => record.IsSession), records.Count);
            records = Applied(records, step);
            if (steps > 2 * before.Count || (step is TracePruning.Oldest && sessions > all / 2))
            {
                return false.Label($"{step} of {all}, {sessions} of them sessions");
            }
        }

        var isNewest = new[] { true, false }.All(kind =>
            before.Where(record => record.IsSession == kind && Fits(record)).ToArray() is var fresh && fresh[(fresh.Length - records.Count(record => record.IsSession == kind))..].SequenceEqual(records.Where(record => record.IsSession == kind)));
        var isNoMore = before.Where(Fits).Sum(record => record.Size) > policy.MaxSize || records.Count == before.Count(Fits);
        return (records.All(Fits) && Holdings(records).Octets <= policy.MaxSize && isNewest && isNoMore).Label($"{before.Count} of {policy.MaxSize}: {records.Count}");

        bool Fits(Kept record) => now - record.At <= policy.Keep;
    }

    /// A host that connects all day long.
    [Test]
    public void Sessions_do_not_wash_out_mails()
    {
        var records = Enumerable.Range(0, 10_000).Select(i => new Kept(new Instant(i), i % 100 != 0, 100)).ToList();
        var policy = new TracePolicy(TimeSpan.FromDays(30), 500_000);
        while (TracePruning.Next(policy, Holdings(records), new Instant(10_000)).Case is TracePruning step)
        {
            records = Applied(records, step);
        }

        Assert.That(records.Count(record => !record.IsSession), Is.EqualTo(100));
    }

    static TraceHoldings Holdings(List<Kept> records) =>
        new(records.Sum(record => record.Size), records.Count == 0 ? Option<Instant>.None : records.Min(record => record.At), records.Count, records.Count(record => record.IsSession));

    static List<Kept> Applied(List<Kept> records, TracePruning step) => step switch
    {
        TracePruning.Before(var at) => [.. records.Where(record => record.At >= at)],
        TracePruning.Oldest(var count) => [.. records.Skip((int)count)],
        TracePruning.OldestSessions(var count) => [.. records.Except(records.Where(record => record.IsSession).Take((int)count), ReferenceEqualityComparer.Instance).Cast<Kept>()],
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
