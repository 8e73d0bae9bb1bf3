using System.Diagnostics.Metrics;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using Laitos.Shell.Status;
using LanguageExt;
using OpenTelemetry.Metrics;

namespace Laitos.Integration.Status;

/// <summary>What a collector is sent, by each of the protocols.</summary>
public class ExportTests
{
    [TestCase(OtlpProtocol.Http, "/v1/metrics")]
    [TestCase(OtlpProtocol.Grpc, "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task A_collector_gets_the_metrics_under_their_names(OtlpProtocol protocol, string path)
    {
        await using var collector = await MetricsCollector.Start(protocol);
        using var provider = Telemetry.Start(StatusSettings.Default with { Otlp = new OtlpSettings(new Uri(collector.Address), protocol, TimeSpan.FromHours(1)) });
        using var meter = new Meter(DaemonMetrics.Scope);
        meter.CreateCounter<long>("laitos.test.exported", "{mail}").Add(1);
        Assert.That(provider.ForceFlush(), "it took them");
        Assert.That(collector.Path, Is.EqualTo(path));
        Assert.That(collector.Received, Has.Some.EqualTo(new ExportedMetric("laitos", DaemonMetrics.Scope, "laitos.test.exported", "{mail}")));
        Assert.That(collector.Received.Select(metric => metric.Scope), Does.Contain("System.Runtime"));
    }

    [Test]
    public void A_collector_that_is_not_there_costs_nothing_but_its_metrics()
    {
        using var provider = Telemetry.Start(StatusSettings.Default with { Otlp = new OtlpSettings(new Uri("http://127.0.0.1:1"), OtlpProtocol.Http, TimeSpan.FromHours(1)) });
        Assert.That(provider.ForceFlush(), Is.False);
    }
}
