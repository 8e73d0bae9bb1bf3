using System.Net;
using Laitos.Domain.Settings;
using Laitos.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Laitos.Integration.Status;

/// <summary>A collector of metrics on a loopback port that keeps what is sent to it by OTLP: protobuf by HTTP, or by gRPC in clear.</summary>
sealed class MetricsCollector : IAsyncDisposable
{
    /// The length-prefixed message of gRPC begins with a flag and four octets of length; the answer is an empty message.
    const int PrefixOctets = 5;

    readonly ConditionVariable changed = new();
    readonly WebApplication web;
    volatile IReadOnlyList<ExportedMetric> received = [];
    volatile string path = "";

    MetricsCollector(WebApplication web) => this.web = web;

    /// <summary>Where it listens.</summary>
    public string Address => web.Urls.Single();

    /// <summary>What was sent last.</summary>
    public IReadOnlyList<ExportedMetric> Received => received;

    /// <summary>The path that it was sent to.</summary>
    public string Path => path;

    /// <summary>Starts one.</summary>
    public static async Task<MetricsCollector> Start(OtlpProtocol protocol = OtlpProtocol.Http)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol == OtlpProtocol.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new MetricsCollector(builder.Build());
        collector.web.Run(context => collector.Take(context, protocol));
        await collector.web.StartAsync();
        return collector;
    }

    /// <summary>Waits until a metric has been sent to it; false when that takes too long.</summary>
    public Task<bool> Hears(string metric) => changed.Becomes(() => received.Any(each => each.Name == metric), ILaitosRun.Bound);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web.DisposeAsync();

    async Task Take(HttpContext context, OtlpProtocol protocol)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = body.ToArray();
        (path, received) = (context.Request.Path, [.. ExportedMetric.Read(message.AsMemory(protocol == OtlpProtocol.Grpc ? PrefixOctets : 0))]);
        changed.Changed();
        context.Response.ContentType = protocol == OtlpProtocol.Grpc ? "application/grpc" : "application/x-protobuf";
        if (protocol == OtlpProtocol.Grpc)
        {
            await context.Response.Body.WriteAsync(new byte[PrefixOctets]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
