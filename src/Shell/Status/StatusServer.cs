using System.Net;
using System.Net.Security;
using Laitos.Domain.Addresses;
using Laitos.Domain.Settings;
using Laitos.Shell.Hosting;
using Laitos.Shell.Smtp;
using LanguageExt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Laitos.Shell.Status;

/// <summary>
/// Serves the status page and the metrics, on a server of its own: mail does not pass through it, and it listens before mail is taken and until the last mail is done, so that it can tell so.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="certificate">What a server handshake is done with; null when no certificate is configured.</param>
/// <param name="journal">The log.</param>
/// <param name="meter">What is counted.</param>
/// <param name="storage">Has the parts of the daemon, once it has started.</param>
/// <param name="lifetime">How far the daemon is.</param>
sealed class StatusServer(LaitosSettings settings, ServerCertificate? certificate, Journal journal, MailMeter meter, Storage storage, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    /// <summary>The most descriptors that it needs: its connections, a collector, and the records.</summary>
    public const int Descriptors = MostConnections + 16;

    const int MostConnections = 64;

    /// The most octets of the head of a request, and of a form.
    const int MostHead = 16 << 10, MostLine = 4 << 10, MostForm = 4 << 10;

    static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10), SilenceTime = TimeSpan.FromSeconds(60);

    /// How often what was counted is ascribed to its hour, when nobody looks.
    static readonly TimeSpan SamplingPause = TimeSpan.FromMinutes(1);

    readonly DaemonView view = new(settings, certificate, meter);
    WebApplication? web;
    StatusEndpoints? endpoints;
    Timer? sampler;
    MeterProvider? metrics;

    /// <summary>Where the page is served; none where there is no page.</summary>
    public static Option<IPEndPoint> EndPoint(StatusSettings settings) => settings.Port.Map(port => new IPEndPoint(new IPAddress(settings.Address.Octets.Span), port));

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics = Telemetry.Start(settings.MailDaemon.Status);
        if (EndPoint(settings.MailDaemon.Status).Case is not IPEndPoint endPoint)
        {
            return;
        }

        web = Built(endPoint, metrics);
        sampler = new Timer(_ => view.Sample(Clock.Now), null, SamplingPause, SamplingPause);
        // A long file of records is not waited for.
        _ = Task.Run(view.LoadHours, CancellationToken.None);
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (StartupFailure.Explain(failure, endPoint, "MailDaemon.Status") is { } reason)
        {
            throw new StartRefusedException(reason);
        }

        journal.Write("status", ("address", $"{(SettingsPolicies.ServesStatusByTls(settings.MailDaemon) ? "https" : "http")}://{endPoint}/"), ("password", settings.MailDaemon.Status.PasswordInForce.IsSome ? "asked for" : "none"));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        endpoints?.Close();
        return web?.StopAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (web?.DisposeAsync() ?? ValueTask.CompletedTask);
        metrics?.Dispose();
        await (sampler?.DisposeAsync() ?? ValueTask.CompletedTask);
        endpoints?.Dispose();
        view.Dispose();
        meter.Dispose();
    }

    WebApplication Built(IPEndPoint endPoint, MeterProvider provider)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            (kestrel.Limits.MaxConcurrentConnections, kestrel.Limits.MaxRequestBodySize) = (MostConnections, MostForm);
            (kestrel.Limits.MaxRequestHeadersTotalSize, kestrel.Limits.MaxRequestLineSize) = (MostHead, MostLine);
            (kestrel.Limits.RequestHeadersTimeout, kestrel.Limits.KeepAliveTimeout) = (HeadTime, SilenceTime);
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (SettingsPolicies.ServesStatusByTls(settings.MailDaemon) && certificate is not null)
                {
                    // Each handshake is done with the certificate of its time.
                    listen.UseHttps(new Microsoft.AspNetCore.Server.Kestrel.Https.TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(certificate.Options)) });
                }
            });
        });
        var app = builder.Build();
        var scraping = new ApplicationBuilder(app.Services);
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(provider, predicate: null, "/metrics", configureBranchedPipeline: null, optionsName: null);
        scraping.Run(context => Task.CompletedTask);
        endpoints = new StatusEndpoints(settings, view, storage, lifetime, scraping.Build());
        app.Run(endpoints.Answer);
        return app;
    }

    /// A copy, for Kestrel writes its protocols into it, which are not those of SMTP.
    static SslServerAuthenticationOptions Handshake(SslServerAuthenticationOptions options) => new()
    {
        ServerCertificateContext = options.ServerCertificateContext,
        EnabledSslProtocols = options.EnabledSslProtocols,
        AllowTlsResume = options.AllowTlsResume,
        EncryptionPolicy = options.EncryptionPolicy,
    };

    /// The daemon as a whole hears the signals.
    sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
