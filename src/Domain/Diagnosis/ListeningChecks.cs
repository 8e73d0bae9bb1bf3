using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Diagnosis;

/// <summary>Whether others can hand in mail: where the daemon listens, and what port 25 of the host name leads to.</summary>
static class ListeningChecks
{
    /// The port of servers that take mail from servers (RFC 5321 §4.5.4.2).
    const int MailPort = 25;

    public static Validation<Demand, Judgement> Here(Setup setup, Evidence known)
    {
        var (address, port) = (setup.Settings.MailDaemon.Address, setup.Settings.MailDaemon.Port);
        var place = NameOf(address, port);
        return known.Look<Observation.Greeting>(new Probe.Greet(Reachable(address), port)).Bind(seen => seen.Match(
            greeting => Demands.Met(Greeted(setup, place, greeting)),
            reason => known.Look<Observation.Binding>(new Probe.Bind(address, port)).Map(binding => binding.Match(
                found => Silent(setup, place, found.Use, reason),
                unknown => Judgement.Unknown($"whether {place} can be listened on cannot be seen: {unknown}", "start the daemon: it says what is wrong")))))
            .Map(judgement => Limited(setup, judgement));
    }

    static Judgement Greeted(Setup setup, string place, Observation.Greeting greeting) =>
        !IsUs(setup, greeting) ? Judgement.Error(
            $"another server holds {place}: it says {greeting.Reply}", "stop it (ss -ltnp names it), or set MailDaemon.Port to another port")
        : setup.Settings.MailDaemon.TlsCertPath.IsSome && !greeting.Keywords.Contains("STARTTLS") ? Judgement.Warning(
            $"the daemon listens on {place}, but offers no STARTTLS: it runs with other settings than these", "restart it")
        : Judgement.Good($"the daemon listens on {place}");

    static Judgement Silent(Setup setup, string place, PlaceUse use, string reason) => use switch
    {
        PlaceUse.Free => Judgement.Good($"{place} is free; the daemon does not run now"),
        PlaceUse.Taken when !setup.Settings.MailDaemon.TrustedProxies.IsEmpty => Judgement.Unknown(
            $"{place} is in use; whether by the daemon cannot be seen, for it may wait for a PROXY header", "see the log of the daemon"),
        PlaceUse.Taken => Judgement.Error($"{place} is in use by a program that does not answer as a mail server: {reason}", "stop it (ss -ltnp names it), or set MailDaemon.Port to another port"),
        PlaceUse.Forbidden => Judgement.Warning(
            $"this user may not listen on {place}, and the daemon does not run now", "grant the daemon CAP_NET_BIND_SERVICE (AmbientCapabilities= in a systemd unit), or set MailDaemon.Port to a port above 1023"),
        PlaceUse.NotHere => Judgement.Error($"this machine has no address {setup.Settings.MailDaemon.Address} to listen on", "set MailDaemon.Address to one of its own (ip address shows them), or to 0.0.0.0 or ::"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Judgement Limited(Setup setup, Judgement judgement) =>
        judgement.Mark == Mark.Good && setup.Settings.MailDaemon.Address.IsLoopback
            ? Judgement.Warning($"{judgement.What}: only this machine can hand in mail there", "set MailDaemon.Address to 0.0.0.0, or to :: for IPv4 and IPv6, unless a proxy on this machine passes connections on")
            : judgement;

    /// Seen from this machine: what a firewall lets in is known outside alone.
    public static Validation<Demand, Judgement> PublicPort(Setup setup, Evidence known) =>
        setup.IsRehearsal ? Demands.Met(Judgement.Unknown("the addresses are those of a zone file: nothing connects to them", "leave --zone out"))
        : known.AddressesOf(setup.Hostname.Value).And(known.Look<Observation.Addresses>(new Probe.Interfaces())).Bind(both =>
            both.First.Public.IsEmpty
                ? Demands.Met(Judgement.Unknown($"{setup.Hostname} has no public address to connect to", "see the line of address"))
                : both.First.Public.Map(address => known.Look<Observation.Greeting>(new Probe.Greet(address, MailPort)).Map(seen =>
                    PublicPort(setup, address, both.Second.Match(local => local.All.Contains(address), _ => false), seen))).Together().Map(Judgement.Joined));

    static Judgement PublicPort(Setup setup, IpAddress address, bool isLocal, Either<string, Observation.Greeting> seen)
    {
        var place = NameOf(address, MailPort);
        var cure = string.Create(CultureInfo.InvariantCulture, $"from a machine elsewhere: swaks --server {setup.Hostname} --to postmaster@{setup.Settings.MailDaemon.MyDomains.Head}; if nothing answers, open port {MailPort} at the firewall and at the provider");
        return seen.Match(
            greeting => !IsUs(setup, greeting) ? Judgement.Error($"{place} leads to another server: it says {greeting.Reply}", "let the address of the host name, or the router, lead to this daemon")
                : isLocal ? Judgement.Unknown($"the daemon answers at {place}; whether a firewall lets others in cannot be seen from inside", cure)
                : Judgement.Good($"the daemon answers at {place}, through the router"),
            reason => Judgement.Unknown($"nothing answers at {place} ({reason}), as seen from inside", $"start the daemon; then {cure}"));
    }

    static bool IsUs(Setup setup, Observation.Greeting greeting) =>
        greeting.Reply.IsPositive && greeting.Reply.Text.Split(' ')[0].Equals(setup.Hostname.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>An address and a port, for people.</summary>
    internal static string NameOf(IpAddress address, int port) => $"{new Dns.NameServer(address, port)}";

    /// <summary>Where a connection reaches who listens there: 0.0.0.0 and :: stand for every address of the machine.</summary>
    internal static IpAddress Reachable(IpAddress address) => !new ListeningPlace(address, MailPort).IsUnspecified ? address
        : IpAddress.Parse(address.IsV6 ? "::1" : "127.0.0.1").IfLeft(address);
}
