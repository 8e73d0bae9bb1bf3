using System.Reflection;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Laitos.Shell.Status;

/// <summary>Brings the metrics to those who ask for them, and to a collector.</summary>
static class Telemetry
{
    /// <summary>The metrics of the runtime, which measures itself.</summary>
    const string Runtime = "System.Runtime";

    /// <summary>What collects the metrics until it is disposed of.</summary>
    public static MeterProvider Start(StatusSettings settings)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("laitos", serviceVersion: Version))
            .AddMeter(DaemonMetrics.Scope, Runtime);
        if (settings.Port.IsSome)
        {
            builder.AddPrometheusExporter();
        }

        settings.Otlp.Target.Iter(target => builder.AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = target;
            exporter.Protocol = settings.Otlp.Protocol == Domain.Settings.OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Otlp.Interval.TotalMilliseconds;
        }));
        return builder.Build();
    }

    /// <summary>The version of this program.</summary>
    public static string Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "";
}
