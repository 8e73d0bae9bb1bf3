using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Diagnosis;

/// <summary>Whether the mail of a domain comes here (RFC 5321 §5.1).</summary>
static class ExchangerCheck
{
    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known, DomainName domain) =>
        known.Ask(domain.Value, RecordType.Mx).Bind(answer => answer switch
        {
            Answer.Unavailable(var reason) => Demands.Met(Judgement.Unknown($"the DNS does not tell its MX: {reason}", ResolverChecks.Cure)),
            Answer.NoSuchDomain => Demands.Met(Judgement.Error("the domain does not exist in the DNS", $"mend its name in MailDaemon.MyDomains; or register it, and publish {Record(setup, domain)}")),
            Answer.Records(var data) => OfRecords(setup, known, domain, data),
            _ => Implicit(setup, known, domain),
        });

    /// Without MX, mail goes to the address of the domain itself.
    static Validation<Demand, Judgement> Implicit(Setup setup, Evidence known, DomainName domain) => Ours(setup, known).And(known.AddressesOf(domain.Value)).Map(both =>
        both.Second.All.Exists(address => both.First.Contains(address))
            ? Judgement.Warning("it has no MX, and its own address leads here: senders make do with that", $"publish {Record(setup, domain)}")
            : Judgement.Error("it has no MX: its mail does not come here", $"publish {Record(setup, domain)}"));

    static Validation<Demand, Judgement> OfRecords(Setup setup, Evidence known, DomainName domain, Seq<RecordData> data)
    {
        var exchangers = data.AsEnumerable().OfType<RecordData.Exchange>().OrderBy(record => record.Preference).ThenBy(record => record.Host, StringComparer.Ordinal).Gather();
        return exchangers is [{ Host: "" }] ? Demands.Met(Judgement.Error("its null MX says that it takes no mail at all (RFC 7505)", $"replace it by {Record(setup, domain)}"))
            : exchangers.IsEmpty ? Demands.Met(Judgement.Unknown("the DNS answers with other records than MX", ResolverChecks.Cure))
            : Ours(setup, known)
                .And(exchangers.Map(exchanger => Leads(setup, known, exchanger.Host)).Together())
                .Map(both => OfExchangers(setup, domain, both.Second.AsEnumerable().Zip(
                    exchangers.AsEnumerable(), (addresses, exchanger) => (exchanger, IsHere(setup, both.First, exchanger.Host, addresses), addresses.IsUnknown)).Gather()));
    }

    static Validation<Demand, HostAddresses> Leads(Setup setup, Evidence known, string host) =>
        host == setup.Hostname.Value ? Demands.Met(new HostAddresses(default, default)) : known.AddressesOf(host);

    static bool IsHere(Setup setup, Seq<IpAddress> ours, string host, HostAddresses addresses) => host == setup.Hostname.Value || addresses.All.Exists(address => ours.Contains(address));

    static Judgement OfExchangers(Setup setup, DomainName domain, Seq<(RecordData.Exchange Exchanger, bool IsHere, bool IsUnknown)> exchangers)
    {
        var shown = string.Join(", ", exchangers.AsEnumerable().Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Exchanger.Host} ({each.Exchanger.Preference})")));
        var first = exchangers.Find(each => each.IsHere).Map(each => each.Exchanger);
        var before = exchangers.Filter(each => !each.IsHere && first.ForAll(ours => each.Exchanger.Preference <= ours.Preference)).Map(each => each.Exchanger.Host);
        return first.IsSome && before.IsEmpty ? Judgement.Good($"its MX is {shown}")
            : first.IsSome ? Judgement.Warning(
                $"its MX is {shown}: {string.Join(", ", before)} gets mail before this server, or as much", "give this server the lowest number, or take the others away")
            : exchangers.Exists(each => IpAddress.Parse(each.Exchanger.Host).IsRight)
                ? Judgement.Error($"its MX is {shown}: an address cannot stand there, and many senders do not deliver to it", $"publish {Record(setup, domain)} instead")
            : exchangers.Exists(each => each.IsUnknown) ? Judgement.Unknown($"its MX is {shown}, whose addresses the DNS does not tell", ResolverChecks.Cure)
            : Judgement.Error($"its MX is {shown}: its mail goes there, not here", $"publish {Record(setup, domain)}; or set MailDaemon.Hostname, if that is this server");
    }

    /// Every address that this server goes by.
    static Validation<Demand, Seq<IpAddress>> Ours(Setup setup, Evidence known) =>
        known.AddressesOf(setup.Hostname.Value).And(known.Look<Observation.Addresses>(new Probe.Interfaces())).Map(both =>
            both.First.All.Then(both.Second.Match(seen => seen.All.Filter(address => !address.IsLoopback), _ => default)));

    static string Record(Setup setup, DomainName domain) => $"{domain}. MX 10 {setup.Hostname}.";
}

/// <summary>Whether a domain that mail is forwarded to takes mail: it has an MX, or an address (RFC 5321 §5.1, RFC 7505).</summary>
static class DestinationCheck
{
    public static Validation<Demand, Judgement> Of(Evidence known, DomainName domain) =>
        known.Ask(domain.Value, RecordType.Mx).Bind(answer => answer switch
        {
            Answer.Unavailable(var reason) => Demands.Met(Judgement.Unknown($"the DNS does not tell whether it takes mail: {reason}", ResolverChecks.Cure)),
            Answer.NoSuchDomain => Demands.Met(Judgement.Error("the domain does not exist in the DNS: what is forwarded there is returned", "mend the address in MailDaemon.ForwardTo")),
            Answer.Records(var data) => Demands.Met(OfRecords(data)),
            _ => known.AddressesOf(domain.Value).Map(found =>
                !found.All.IsEmpty ? Judgement.Good("it takes mail at its own address")
                : found.IsUnknown ? Judgement.Unknown("the DNS does not tell its address", ResolverChecks.Cure)
                : Judgement.Error("it has neither MX nor address: what is forwarded there is returned", "mend the address in MailDaemon.ForwardTo")),
        });

    static Judgement OfRecords(Seq<RecordData> data)
    {
        var hosts = data.AsEnumerable().OfType<RecordData.Exchange>().OrderBy(record => record.Preference).ThenBy(record => record.Host, StringComparer.Ordinal).Select(record => record.Host).Gather();
        return hosts is [""]
            ? Judgement.Error("its null MX says that it takes no mail (RFC 7505)", "mend the address in MailDaemon.ForwardTo")
            : Judgement.Good($"it takes mail at {string.Join(", ", hosts.AsEnumerable().Take(3))}");
    }
}
