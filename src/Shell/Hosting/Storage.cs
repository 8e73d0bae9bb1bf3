using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Extensions.Hosting;

namespace Laitos.Shell.Hosting;

/// <summary>The first to start and the last to stop: opens the spool, puts the daemon's parts together, and loads what is on disk.</summary>
sealed class Storage(LaitosSettings settings, ServerCertificate? certificate, int bearable, Journal journal, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    const int Tries = 5;

    DaemonParts? parts;
    Seq<string> findings;

    /// <summary>The parts of the daemon, once this has started.</summary>
    public DaemonParts Parts => parts ?? throw new InvalidOperationException("the spool has not been opened yet");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var spool = settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? null : await Opened(cancellationToken);
        parts = new DaemonParts(settings, spool, certificate, bearable, journal, lifetime.StopApplication, lifetime.ApplicationStopping);
        if (await parts.Load() is { } trouble)
        {
            throw new StartRefusedException($"the spool {SpoolLocations.Of(settings.Spool).Name} cannot be read: {trouble}");
        }

        await parts.Report(findings);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref parts, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// A command on the queue holds the lock for a moment: the daemon waits for it, but not for another daemon.
    async Task<ISpool> Opened(CancellationToken cancellationToken)
    {
        var location = SpoolLocations.Of(settings.Spool);
        for (var tries = 1; ; tries++)
        {
            var opening = await location.Open(Clock.Now);
            if (tries == Tries || opening.LeftAsEnumerable().FirstOrDefault() is not SpoolRefusal.InUse)
            {
                return opening.Match(
                    Right: opened =>
                    {
                        findings = opened.Notices;
                        findings.Iter(notice => journal.Write("spool", ("notice", notice)));
                        return opened.Spool;
                    },
                    Left: refusal => throw new StartRefusedException(refusal.Explanation));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }
}
