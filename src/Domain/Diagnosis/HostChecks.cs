using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Diagnosis;

/// <summary>The host name: where it leads, whether its addresses lead back, and whether it is fit for EHLO.</summary>
static class HostChecks
{
    /// Names that mean something on one machine or in one building only (RFC 6761, RFC 6762, RFC 8375).
    static readonly string[] Inner = ["localhost", "local", "localdomain", "invalid", "internal", "lan", "home", "home.arpa", "intranet", "corp"];

    public static Validation<Demand, Judgement> Address(Setup setup, Evidence known) =>
        known.AddressesOf(setup.Hostname.Value).And(known.Look<Observation.Addresses>(new Probe.Interfaces())).Map(both => Address(setup, both.First, both.Second));

    static Judgement Address(Setup setup, HostAddresses found, Either<string, Observation.Addresses> local)
    {
        var (host, shown) = (setup.Hostname, string.Join(", ", found.All));
        var listensOnV4 = !setup.Settings.MailDaemon.Address.IsV6;
        return found.IsUnknown ? Judgement.Unknown($"the DNS does not tell the address of {host}: {found.Troubles.Head}", ResolverChecks.Cure)
            : found.All.IsEmpty ? Judgement.Error(
                $"{host} has no address: others cannot connect to it", $"publish {host}. A with the public address of this server; or set MailDaemon.Hostname to a name that leads here")
            : found.Public.IsEmpty ? Judgement.Error(
                $"{host} leads to {shown}, which is no address of the Internet", $"publish {host}. A with the public address of this server")
            : listensOnV4 && found.Public.Exists(address => address.IsV6) && found.Public.Exists(address => !address.IsV6) ? Judgement.Warning(
                $"{host} leads to {shown}, but the daemon listens on IPv4 alone: many senders try IPv6 first", "set MailDaemon.Address to \"::\", which takes both; or take the AAAA record away")
            : listensOnV4 && found.Public.ForAll(address => address.IsV6) ? Judgement.Error(
                $"{host} leads to {shown}, but the daemon listens on IPv4 alone", "set MailDaemon.Address to \"::\"; and publish an A record too: not every sender has IPv6")
            : local.Match(seen => found.Public.Exists(address => seen.All.Contains(address)), _ => false) ? Judgement.Good($"{host} leads to {shown}")
            : Judgement.Unknown(
                $"{host} leads to {shown}, which is no address of this machine itself: right behind a router or balancer that passes connections on, wrong otherwise",
                "compare it with the public address that your provider shows");
    }

    public static Validation<Demand, Judgement> ReverseName(Setup setup, Evidence known) => known.AddressesOf(setup.Hostname.Value).Bind(found => found.Public.IsEmpty
        ? Demands.Met(Judgement.Unknown($"there is no public address of {setup.Hostname} to look up", "see the line of address"))
        : found.Public.Map(address => Demands.Of(ClientNames.Of(known.Dns, address)).Map(names => ReverseName(setup, address, names))).Together().Map(Judgement.Joined));

    static Judgement ReverseName(Setup setup, IpAddress address, ClientNames names)
    {
        var cure = $"ask the provider of {address} for the PTR record {setup.Hostname}";
        return names.Confirmed.Contains(setup.Hostname.Value) ? Judgement.Good($"{address} is {setup.Hostname}")
            : !names.Confirmed.IsEmpty ? Judgement.Warning($"{address} is {string.Join(", ", names.Confirmed)}, not {setup.Hostname}", cure)
            : names.IsCertain ? Judgement.Warning($"{address} has no name that leads back to it: servers that it sends mail to distrust it", cure)
            : Judgement.Unknown($"the DNS does not tell the name of {address}", ResolverChecks.Cure);
    }

    public static Judgement HelloName(Setup setup) =>
        setup.Hostname.Labels.Count < 2 || Inner.Any(inner => setup.Hostname.Value.EndsWith("." + inner, StringComparison.Ordinal))
            ? Judgement.Error(
                $"this server calls itself {setup.Hostname}, which means nothing to others: some refuse such a name in EHLO", "set MailDaemon.Hostname to its full name in the DNS, such as mx.example.com")
            : Judgement.Good($"this server calls itself {setup.Hostname}");
}
