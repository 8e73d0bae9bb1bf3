namespace Laitos.Domain.Status;

/// <summary>How many mails had which fate in each of the last hours.</summary>
/// <param name="Hours">The hours in which there were any, the earliest in front; at most <see cref="Kept"/>.</param>
public sealed record HourlyCounts(Seq<HourCount> Hours)
{
    /// <summary>How many hours are kept, the present one included.</summary>
    public const int Kept = 24;

    /// <summary>When the first of the hours begins that are kept at a time.</summary>
    public static Instant FirstBefore(Instant now) => HourCount.None(HourCount.HourOf(now) - Kept + 1).Begin;

    /// <summary>Nothing was counted.</summary>
    public static HourlyCounts None { get; } = new(Seqs.Of<HourCount>());

    /// <summary>The counts of records.</summary>
    /// <param name="rows">The number of an hour, a word of <see cref="MailFates.Words"/>, and how many; other words are left out.</param>
    public static HourlyCounts Of(Seq<(long Hour, string Word, long Count)> rows) => new(rows.AsEnumerable()
        .Where(row => MailFates.Words.Exists(word => word == row.Word))
        .GroupBy(row => row.Hour)
        .Select(hour => hour.Aggregate(HourCount.None(hour.Key), (count, row) => count.Plus(MailFates.GroupOf(MailFates.IndexOf(row.Word)), row.Count)))
        .OrderBy(hour => hour.Hour).Gather());

    /// <summary>After some more mails: what the totals have grown by belongs to the present hour, and hours that are too long ago are forgotten.</summary>
    /// <param name="before">The totals of each word when this was last done.</param>
    /// <param name="after">The totals now.</param>
    /// <param name="now">The time.</param>
    public HourlyCounts After(IReadOnlyList<long> before, IReadOnlyList<long> after, Instant now)
    {
        var present = HourCount.HourOf(now);
        var grown = Enumerable.Range(0, after.Count).Aggregate(
            Find(present), (count, word) => count.Plus(MailFates.GroupOf(word), Math.Max(0, after[word] - before[word])));
        return new(Hours.AsEnumerable().Where(hour => hour.Hour > present - Kept && hour.Hour < present).Append(grown).Where(hour => hour.Total > 0).Gather());
    }

    /// <summary>The same with what was counted elsewhere.</summary>
    public HourlyCounts Plus(HourlyCounts other) => new(Hours.AsEnumerable().Concat(other.Hours.AsEnumerable()).GroupBy(hour => hour.Hour)
        .Select(hour => hour.Aggregate(HourCount.None(hour.Key), (sum, each) => sum.Plus(each))).OrderBy(hour => hour.Hour).Gather());

    /// <summary>The last hours up to a time, the empty ones included, the earliest in front.</summary>
    public Seq<HourCount> Until(Instant now) => Enumerable.Range(0, Kept).Select(back => Find(HourCount.HourOf(now) - Kept + 1 + back)).Gather();

    /// <summary>How many mails had a fate in the last hours.</summary>
    public long Sum(FateGroup group, Instant now) => Until(now).AsEnumerable().Sum(hour => hour.Of(group));

    HourCount Find(long hour) => Hours.Find(each => each.Hour == hour).IfNone(() => HourCount.None(hour));
}

/// <summary>The mails of one hour.</summary>
/// <param name="Hour">The number of the hour since 1970.</param>
/// <param name="Counts">How many, for each <see cref="FateGroup"/>.</param>
public sealed record HourCount(long Hour, Seq<long> Counts)
{
    const long Milliseconds = 3_600_000;

    /// <summary>How many groups there are.</summary>
    public static int Groups { get; } = Enum.GetValues<FateGroup>().Length;

    /// <summary>An hour without mails.</summary>
    public static HourCount None(long hour) => new(hour, Enumerable.Repeat(0L, Groups).Gather());

    /// <summary>The hour of a time.</summary>
    public static long HourOf(Instant at) => at.UnixMilliseconds / Milliseconds;

    /// <summary>When it began.</summary>
    public Instant Begin => new(Hour * Milliseconds);

    /// <summary>All of its mails.</summary>
    public long Total => Counts.Sum();

    /// <summary>Those of a group.</summary>
    public long Of(FateGroup group) => Counts[(int)group];

    internal HourCount Plus(FateGroup group, long more) => more == 0 ? this : this with { Counts = Counts.MapStrict((count, i) => i == (int)group ? count + more : count) };

    internal HourCount Plus(HourCount other) => this with { Counts = Counts.MapStrict((count, i) => count + other.Counts[i]) };
}
