using Laitos.Domain.Diagnosis;
using Laitos.Domain.Settings;
using Laitos.Integration.Apps;
using Laitos.Shell.Diagnosis;

namespace Laitos.Integration.Status;

/// <summary>The doctor's request to a collector, by both forms of the protocol.</summary>
[Parallelizable(ParallelScope.All)]
public class CollectorProbeTests
{
    [TestCase(OtlpProtocol.Http, "HTTP 200")]
    [TestCase(OtlpProtocol.Grpc, "HTTP 200, gRPC 0")]
    public async Task A_collector_takes_no_metrics_gladly(OtlpProtocol protocol, string words)
    {
        await using var collector = await MetricsCollector.Start(protocol);
        var target = new OtlpSettings(new Uri(collector.Address), protocol, TimeSpan.FromMinutes(1)).Target.IfNone(() => throw new AssertionException("no target"));
        Assert.That(await CollectorProbe.Look(target, protocol, CancellationToken.None), Is.InstanceOf<Observation.CollectorAnswer>().With.Property("Words").EqualTo(words));
        Assert.That((collector.Path, collector.Received.Count), Is.EqualTo((protocol == OtlpProtocol.Grpc ? "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" : "/v1/metrics", 0)));
    }

    [TestCase(OtlpProtocol.Http, typeof(Observation.CollectorAnswer))]
    [TestCase(OtlpProtocol.Grpc, typeof(Observation.Nothing))]
    public async Task Another_server_is_no_collector(OtlpProtocol protocol, Type seen)
    {
        await using var web = StubWeb.Serve(_ => StubWeb.Answer(404, "not here"));
        Assert.That(await CollectorProbe.Look(new Uri(web.Url), protocol, CancellationToken.None), Is.InstanceOf(seen));
    }
}
