using System.Net;
using System.Net.Security;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell;

/// <summary>The mail daemon from its command line to its exit code: 0 after an orderly stop, 2 when it cannot start.</summary>
static class Daemon
{
    /// <summary>The name of the one daemon that this program runs, as laitos calls it.</summary>
    public const string Name = "smtpd";

    const int CannotStart = 2;

    const int SpoolTries = 5;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    public static Task<int> Run(string? configPath, string daemons, bool json)
    {
        var others = daemons.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(name => name != Name).ToArray();
        return others.Length > 0 || daemons.Trim().Length == 0
            ? Refuse($"-daemons {Printable.Excerpt(daemons, 100)}: this program runs {Name}, laitos' mail server, and no other daemon. Use -daemons {Name}.")
            : ConfigurationSource.Load(configPath).Match(
                Right: loaded => Run(loaded, json),
                Left: problems => Refuse([.. problems]));
    }

    static async Task<int> Run(LoadedConfiguration loaded, bool json)
    {
        var settings = loaded.Settings;
        var endPoint = new IPEndPoint(new IPAddress(settings.MailDaemon.Address.Octets.Span), settings.MailDaemon.Port);
        SslServerAuthenticationOptions? tls = null;
        if (settings.MailDaemon.TlsCertPath.MatchUnsafe<string?>(path => path, () => null) is { } certificate
            && TlsCertificate.Load(certificate, settings.MailDaemon.TlsKeyPath.IfNone(certificate), out tls) is { } unusable)
        {
            return await Refuse(unusable);
        }

        using var stopSignal = new StopSignal();
        await using var journal = new Journal(Console.Out, json, SettingsPolicies.Secrets(settings));
        loaded.Notices.Iter(notice => journal.Write("notice", ("text", notice.ToString())));
        SqliteSpool? spool = null;
        if (settings.MailDaemon.Delivery != DeliveryMode.NoSpool)
        {
            var opening = await OpenSpool(settings.Spool.Directory);
            if (opening.LeftAsEnumerable().FirstOrDefault() is { } refusal)
            {
                return await Refuse(refusal.Explanation);
            }

            opening.Iter(opened =>
            {
                spool = opened.Spool;
                opened.Notices.Iter(notice => journal.Write("spool", ("notice", notice)));
            });
        }

        await using var parts = new DaemonParts(settings, spool, tls, journal, stopSignal.Request, stopSignal.Token);
        if (await parts.Load() is { } trouble)
        {
            return await Refuse($"the spool in {settings.Spool.Directory} cannot be read: {trouble}");
        }

        await using var server = KestrelServer.On(endPoint, parts.Listener);
        try
        {
            await server.StartAsync();
        }
        catch (Exception failure) when (StartupFailure.Explain(failure, endPoint) is not null)
        {
            return await Refuse(StartupFailure.Explain(failure, endPoint)!);
        }

        var working = parts.Run();
        journal.Write(
            "listening", ("address", endPoint.ToString()), ("hostname", settings.MailDaemon.Hostname.Value),
            ("domains", string.Join(",", settings.MailDaemon.MyDomains)), ("starttls", tls is null ? "off" : "on"), ("to", parts.ConfiguredRelay.Name),
            ("spool", spool is null ? "none" : settings.Spool.Directory));
        await stopSignal.Requested;
        journal.Write("stopping", ("within", $"{settings.MailDaemon.Limits.ShutdownTime.TotalSeconds:0}s"));
        using var bound = new CancellationTokenSource(settings.MailDaemon.Limits.ShutdownTime);
        await server.StopAsync(bound.Token);
        parts.AbortWith(bound.Token);
        await working;
        journal.Write("stopped");
        return 0;
    }

    /// A command on the queue holds the lock for a moment: the daemon waits for it, but not for another daemon.
    static async Task<Either<SpoolRefusal, OpenedSpool>> OpenSpool(string directory)
    {
        for (var tries = 1; ; tries++)
        {
            var opening = SpoolOpening.Open(new SpoolDirectory(directory), Clock.Now);
            if (tries == SpoolTries || opening.LeftAsEnumerable().FirstOrDefault() is not SpoolRefusal.InUse)
            {
                return opening;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
    }

    static async Task<int> Refuse(params string[] problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync($"laitos: {problem}");
        }

        return CannotStart;
    }
}
