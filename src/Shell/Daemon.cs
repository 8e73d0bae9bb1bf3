using System.Net;
using System.Net.Security;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Shell.Configuration;
using Laitos.Shell.Dns;
using Laitos.Shell.Journey;
using Laitos.Shell.Relay;
using Laitos.Shell.Smtp;

namespace Laitos.Shell;

/// <summary>The mail daemon from its command line to its exit code: 0 after an orderly stop, 2 when it cannot start.</summary>
static class Daemon
{
    /// <summary>The name of the one daemon that this program runs, as laitos calls it.</summary>
    public const string Name = "smtpd";

    const int CannotStart = 2;

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

        await using var journal = new Journal(Console.Out, json);
        loaded.Notices.Iter(notice => journal.Tell("notice", ("text", notice.ToString())));
        using var stopping = new Stopping();
        await using var resolver = new Resolver(settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : settings.Dns.Servers);
        await using var outlet = new Outlet(settings);
        var lists = new ListWatch(Policies.Screening(settings), resolver, journal, stopping.Token);
        var postroom = new Postroom(Policies.Journey(settings), resolver, outlet.Relay, journal);
        var meter = new MailMeter(settings.MailDaemon.PerIpLimit);
        var listener = new SmtpListener(
            Policies.Session(settings), address => settings.MailDaemon.TrustedProxies.Exists(range => range.Contains(address)),
            tls, peer => new Reception(peer, lists, meter, postroom, journal), new ContentRoom(new MemoryBudget(MemoryBudget.Default)), journal, stopping.Token);

        await using var server = SmtpServer.On(endPoint, listener);
        try
        {
            await server.StartAsync();
        }
        catch (Exception failure) when (StartupFailure.Explain(failure, endPoint) is not null)
        {
            return await Refuse(StartupFailure.Explain(failure, endPoint)!);
        }

        var watching = lists.Run();
        journal.Tell(
            "listening", ("address", endPoint.ToString()), ("hostname", settings.MailDaemon.Hostname.Value),
            ("domains", string.Join(",", settings.MailDaemon.MyDomains)), ("starttls", tls is null ? "off" : "on"), ("to", outlet.Name));
        await stopping.Requested;
        journal.Tell("stopping", ("within", $"{settings.MailDaemon.Limits.ShutdownTime.TotalSeconds:0}s"));
        using var bound = new CancellationTokenSource(settings.MailDaemon.Limits.ShutdownTime);
        await server.StopAsync(bound.Token);
        await watching;
        journal.Tell("stopped");
        return 0;
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
