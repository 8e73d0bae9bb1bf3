using System.Net.Security;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
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
    readonly ListWatch lists;
    readonly Recollection recollection = new();
    readonly QueueRunner? queue;
    readonly CancellationTokenSource abort = new();
    CancellationTokenRegistration bound;

    /// <param name="settings">The settings.</param>
    /// <param name="spool">Where mail is kept; null when nothing is stored. It is given up to the parts.</param>
    /// <param name="tls">How to do a server handshake; null when no certificate is configured.</param>
    /// <param name="journal">The log.</param>
    /// <param name="shutdown">Set when the daemon goes down.</param>
    public DaemonParts(LaitosSettings settings, SqliteSpool? spool, SslServerAuthenticationOptions? tls, Journal journal, CancellationToken shutdown)
    {
        this.spool = spool;
        resolver = new Resolver(settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : settings.Dns.Servers);
        Outlet = new Outlet(settings);
        lists = new ListWatch(Policies.Screening(settings), resolver, journal, shutdown);
        var gate = new Gate(settings.MailClient.Connections);
        queue = spool is null ? null : new QueueRunner(Policies.Retry(settings), Policies.Notices(settings), spool, Outlet.Relay, gate, journal, shutdown, abort.Token);
        var postroom = new Postroom(Policies.Journey(settings), resolver, new Outgoing(Outlet.Relay, settings.MailClient.Connections, gate), queue, journal);
        var meter = new MailMeter(settings.MailDaemon.PerIpLimit);
        Listener = new SmtpListener(
            Policies.Session(settings), address => settings.MailDaemon.TrustedProxies.Exists(range => range.Contains(address)),
            tls, peer => new Reception(peer, lists, meter, recollection, postroom, journal), Room(settings, spool), journal, shutdown);
    }

    /// <summary>Takes connections.</summary>
    public SmtpListener Listener { get; }

    /// <summary>Where mail is sent.</summary>
    public Outlet Outlet { get; }

    /// <summary>What goes on beside the connections, until the daemon goes down: the lists prove themselves, the queue is worked off.</summary>
    public async Task Work()
    {
        if (spool is not null)
        {
            recollection.Load(await spool.LoadRecent(Clock.Now));
        }

        await Task.WhenAll(lists.Run(), queue?.Run() ?? Task.CompletedTask);
    }

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

        abort.Dispose();
    }

    static ContentRoom Room(LaitosSettings settings, SqliteSpool? spool)
    {
        var memory = new MemoryBudget(MemoryBudget.Default);
        if (spool is null)
        {
            return new ContentRoom(memory);
        }

        var directory = new SpoolDirectory(settings.Spool.Directory);
        return new ContentRoom(memory, directory.Incoming, new DiskRoom(directory.Root, DiskRoom.Reserve));
    }
}
