using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;

namespace Laitos.Domain.Diagnosis;

/// <summary>
/// Whether SPF of a domain of our envelope senders covers what sends our mail into the world (RFC 7208): this host, where the relay is on it, else the relay. A service may
/// send from other addresses than it takes mail at; so only what is certain is an error.
/// </summary>
static class SenderPolicyCheck
{
    /// The most addresses of a relay that are looked at.
    const int MostAddresses = 4;

    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known, DomainName domain) => !setup.HasRelay
        ? Demands.Met(Judgement.Unknown("mail goes into a folder: from where it is sent on cannot be seen from here", "let SPF cover what sends it on"))
        : known.Look<Observation.Dialogue>(new Probe.Relay())
            .And(known.AddressesOf(setup.Hostname.Value).And(known.Look<Observation.Addresses>(new Probe.Interfaces())))
            .Bind(all => Of(setup, known, domain, all.First.Match(seen => seen.Places, _ => default), all.Second.First, all.Second.Second.Match(seen => seen.All, _ => default)));

    static Validation<Demand, Judgement> Of(Setup setup, Evidence known, DomainName domain, Seq<IpAddress> relay, HostAddresses host, Seq<IpAddress> local)
    {
        var isHere = relay.Exists(address => address.IsLoopback || local.Exists(own => own == address));
        var senders = (isHere ? host.Public : relay).AsEnumerable().Take(MostAddresses).Gather();
        return senders.IsEmpty
            ? Demands.Met(Judgement.Unknown(
                isHere ? $"mail leaves from this host, and {setup.Hostname} has no public address to compare SPF with" : "the relay has no address to compare SPF with",
                $"see the line of {(isHere ? "address" : "relay-address")}"))
            : senders.Map(sender => Demands.Of(SpfCheck.Of(known.Dns, Request(setup, known, domain, sender))).Map(finding => (sender, finding))).Together()
                .Map(findings => Judge(domain, isHere, findings));
    }

    static SpfRequest Request(Setup setup, Evidence known, DomainName domain, IpAddress sender)
    {
        var from = setup.Settings.MailClient.MailFrom;
        return SpfRequest.Of(sender, setup.Hostname.Value, from.Domain.Exists(own => own == domain) ? from.ToString() : $"postmaster@{domain}", setup.Hostname, known.Now);
    }

    static Judgement Judge(DomainName domain, bool isHere, Seq<(IpAddress Sender, SpfFinding Finding)> findings)
    {
        var (passing, others) = (findings.Filter(each => each.Finding.Result == SpfResult.Pass), findings.Filter(each => each.Finding.Result != SpfResult.Pass));
        var shown = string.Join(", ", others.Map(each => $"{each.Sender} {Word(each.Finding.Result)}"));
        var mechanism = !isHere ? "include:NAME-THAT-THE-RELAY-GIVES" : findings.Head.Sender.IsV6 ? $"ip6:{findings.Head.Sender}" : $"ip4:{findings.Head.Sender}";
        var record = $"publish {domain}. TXT \"v=spf1 {mechanism} -all\"";
        return others.IsEmpty ? Judgement.Good($"it covers {string.Join(", ", passing.Map(each => each.Sender))}")
            : others.Find(each => each.Finding.Result == SpfResult.PermError).Case is (IpAddress, SpfFinding broken)
                ? Judgement.Error($"its record is faulty, and counts for nothing: {broken.Problem}", "mend the record")
            : others.Find(each => each.Finding.Result == SpfResult.TempError).Case is (IpAddress, SpfFinding silent) ? Judgement.Unknown($"the DNS does not tell: {silent.Problem}", ResolverChecks.Cure)
            : others.ForAll(each => each.Finding.Result == SpfResult.None) ? Judgement.Warning("it has no SPF record: receivers cannot tell that mail in its name may come from the relay", record)
            : !passing.IsEmpty ? Judgement.Warning($"it covers {string.Join(", ", passing.Map(each => each.Sender))}, but not all that mail may leave from: {shown}", isHere ? $"add ip4: or ip6: of the others" : "see the documentation of the relay for what to include")
            : isHere && others.Exists(each => each.Finding.Result == SpfResult.Fail) ? Judgement.Error($"it forbids this host to send: {shown}", record)
            : Judgement.Warning(
                $"it does not cover {(isHere ? "this host" : "the relay's own address; a service may send from others")}: {shown}",
                isHere ? record : $"include what the documentation of the relay names; otherwise {record}");
    }

    static string Word(SpfResult result) => result.ToString().ToLowerInvariant();
}
