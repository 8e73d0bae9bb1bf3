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
using LanguageExt;

namespace Laitos.Shell;

/// <summary>The parts of a daemon, each built once from the settings and connected.</summary>
sealed class DaemonParts : IAsyncDisposable
{
    readonly LaitosSettings settings;
    readonly Journal journal;
    readonly Resolver resolver;
    readonly SqliteSpool? spool;
    readonly ListWatch lists;
    readonly Recollection recollection = new();
    readonly QueueRunner? queue;
    readonly CommandRoom? commands;
    readonly Control control;
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
        (this.settings, this.spool, this.journal) = (settings, spool, journal);
        control = new Control(stop, journal);
        closing = CancellationTokenSource.CreateLinkedTokenSource(shutdown, control.Locked);
        resolver = new Resolver(settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : settings.Dns.Servers);
        Outlet = new Outlet(settings);
        lists = new ListWatch(Policies.Screening(settings), resolver, journal, shutdown);
        var gate = new Gate(settings.MailClient.Connections);
        queue = spool is null ? null : new QueueRunner(Policies.Retry(settings), Policies.Notices(settings), spool, Outlet.Relay, gate, journal, shutdown, abort.Token);
        commands = spool is null ? null : Policies.Commands(settings).MatchUnsafe<CommandRoom?>(policy => Commands(policy, settings, spool, queue!, journal), () => null);
        var postroom = new Postroom(Policies.Journey(settings), resolver, new Outgoing(Outlet.Relay, settings.MailClient.Connections, gate), queue, commands, journal);
        var meter = new MailMeter(settings.MailDaemon.PerIpLimit);
        Listener = new SmtpListener(
            Policies.Session(settings), address => settings.MailDaemon.TrustedProxies.Exists(range => range.Contains(address)),
            tls, peer => new Reception(peer, lists, meter, recollection, postroom, journal), Room(settings, spool), journal, closing.Token);
    }

    /// <summary>Takes connections.</summary>
    public SmtpListener Listener { get; }

    /// <summary>Where mail is sent.</summary>
    public Outlet Outlet { get; }

    /// <summary>Takes up what must be known before the first mail is taken; gives what went wrong, or null.</summary>
    public async Task<string?> Recall()
    {
        if (spool is null)
        {
            return null;
        }

        recollection.Load(await spool.LoadRecent(Clock.Now));
        return (await spool.LoadUsed(Clock.Now)).MatchUnsafe<string?>(
            Right: used =>
            {
                commands?.Desk.Load(used);
                return null;
            },
            Left: trouble => trouble);
    }

    /// <summary>Stores a notice to the owner about what was found in the spool; the queue takes it up with all that is stored.</summary>
    public async Task Report(Seq<string> findings)
    {
        if (spool is null || findings.IsEmpty)
        {
            return;
        }

        var mail = SpoolNotice.Of(Policies.Notices(settings), Policies.Retry(settings), findings, Clock.NewId(), Clock.Now);
        if (await spool.Add(new Intake(QueueRunner.Fresh(mail.Entry, mail.Content))) is not SpoolOutcome.Stored and var trouble)
        {
            journal.Tell("spool", ("trouble", $"the owner cannot be told by mail: {trouble}"));
        }
    }

    /// <summary>What goes on beside the connections, until the daemon goes down: the lists prove themselves, the queue is worked off, commands run.</summary>
    public Task Work() => Task.WhenAll(lists.Run(), queue?.Run() ?? Task.CompletedTask, commands?.Runner.Run() ?? Task.CompletedTask);

    /// <summary>Breaks attempts off when their time is over.</summary>
    public void AbortWith(CancellationToken token) => bound = token.Register(abort.Cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await bound.DisposeAsync();
        await Outlet.DisposeAsync();
        await resolver.DisposeAsync();
        if (spool is not null)
        {
            await spool.DisposeAsync();
        }

        commands?.Runner.Dispose();
        closing.Dispose();
        control.Dispose();
        abort.Dispose();
    }

    CommandRoom Commands(CommandPolicy policy, LaitosSettings settings, SqliteSpool orders, QueueRunner replies, Journal journal)
    {
        var retry = Policies.Retry(settings);
        var apps = new AppDesk(new DaemonView(lists, replies, journal), new OwnersMail(policy, retry, replies));
        return new(new CommandDesk(policy), new CommandRunner(policy, retry, orders, replies, apps, control, journal, closing.Token, abort.Token));
    }

    static ContentRoom Room(LaitosSettings settings, SqliteSpool? spool)
    {
        var memory = new MemoryBudget(settings.MailDaemon.Limits.Memory);
        if (spool is null)
        {
            return new ContentRoom(memory);
        }

        var directory = new SpoolDirectory(settings.Spool.Directory);
        return new ContentRoom(memory, directory.Incoming, new DiskRoom(directory.Root, DiskRoom.Reserve));
    }
}
