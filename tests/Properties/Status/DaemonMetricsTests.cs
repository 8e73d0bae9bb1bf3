using System.Text.RegularExpressions;
using Laitos.Domain.Status;
using Laitos.Properties.Architecture;

namespace Laitos.Properties.Status;

/// <summary>The metrics are named as OpenTelemetry and Prometheus want it, and each is documented.</summary>
public class DaemonMetricsTests
{
    [Test]
    public void Names_units_and_attributes_have_their_form()
    {
        Assert.That(DaemonMetrics.All.Map(metric => metric.Name).AsEnumerable(), Is.Unique.And.All.Match("^(laitos|process)(\\.[a-z]+(_[a-z]+)*)+$"));
        Assert.That(DaemonMetrics.All.Map(metric => metric.Unit).AsEnumerable(), Is.All.Match("^(s|By|1|\\{[a-z]+\\})$"));
        Assert.That(DaemonMetrics.All.SelectEach(metric => metric.Attribute.ToSeq()).AsEnumerable(), Is.All.Match("^laitos(\\.[a-z]+)+$"));
        Assert.That(DaemonMetrics.All.Map(metric => metric.Description).AsEnumerable(), Is.All.EndsWith("."));
    }

    [Test]
    public void The_table_of_the_documentation_is_this_table()
    {
        var text = File.ReadAllText(Path.Combine(Sources.Root, "docs/status.md"));
        var rows = Regex.Matches(text, @"^\| `([a-z_.]+)` \| `([a-z_]+)` \| ([A-Za-z]+) \| `([^`]+)` \| (`[a-z.]+`|) ?\|", RegexOptions.Multiline).Select(row => string.Join(' ', row.Groups.Values.Skip(1).Select(group => group.Value.Trim('`'))).TrimEnd());
        Assert.That(rows, Is.EqualTo(DaemonMetrics.All.Map(metric => $"{metric.Name} {metric.PrometheusName} {metric.Instrument} {metric.Unit} {metric.Attribute.IfNone("")}".TrimEnd())));
    }

    [Test]
    public void Each_fate_has_its_place_and_its_group()
    {
        Assert.That(MailFates.Words.AsEnumerable().Select(MailFates.IndexOf), Is.EqualTo(Enumerable.Range(0, MailFates.Words.Count)));
        Assert.That(Enumerable.Range(0, MailFates.Words.Count).Select(MailFates.GroupOf).Distinct(), Is.EquivalentTo(Enum.GetValues<FateGroup>()));
    }
}
