using System.Diagnostics;
using System.Runtime.InteropServices;
using Laitos.Domain.Settings;
using Laitos.Shell.Smtp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Laitos.Shell.Hosting;

/// <summary>Takes up a new certificate, on SIGHUP and when its files have changed, and tells in time what is wrong with the present one.</summary>
sealed class Reloading(LaitosSettings settings, ServerCertificate? certificate, Journal journal, ISystemdNotifier? systemd = null) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Reminder = TimeSpan.FromDays(1);

    readonly SemaphoreSlim asked = new(0);

    /// <inheritdoc/>
    public override void Dispose()
    {
        asked.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            asked.Release();
        });
        var reminded = Stopwatch.StartNew();
        Remind();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await Asked(stoppingToken))
            {
                systemd?.Notify(new ServiceState($"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}"));
                Reload("SIGHUP");
                systemd?.Notify(ServiceState.Ready);
            }
            else if (certificate?.HasSettledChange() is true)
            {
                Reload("its files have changed");
            }

            if (reminded.Elapsed > Reminder)
            {
                reminded.Restart();
                Remind();
            }
        }
    }

    async Task<bool> Asked(CancellationToken stoppingToken)
    {
        try
        {
            return await asked.WaitAsync(Look, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    void Reload(string because)
    {
        if (certificate is null)
        {
            journal.Write("reloaded", ("because", because), ("certificate", "none is configured"));
            return;
        }

        if (certificate.Reload() is { } trouble)
        {
            journal.Write("certificate", ("because", because), ("trouble", trouble), ("in-force", $"the one that is valid until {certificate.Facts.NotAfter}"));
            return;
        }

        journal.Write("reloaded", ("because", because), ("certificate", certificate.Facts.Names), ("until", certificate.Facts.NotAfter.ToString()));
        Remind();
    }

    void Remind() => certificate?.Judge(settings.MailDaemon.Hostname).Iter(finding => journal.Write("certificate", ("trouble", finding.ToString())));
}
