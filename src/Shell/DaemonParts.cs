using System.Net.Security;
using Laitos.Domain.Commands;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Shell.Apps;
using Laitos.Shell.Commands;
using Laitos.Shell.Dns;
using Laitos.Shell.Journey;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;

namespace Laitos.Shell;

/// <summary>The parts of a daemon, each built once from the settings and connected.</summary>
sealed class DaemonParts : IAsyncDisposable
{
    readonly Resolver resolver;
    readonly SqliteSpool? spool;
    readonly BlocklistMonitor lists;
    readonly SharedDuplicateFilter duplicates = new();
    readonly QueueRunner? queue;
    readonly CommandServices? commands;
    readonly DaemonControl daemonControl;
    readonly CancellationTokenSource closing;
    readonly CancellationTokenSource abort = new();
    CancellationTokenRegistration bound;

    /// <param name="settings">The settings.</param>
    /// <param name="spool">Where mail is kept; null when nothing is stored. It is given up to the parts.</param>
    /// <param name="tls">How to do a server handshake; null when no certificate is configured.</param>
    /// <param name="journal">The log.</param>
    /// <param name="stop">Begins an orderly stop.</param>
    /// <param name="shutdown">Set when the daemon goes down.</param>
    public DaemonParts(LaitosSettings settings, SqliteSpool? spool, SslServerAuthenticationOptions? tls, Journal journal, Action stop, CancellationToken shutdown)
    {
        this.spool = spool;
        daemonControl = new DaemonControl(stop, journal);
        closing = CancellationTokenSource.CreateLinkedTokenSource(shutdown, daemonControl.Locked);
        resolver = new Resolver(settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : settings.Dns.Servers);
        ConfiguredRelay = new ConfiguredRelay(settings, resolver);
        lists = new BlocklistMonitor(SettingsPolicies.Screening(settings), resolver, journal, shutdown);
        var throttle = new RelayThrottle(settings.MailClient.Connections);
        queue = spool is null ? null : new QueueRunner(SettingsPolicies.Retry(settings), SettingsPolicies.Notices(settings), spool, ConfiguredRelay.Relay, throttle, journal, shutdown, abort.Token);
        commands = spool is null ? null : SettingsPolicies.Commands(settings).MatchUnsafe<CommandServices?>(policy => Commands(policy, settings, spool, queue!, journal), () => null);
        var journeyDriver = new JourneyDriver(SettingsPolicies.Journey(settings), resolver, new CutThrough(ConfiguredRelay.Relay, settings.MailClient.Connections, throttle), queue, commands, journal);
        var meter = new MailRateLimiter(settings.MailDaemon.PerIpLimit);
        Listener = new SmtpListener(
            SettingsPolicies.Session(settings), address => settings.MailDaemon.TrustedProxies.Exists(range => range.Contains(address)),
            tls, peer => new SmtpSessionServices(peer, lists, meter, duplicates, journeyDriver, journal), Room(settings, spool), journal, closing.Token);
    }

    /// <summary>Takes connections.</summary>
    public SmtpListener Listener { get; }

    /// <summary>Where mail is sent.</summary>
    public ConfiguredRelay ConfiguredRelay { get; }

    /// <summary>Takes up what must be known before the first mail is taken; gives what went wrong, or null.</summary>
    public async Task<string?> Load()
    {
        if (spool is null)
        {
            return null;
        }

        duplicates.Load(await spool.LoadRecent(Clock.Now));
        return (await spool.LoadUsed(Clock.Now)).MatchUnsafe<string?>(
            Right: used =>
            {
                commands?.Detector.Load(used);
                return null;
            },
            Left: trouble => trouble);
    }

    /// <summary>What goes on beside the connections, until the daemon goes down: the lists prove themselves, the queue is worked off, commands run.</summary>
    public Task Run() => Task.WhenAll(lists.Run(), queue?.Run() ?? Task.CompletedTask, commands?.Runner.Run() ?? Task.CompletedTask);

    /// <summary>Breaks attempts off when their time is over.</summary>
    public void AbortWith(CancellationToken token) => bound = token.Register(abort.Cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await bound.DisposeAsync();
        await ConfiguredRelay.DisposeAsync();
        await resolver.DisposeAsync();
        if (spool is not null)
        {
            await spool.DisposeAsync();
        }

        commands?.Runner.Dispose();
        closing.Dispose();
        daemonControl.Dispose();
        abort.Dispose();
    }

    CommandServices Commands(CommandPolicy policy, LaitosSettings settings, SqliteSpool orders, QueueRunner replies, Journal journal)
    {
        var retry = SettingsPolicies.Retry(settings);
        var apps = new AppHost(new DaemonStatus(lists, replies, journal), new QueueMailSink(policy, retry, replies));
        return new(new CommandDetector(policy), new CommandRunner(policy, retry, orders, replies, apps, daemonControl, journal, closing.Token, abort.Token));
    }

    static BodyStore Room(LaitosSettings settings, SqliteSpool? spool)
    {
        var memory = new MemoryBudget(settings.MailDaemon.Limits.Memory);
        if (spool is null)
        {
            return new BodyStore(memory);
        }

        var directory = new SpoolDirectory(settings.Spool.Directory);
        return new BodyStore(memory, directory.Incoming, new DiskSpace(directory.Root, DiskSpace.Reserve));
    }
}
