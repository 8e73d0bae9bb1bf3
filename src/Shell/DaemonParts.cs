using Laitos.Domain.Commands;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Domain.Sharing;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;
using Laitos.Shell.Apps;
using Laitos.Shell.Commands;
using Laitos.Shell.Dns;
using Laitos.Shell.Journey;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using Laitos.Shell.Sharing;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Shell.Status;
using Laitos.Shell.Tracing;
using Laitos.Signatures;
using LanguageExt;

namespace Laitos.Shell;

/// <summary>The parts of a daemon, each built once from the settings and connected.</summary>
sealed class DaemonParts : IAsyncDisposable
{
    readonly LaitosSettings settings;
    readonly Journal journal;
    readonly Resolver resolver;
    readonly ISpool? spool;
    readonly BlocklistMonitor lists;
    readonly SharedDuplicateFilter duplicates;
    readonly QueueRunner? queue;
    readonly HeldMailNotices? heldMails;
    readonly CommandServices? commands;
    readonly TraceRecorder? trace;
    readonly TraceCopying? copying;
    readonly MailScanner? scanner;
    readonly DaemonControl daemonControl;
    readonly SessionClosing closing;
    readonly CancellationTokenSource noCommands;
    readonly CancellationTokenSource abort = new();
    CancellationTokenRegistration bound;

    /// <param name="settings">The settings.</param>
    /// <param name="spool">Where mail is kept; null when nothing is stored. It is given up to the parts.</param>
    /// <param name="certificate">What a server handshake is done with; null when no certificate is configured.</param>
    /// <param name="bearable">The most connections that the descriptors of the process bear.</param>
    /// <param name="journal">The log.</param>
    /// <param name="stop">Begins an orderly stop.</param>
    /// <param name="shutdown">Set when the daemon goes down.</param>
    /// <param name="mailMeter">Counts what becomes of mail; null where nobody wants to know.</param>
    public DaemonParts(LaitosSettings settings, ISpool? spool, ServerCertificate? certificate, int bearable, Journal journal, Action stop, CancellationToken shutdown, MailMeter? mailMeter = null)
    {
        (this.settings, this.spool, this.journal) = (settings, spool, journal);
        var shared = new SharedCounts(spool?.Claims?.Shared, settings.Spool.Database.Map(database => database.Shared).IfNone(default(Seq<SharedKind>)), journal);
        duplicates = new SharedDuplicateFilter(shared, spool?.Claims);
        daemonControl = new DaemonControl(stop, journal);
        copying = settings.MailDaemon.Trace.Enabled && spool?.Claims is { } claims ? new TraceCopying(TraceFile.Of(settings), claims.Copies, settings.MailDaemon.Trace.Policy, journal) : null;
        trace = settings.MailDaemon.Trace.Enabled
            ? new TraceRecorder(TraceFile.Of(settings), settings.MailDaemon.Trace.Policy, new TraceText(SettingsPolicies.Secrets(settings)), journal, onWritten: () => copying?.Wake())
            : null;
        closing = new SessionClosing(settings.MailDaemon.Limits.DataTime, shutdown, daemonControl.Locked);
        noCommands = CancellationTokenSource.CreateLinkedTokenSource(shutdown, daemonControl.Locked);
        resolver = new Resolver(settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : settings.Dns.Servers);
        // A key that cannot be read is found before the start: StartChecks.
        var signer = MailSigner.Of(settings.MailClient.Signing).IfLeft(MailSigner.None);
        ConfiguredRelay = new ConfiguredRelay(settings, resolver, signer);
        MeasuredRelay = mailMeter is null ? null : new MeasuredRelay(ConfiguredRelay.Relay, mailMeter);
        var relay = MeasuredRelay ?? ConfiguredRelay.Relay;
        lists = new BlocklistMonitor(SettingsPolicies.Screening(settings), resolver, journal, shutdown);
        queue = spool is null ? null : new QueueRunner(
            settings.Spool.Retry, settings.MailClient.Connections, SettingsPolicies.Notices(settings), spool, relay, journal, shutdown, abort.Token)
        { Signer = signer, Trace = trace };
        heldMails = spool is null || !settings.MailDaemon.Authentication.Policy.Exists(policy => policy.OnDmarcFail == DmarcFailTreatment.Hold) ? null
            : new HeldMailNotices(SettingsPolicies.Notices(settings), settings.Spool.Retry, queue!, spool, journal, shutdown);
        commands = spool is null ? null : SettingsPolicies.Commands(settings).MatchUnsafe<CommandServices?>(policy => Commands(policy, settings, spool, queue!, shared, journal), () => null);
        var journey = SettingsPolicies.Journey(settings);
        scanner = SettingsPolicies.Scanner(settings).MatchUnsafe<MailScanner?>(access => new MailScanner(Scanners.Of(access), journal.Write), () => null);
        var journeyDriver = new JourneyDriver(
            new JourneyWalk(journey, resolver, signer, commands?.Detector), new CutThrough(relay, settings.MailClient.Connections, queue), queue, commands?.Runner, journal, () => ConfiguredRelay.Profile)
        { Trace = trace, Scanner = scanner, OnHeld = () => heldMails?.Wake(), MailMeter = mailMeter };
        var recipients = SettingsPolicies.Recipients(settings);
        var meter = new MailRateLimiter(settings.MailDaemon.PerIpLimit, shared);
        Listener = new SmtpListener(
            Bounded(SettingsPolicies.Session(settings), bearable), address => settings.MailDaemon.TrustedProxies.Exists(range => range.Contains(address)),
            certificate, peer => new SmtpSessionServices(peer, lists, meter, recipients, duplicates, journeyDriver, journal), Room(settings, spool, ArrivingSignatures.Hashing(journey)), journal, closing);
        mailMeter?.Observe(this);
    }

    /// <summary>Where mail is kept; null when nothing is stored.</summary>
    public ISpoolReader? Spool => spool;

    /// <summary>The queue; null when nothing is stored.</summary>
    public QueueRunner? Queue => queue;

    /// <summary>The block lists.</summary>
    public BlocklistMonitor Lists => lists;

    /// <summary>The relay where its attempts are measured; null where they are not.</summary>
    public MeasuredRelay? MeasuredRelay { get; }

    /// <summary>Takes connections.</summary>
    public SmtpListener Listener { get; }

    /// <summary>Where mail is sent.</summary>
    public ConfiguredRelay ConfiguredRelay { get; }

    /// <summary>Takes up what must be known before the first mail is taken: the mails of the last hour, the codes in use, how long the queue is, the orders. Gives what went wrong, or null.</summary>
    public async Task<string?> Load()
    {
        if (spool is null)
        {
            return null;
        }

        // The last hour of a busy server is long: only the first mail waits for it.
        var recent = spool.LoadRecent(Clock.Now);
        duplicates.Load(recent, journal);
        heldMails?.Load(recent);
        var trouble = (await spool.LoadUsed(Clock.Now)).MatchUnsafe<string?>(
            Right: used =>
            {
                commands?.Detector.Load(used);
                return null;
            },
            Left: trouble => trouble);
        if (trouble is null)
        {
            await queue!.Load();
            await (commands?.Runner.Load() ?? Task.CompletedTask);
        }

        return trouble;
    }

    /// <summary>Sends the owner a notice about what was found in the spool.</summary>
    public async Task Report(Seq<string> findings)
    {
        if (spool is null || findings.IsEmpty)
        {
            return;
        }

        var mail = SpoolNotice.Of(SettingsPolicies.Notices(settings), settings.Spool.Retry, findings, Clock.NewId(), Clock.Now);
        if (await queue!.Add([await queue.Signer.Own(mail.Entry, mail.Content)], added => spool.Add(new NewMail(added))) is not SpoolOutcome.Stored and var trouble)
        {
            journal.Write("spool", ("trouble", $"the owner cannot be told by mail: {trouble}"));
        }
    }

    /// <summary>What goes on beside the connections, until the daemon goes down: the lists prove themselves, the queue is worked off, commands run.</summary>
    public Task Run() => Task.WhenAll(lists.Run(), queue?.Run() ?? Task.CompletedTask, heldMails?.Run() ?? Task.CompletedTask, commands?.Runner.Run() ?? Task.CompletedTask);

    /// <summary>No session is left: what is under way comes to its end, and is broken off when its time is over.</summary>
    public void AbortWith(CancellationToken token)
    {
        queue?.Drain();
        bound = token.Register(abort.Cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await bound.DisposeAsync();
        await ConfiguredRelay.DisposeAsync();
        await resolver.DisposeAsync();
        await (trace?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (copying?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (spool is not null)
        {
            await spool.DisposeAsync();
        }

        queue?.Dispose();
        scanner?.Dispose();
        closing.Dispose();
        noCommands.Dispose();
        daemonControl.Dispose();
        abort.Dispose();
    }

    CommandServices Commands(CommandPolicy policy, LaitosSettings settings, ISpool orders, QueueRunner replies, SharedCounts shared, Journal journal)
    {
        var retry = settings.Spool.Retry;
        var apps = new AppHost(new DaemonStatus(lists, replies, journal), new QueueMailSink(policy, retry, orders, replies), MessageBankFile.Of(settings))
        {
            // Its text might tell of what a command was given.
            OnFault = fault => journal.Write("fault", ("app", fault.GetType().Name), ("at", FaultPlace.Of(fault))),
        };
        return new(new CommandDetector(policy, shared), new CommandRunner(policy, retry, orders, replies, apps, daemonControl, journal, noCommands.Token, abort.Token) { Trace = trace });
    }

    static SessionPolicy Bounded(SessionPolicy policy, int bearable) =>
        policy with { Limits = policy.Limits with { Connections = Math.Min(policy.Limits.Connections, bearable) } };

    static BodyStore Room(LaitosSettings settings, ISpool? spool, ArrivalHashing hashing)
    {
        var memory = new MemoryBudget(settings.MailDaemon.Limits.Memory);
        if (spool is null)
        {
            return new BodyStore(memory) { Hashing = hashing };
        }

        var directory = new SpoolDirectory(settings.Spool.Directory);
        return new BodyStore(memory, directory.Incoming, new DiskSpace(directory.Root, DiskSpace.Reserve)) { Hashing = hashing };
    }
}
