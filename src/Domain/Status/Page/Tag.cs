using System.Globalization;
using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Page;

/// <summary>Short ways to make HTML.</summary>
static class Tag
{
    internal static Html Of(string name, params ReadOnlySpan<Html> content) => new Html.Element(name, default, Seqs.Of(content));

    internal static Html Of(string name, ReadOnlySpan<(string Name, string Value)> attributes, params ReadOnlySpan<Html> content) => new Html.Element(name, Seqs.Of(attributes), Seqs.Of(content));

    /// <summary>An element of a class.</summary>
    internal static Html Class(string name, string styles, params ReadOnlySpan<Html> content) => new Html.Element(name, Seqs.Of(("class", styles)), Seqs.Of(content));

    /// <summary>A cell of a table; its label is shown where the table is too narrow for a heading.</summary>
    internal static Html Cell(string label, params ReadOnlySpan<Html> content) => new Html.Element("td", Seqs.Of(("data-label", label)), Seqs.Of(content));

    /// <summary>A table with its heading.</summary>
    internal static Html Table(string caption, Seq<string> heading, Seq<Html> rows) => Of(
        "table",
        Class("caption", "hidden", caption),
        Of("thead", Of("tr", Html.Of(heading.Map(name => Of("th", [("scope", "col")], name))))),
        Of("tbody", Html.Of(rows)));

    /// <summary>A part of the page, which can be replaced alone.</summary>
    internal static Html Section(string id, string title, params ReadOnlySpan<Html> content) => new Html.Element(
        "section", Seqs.Of(("id", id), ("aria-labelledby", id + "-title")), Seqs.Of(Of("h2", [("id", id + "-title")], title)).Then(Seqs.Of(content)));

    /// <summary>Names and values, one below the other.</summary>
    internal static Html Facts(Seq<(string Name, Html Value)> facts) => Of("dl", Html.Of(facts.SelectEach(fact => Seqs.Of(Of("dt", fact.Name), Of("dd", fact.Value)))));

    /// <summary>A word that says how something stands; the style repeats it in color.</summary>
    internal static Html Badge(string style, string word) => Class("span", "badge " + style, word);

    /// <summary>A point in time, in whole minutes, and how far away it is.</summary>
    internal static Html Time(Instant at, Instant now) => Of("time", [("datetime", at.ToString()), ("title", at.ToString()[..19].Replace('T', ' ') + " UTC")], TimeWords.Distance(at, now));

    internal static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}

/// <summary>Times in words that change once a minute at most.</summary>
static class TimeWords
{
    /// <summary>How far away a time is: <c>in 4 min</c>, <c>2 h ago</c>, <c>now</c>.</summary>
    internal static string Distance(Instant at, Instant now) => (at - now) switch
    {
        { TotalMinutes: > -1 and < 1 } => "now",
        { Ticks: < 0 } past => $"{Span(-past)} ago",
        var ahead => $"in {Span(ahead)}",
    };

    /// <summary>A duration in its largest unit.</summary>
    internal static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 59.5 } => $"{Tag.Number((long)Math.Round(span.TotalMinutes))} min",
        { TotalHours: < 47.5 } => $"{Tag.Number((long)Math.Round(span.TotalHours))} h",
        _ => $"{Tag.Number((long)Math.Round(span.TotalDays))} days",
    };

    /// <summary>Octets in MiB or GiB.</summary>
    internal static string Octets(long octets) => octets >= 1L << 30 ? string.Create(CultureInfo.InvariantCulture, $"{octets / (double)(1L << 30):0.0} GiB") : string.Create(CultureInfo.InvariantCulture, $"{octets >> 20} MiB");
}
