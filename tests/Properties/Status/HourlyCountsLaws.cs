using Laitos.Domain.Status;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Status;

/// <summary>What is counted is counted once, in the hour in which it happened, and is forgotten after a day.</summary>
public class HourlyCountsLaws
{
    /// The simple model: each single mail with its hour.
    [Property(MaxTest = 200)]
    public bool Each_mail_of_the_last_day_is_in_its_hour((byte Minutes, byte Word, byte More)[] steps)
    {
        var (now, totals, counts) = (QueueArbitraries.Noon, new long[MailFates.Words.Count], HourlyCounts.None);
        var model = new List<(long Hour, FateGroup Group)>();
        foreach (var (minutes, word, more) in steps ?? [])
        {
            now += TimeSpan.FromMinutes(minutes * 3);
            var before = totals;
            totals = [.. totals.Select((total, i) => i == word % totals.Length ? total + (more % 5) : total)];
            counts = counts.After(before, totals, now);
            model.AddRange(Enumerable.Repeat((HourCount.HourOf(now), MailFates.GroupOf(word % totals.Length)), more % 5));
        }

        return counts.Hours.Count <= HourlyCounts.Kept && Enum.GetValues<FateGroup>().All(group =>
            counts.Until(now).ForAll(hour => hour.Of(group) == model.Count(mail => mail == (hour.Hour, group))));
    }

    [Test]
    public void Counts_of_records_join_those_of_the_present()
    {
        var hour = HourCount.HourOf(QueueArbitraries.Noon);
        var counts = HourlyCounts.Of(Seqs.Of((hour, "forwarded", 2L), (hour - 1, "looping", 1L), (hour - 1, "rejected", 4L), (hour, "of a later version", 9L)))
            .Plus(HourlyCounts.None.After(new long[MailFates.Words.Count], [1, .. new long[MailFates.Words.Count - 1]], QueueArbitraries.Noon));
        Assert.That(counts.Sum(FateGroup.Forwarded, QueueArbitraries.Noon), Is.EqualTo(3));
        Assert.That(counts.Until(QueueArbitraries.Noon).AsEnumerable().TakeLast(2).Select(each => each.Total), Is.EqualTo(new[] { 5L, 3L }));
    }

    /// A counter that is gone for good must not take away from the hour.
    [Test]
    public void Totals_that_shrink_count_nothing() =>
        Assert.That(HourlyCounts.None.After([.. MailFates.Words.Map(_ => 5L)], [.. MailFates.Words.Map(_ => 3L)], QueueArbitraries.Noon), Is.EqualTo(HourlyCounts.None));
}
