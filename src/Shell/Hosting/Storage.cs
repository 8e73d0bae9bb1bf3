using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Shell.Status;
using LanguageExt;
using Microsoft.Extensions.Hosting;

namespace Laitos.Shell.Hosting;

/// <summary>The first to start and the last to stop: opens the spool, puts the daemon's parts together, and loads what is on disk.</summary>
sealed class Storage(LaitosSettings settings, ServerCertificate? certificate, int bearable, Journal journal, IHostApplicationLifetime lifetime, MailMeter? meter = null) : IHostedService, IAsyncDisposable
{
    const int Tries = 5;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250), LongPause = TimeSpan.FromSeconds(1);

    DaemonParts? parts;
    Seq<string> findings;

    /// <summary>The parts of the daemon, once this has started.</summary>
    public DaemonParts Parts => parts ?? throw new InvalidOperationException("the spool has not been opened yet");

    /// <summary>The same, or null where this has not started.</summary>
    public DaemonParts? PartsSoFar => parts;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var spool = settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? null : await Opened(cancellationToken);
        parts = new DaemonParts(settings, spool, certificate, bearable, journal, lifetime.StopApplication, lifetime.ApplicationStopping, meter);
        while (await parts.Load() is { } trouble)
        {
            if (spool?.Claims is null)
            {
                throw new StartRefusedException($"the spool {SpoolLocations.Of(settings.Spool).Name} cannot be read: {trouble}");
            }

            // Its server has gone since it was opened.
            journal.Write("spool", ("waits", trouble));
            await Task.Delay(LongPause, cancellationToken);
        }

        await parts.Report(findings);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref parts, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// A command on the queue holds a spool for a moment: the daemon waits for it. For a server it waits, and for a daemon of an earlier version.
    async Task<ISpool> Opened(CancellationToken cancellationToken)
    {
        var location = SpoolLocations.Of(settings.Spool);
        var told = "";
        for (var tries = 1; ; tries++)
        {
            var opening = await location.Open(Clock.Now);
            var refusal = opening.LeftAsEnumerable().FirstOrDefault();
            if (refusal is not { IsWaitedFor: true } && (tries >= Tries || refusal is not SpoolRefusal.InUse))
            {
                return await opening.Match(Right: opened => Taken(opened, location.Name), Left: final => throw new StartRefusedException(final.Explanation));
            }

            if (refusal.IsWaitedFor && refusal.Explanation != told)
            {
                told = refusal.Explanation;
                journal.Write("spool", ("waits", told));
            }

            await Task.Delay(refusal.IsWaitedFor ? LongPause : Pause, cancellationToken);
        }
    }

    async Task<ISpool> Taken(OpenedSpool opened, string name)
    {
        if (await SpoolMove.Under(opened.Spool) is { } moving)
        {
            await opened.Spool.DisposeAsync();
            throw new StartRefusedException($"the spool {name} is not used: {moving}");
        }

        findings = opened.Notices;
        findings.Iter(notice => journal.Write("spool", ("notice", notice)));
        return opened.Spool;
    }
}
