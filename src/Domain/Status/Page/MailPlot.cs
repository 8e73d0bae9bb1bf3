using System.Globalization;
using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Page;

/// <summary>The mails of the last hours as bars, one an hour, each in the colors of their fates; the same numbers as a table.</summary>
public static class MailPlot
{
    /// Across in hundredths of whatever width there is, so that letters keep their size; down in pixels.
    const double Left = 5, Bar = 2.6;

    const int Height = 200, Top = 18, Bottom = 24;

    /// <summary>The section of the page.</summary>
    /// <param name="counts">The mails.</param>
    /// <param name="now">The time.</param>
    /// <param name="below">What else there is to say of them.</param>
    public static Html Of(HourlyCounts counts, Instant now, Html? below = null)
    {
        var hours = counts.Until(now);
        return Tag.Section(
            "mails", "Mails per hour",
            Drawing(hours),
            Tag.Class("ul", "legend", Html.Of(Groups.Map(group => Tag.Of("li", Tag.Class("span", $"key {Style(group)}"), $"{Name(group)} ", Tag.Of("strong", Tag.Number(counts.Sum(group, now))))))),
            Tag.Of("details", [("id", "mails-table")], Tag.Of("summary", "As a table"), Tag.Class("div", "scroll", Numbers(hours))),
            below ?? Html.Nothing);
    }

    /// <summary>Whose mails they are, where several daemons work on the queue.</summary>
    public static Html Daemons(StatusSnapshot snapshot) => Html.Of(Seqs.Of(
        snapshot.Others.Trouble.Match(trouble => Tag.Of("p", [("class", "notice")], $"What other daemons have done is not known, or is of earlier: {trouble}"), () => Html.Nothing),
        snapshot.Others.Daemons.IsEmpty ? Html.Nothing : Tag.Of("details", [("id", "mails-daemons")], Tag.Of("summary", "By daemon"), Tag.Class("div", "scroll", Tag.Table(
            "Mails of the last 24 hours, by daemon", Seqs.Of("Daemon").Then(Groups.Map(Name)),
            Seqs.Of(new DaemonHours(snapshot.Name, snapshot.Hours)).Then(snapshot.Others.Daemons).Map(daemon => Tag.Of(
                "tr", Tag.Cell("Daemon", daemon.Name), Html.Of(Groups.Map(group => Tag.Cell(Name(group), Tag.Number(daemon.Hours.Sum(group, snapshot.Now))))))))))));

    /// <summary>What a group is called.</summary>
    public static string Name(FateGroup group) => group switch
    {
        FateGroup.Forwarded => "forwarded",
        FateGroup.Queued => "queued",
        FateGroup.Blocked => "blocked",
        FateGroup.Refused => "refused",
        FateGroup.Deferred => "deferred",
        FateGroup.Other => "other",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The least round number that is not less: 1, 2 or 5 with zeros.</summary>
    public static long Ceiling(long most)
    {
        for (var unit = 1L; ; unit *= 10)
        {
            foreach (var step in (long[])[1, 2, 5])
            {
                if (step * unit >= most)
                {
                    return Math.Max(4, step * unit);
                }
            }
        }
    }

    static Seq<FateGroup> Groups { get; } = Enum.GetValues<FateGroup>().Gather();

    static Html Drawing(Seq<HourCount> hours)
    {
        var ceiling = Ceiling(hours.AsEnumerable().Max(hour => hour.Total));
        return Tag.Of(
            "svg", [("class", "plot"), ("width", "100%"), ("height", Text(Height)), ("role", "img"), ("aria-label", $"Mails per hour in the last {HourlyCounts.Kept} hours; the numbers are in the table below")],
            Html.Of(Seqs.Of(0L, ceiling / 2, ceiling).Map(level => Grid(level, ceiling))),
            Html.Of(hours.MapStrict((hour, i) => Hour(hour, i, ceiling))));
    }

    static Html Grid(long level, long ceiling) => Html.Of(Seqs.Of(
        Tag.Of("line", [("class", "grid"), ("x1", "0"), ("x2", "100%"), ("y1", Text(Y(level, ceiling))), ("y2", Text(Y(level, ceiling)))]),
        Tag.Of("text", [("class", "axis"), ("x", "0"), ("y", Text(Y(level, ceiling) - 4))], Tag.Number(level))));

    static Html Hour(HourCount hour, int place, long ceiling)
    {
        var middle = Left + ((100 - Left) * (place + 0.5) / HourlyCounts.Kept);
        var (bars, below) = (new List<Html>(), 0L);
        foreach (var group in Groups)
        {
            if (hour.Of(group) is > 0 and var count)
            {
                var (top, bottom) = (Y(below + count, ceiling), Y(below, ceiling));
                bars.Add(Tag.Of("rect", [("class", Style(group)), ("x", Part(middle - (Bar / 2))), ("width", Part(Bar)), ("y", Text(top)), ("height", Text(bottom - top))]));
                below += count;
            }
        }

        return Tag.Of("g", Tag.Of("title", $"{Clock(hour)} UTC: {Words(hour)}"), Html.Of(bars.Gather()), Label(hour, place, middle));
    }

    /// Where there is little room, every second one is left out.
    static Html Label(HourCount hour, int place, double middle) => hour.Hour % 3 != 0 ? Html.Nothing
        : Tag.Of(
            "text", [("class", hour.Hour % 6 == 0 ? "axis" : "axis minor"), ("x", place == HourlyCounts.Kept - 1 ? "100%" : Part(middle)), ("y", Text(Height - 6)), ("text-anchor", place == HourlyCounts.Kept - 1 ? "end" : "middle")],
            Clock(hour));

    static Html Numbers(Seq<HourCount> hours) => Tag.Table(
        "Mails per hour, by their fates", Seqs.Of("Hour (UTC)").Then(Groups.Map(Name)),
        hours.AsEnumerable().Reverse().Where(hour => hour.Total > 0).Select(hour =>
            Tag.Of("tr", Tag.Cell("Hour (UTC)", $"{hour.Begin.ToString()[..10]} {Clock(hour)}"), Html.Of(Groups.Map(group => Tag.Cell(Name(group), Tag.Number(hour.Of(group))))))).Gather());

    static string Words(HourCount hour) => hour.Total == 0
        ? "no mail"
        : string.Join(", ", Groups.Filter(group => hour.Of(group) > 0).Map(group => $"{Tag.Number(hour.Of(group))} {Name(group)}"));

    static string Clock(HourCount hour) => hour.Begin.ToString().Substring(11, 5);

    static string Style(FateGroup group) => "fate-" + Name(group);

    static double Y(long count, long ceiling) => Top + ((Height - Top - Bottom) * (1 - ((double)count / ceiling)));

    static string Part(double hundredths) => Text(hundredths) + "%";

    static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
