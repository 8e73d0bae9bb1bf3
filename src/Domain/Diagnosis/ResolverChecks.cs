using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;

namespace Laitos.Domain.Diagnosis;

/// <summary>The DNS servers that are asked, and the block lists that are asked through them.</summary>
static class ResolverChecks
{
    /// What helps wherever the DNS did not tell.
    public const string Cure = "see the lines of dns-server; try again when they are good";

    /// One server. A second one that answers is no comfort: mail waits for the first.
    public static Validation<Demand, Judgement> Answers(Evidence known, NameServer server) =>
        known.Look<Observation.Answered>(new Probe.Resolver(server)).Map(seen => seen.Match(
            answered => answered.KnowsRoot
                ? Judgement.Good("it answers", ("took", answered.Took))
                : Judgement.Warning("it answers, but says that there are no servers of the root: it may know an inner network alone", "name a server that answers for the whole DNS in DNS.Servers", ("took", answered.Took)),
            reason => Judgement.Error($"it does not answer: {reason}", "name one that does in DNS.Servers or in /etc/resolv.conf; a resolver on this machine (unbound, systemd-resolved) serves best")));

    public static Judgement None(Setup setup) => setup.IsRehearsal
        ? Judgement.Unknown("a zone file answers in place of the DNS: no server was asked", "leave --zone out to ask the DNS")
        : Judgement.Error("no DNS server is known", "name one in DNS.Servers, or in /etc/resolv.conf");

    /// A list that fails its test blocks nobody and costs nothing; the daemon tests it again by and by.
    public static Validation<Demand, Judgement> BlockList(Evidence known, Blocklist list) =>
        ListTest.Questions(list).Map(question => known.Ask(question.Name, question.Type)).Together().Map(_ => ListTest.Fault(list, known.Dns).Match(
            fault => IsRefusal(known, list)
                ? Judgement.Warning(
                    $"{list.Mask(fault)}: most lists refuse who asks through a public or shared DNS server, or too often",
                    "run a resolver on this machine (unbound) and set DNS.Servers to [\"127.0.0.1\"]; or register with the list; or leave it out of MailDaemon.BlockLists")
                : Judgement.Warning($"{list.Mask(fault)}: it is set aside, and blocks nobody", "leave it out of MailDaemon.BlockLists if it stays so"),
            () => Judgement.Good("it has its test entry, and not that which must be absent", ("weight", list.Weight))));

    static bool IsRefusal(Evidence known, Blocklist list) => ListTest.Questions(list)
        .SelectEach(question => known.Dns.Find(question).Map(answer => answer is Answer.Records(var data) ? data : default).IfNone(default(Seq<RecordData>)))
        .Exists(data => data is RecordData.Address(var value) && ListAnswers.IsError(value));
}
