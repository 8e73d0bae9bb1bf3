using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>Mistakes that no single key shows: settings that contradict each other, or that would send mail in a circle.</summary>
static class CrossChecks
{
    /// <summary>Mistakes within the section <c>MailDaemon</c>.</summary>
    internal static IEnumerable<SettingProblem> Of(MailDaemonSettings daemon) =>
        Loops(daemon)
            .Concat(Together("MailDaemon.TLSCertPath", daemon.TlsCertPath.IsSome, "MailDaemon.TLSKeyPath", daemon.TlsKeyPath.IsSome));

    /// <summary>Mistakes within the section <c>MailClient</c>.</summary>
    internal static IEnumerable<SettingProblem> Of(MailClientSettings client) =>
        Together("MailClient.AuthUsername", client.AuthUsername.IsSome, "MailClient.AuthPassword", client.AuthPassword.IsSome)
            .Concat(Destinations(client));

    /// <summary>Mistakes between the two: a relay that is this daemon.</summary>
    internal static IEnumerable<SettingProblem> Of(MailDaemonSettings daemon, MailClientSettings client) =>
        client.MtaHost.Filter(host => client.MtaPort == daemon.Port && IsHere(daemon, host)).AsEnumerable().Select(host => new SettingProblem(
            "MailClient.MTAHost", $"\"{Formats.Host.Write(host)}\" with port {client.MtaPort}",
            "a relay other than this daemon, which listens there: forwarded mail would come back for ever"));

    static IEnumerable<SettingProblem> Loops(MailDaemonSettings daemon) =>
        daemon.ForwardTo.Select((mailbox, i) => (mailbox, i))
            .Where(item => item.mailbox.Domain.Exists(domain => daemon.MyDomains.Exists(mine => mine == domain)))
            .Select(item => new SettingProblem(
                $"MailDaemon.ForwardTo[{item.i}]", $"\"{Printable.Excerpt(item.mailbox.ToString(), 60)}\"",
                "an address outside MailDaemon.MyDomains: mail for it would come back here and loop"));

    static IEnumerable<SettingProblem> Together(string first, bool hasFirst, string second, bool hasSecond) =>
        hasFirst == hasSecond ? []
        : hasFirst ? [new SettingProblem(second, "nothing", $"a value, because {first} is given")]
        : [new SettingProblem(first, "nothing", $"a value, because {second} is given")];

    static IEnumerable<SettingProblem> Destinations(MailClientSettings client) => (client.MtaHost.IsSome, client.PickupDirectory.IsSome) switch
    {
        (false, false) => [new SettingProblem("MailClient.MTAHost", "nothing", "a relay, or else a folder in MailClient.PickupDirectory")],
        (true, true) => [new SettingProblem("MailClient.PickupDirectory", "a folder beside a relay", "only one of MailClient.MTAHost and MailClient.PickupDirectory")],
        _ => [],
    };

    /// A name other than localhost and our own cannot be compared without asking the DNS.
    static bool IsHere(MailDaemonSettings daemon, Host host) => host switch
    {
        Host.Literal(var address) => address == daemon.Address || IsUnspecified(address) || (address.IsLoopback && ListensOnLoopback(daemon)),
        Host.Named(var name) => name == daemon.Hostname || ((name.Value == "localhost" || name.Value.EndsWith(".localhost", StringComparison.Ordinal)) && ListensOnLoopback(daemon)),
        _ => false,
    };

    static bool ListensOnLoopback(MailDaemonSettings daemon) => daemon.Address.IsLoopback || IsUnspecified(daemon.Address);

    /// To connect to 0.0.0.0 or :: is to connect to oneself.
    static bool IsUnspecified(IpAddress address) => address.Octets.Span.IndexOfAnyExcept((byte)0) < 0;
}
