using Laitos.Domain.Filtering;
using Laitos.Domain.Smtp;
using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Page;

/// <summary>What mail depends on: the block lists, the relay, the certificate, the process itself.</summary>
static class SurroundingsSection
{
    internal static Html Lists(Seq<ListSnapshot> lists, Instant now) => Tag.Section(
        "lists", "Block lists",
        lists.IsEmpty ? Tag.Class("p", "quiet", "No list is asked.") : Tag.Class("div", "scroll", Tag.Table("Block lists", Seqs.Of("List", "State", "Weight", "Listings"), lists.Map(list => Row(list, now)))));

    internal static Html Relay(RelaySnapshot relay, Instant now) => Tag.Section("relay", "Relay", Tag.Facts(Seqs.Joined(
        Seqs.Of<(string, Html)>(
            ("Mail goes to", relay.Name),
            ("State", relay switch
            {
                { IsPaused: true } => Tag.Badge("trouble", "has asked us to go slow"),
                { IsInTrouble: true } => Tag.Badge("trouble", "put the last mail off"),
                { LastDelivered.IsSome: true } => Tag.Badge("good", "takes mail"),
                _ => Tag.Badge("quiet", "not used yet"),
            }),
            ("Under way", relay.Active == 1 ? "1 attempt" : $"{Tag.Number(relay.Active)} attempts"),
            ("Last mail taken", relay.LastDelivered.Match(at => Tag.Time(at, now), () => "none since the start"))),
        relay.LastTrouble.Map<(string, Html)>(trouble => ("Last trouble", Html.Of(Seqs.Of(Tag.Time(trouble.At, now), $": {trouble.Words}")))).ToSeq())));

    internal static Html Daemon(DaemonSnapshot daemon, Option<CertificateFacts> certificate, Instant now) => Tag.Section("daemon", "Daemon", Tag.Facts(Seqs.Of(
        ("Running since", Html.Of(Seqs.Of(Tag.Time(daemon.StartedAt, now)))),
        ("Open sessions", Tag.Number(daemon.Sessions)),
        ("Memory", $"{TimeWords.Octets(daemon.Memory)}, of which {TimeWords.Octets(daemon.Heap)} objects"),
        ("Certificate", certificate.Match(facts => Certificate(facts, daemon, now), () => "none: STARTTLS is off")),
        ("Version", $"laitos {daemon.Version}"),
        ("Runs on", daemon.Platform))));

    /// <summary>The days that a certificate is still valid.</summary>
    internal static long DaysLeft(CertificateFacts certificate, Instant now) => (long)Math.Floor((certificate.NotAfter - now).TotalDays);

    static Html Certificate(CertificateFacts facts, DaemonSnapshot daemon, Instant now)
    {
        var findings = facts.Judge(daemon.Hostname, now);
        return Html.Of(Seqs.Of(
            Tag.Badge(findings.IsEmpty ? "good" : "trouble", now > facts.NotAfter ? "expired" : $"{DaysLeft(facts, now)} days left"),
            findings.IsEmpty ? $" until {facts.NotAfter.ToString()[..10]}" : $" {string.Join("; ", findings)}"));
    }

    static Html Row(ListSnapshot list, Instant now) => Tag.Of(
        "tr",
        Tag.Cell("List", list.List.Name),
        Tag.Cell("State", list.Health switch
        {
            ListHealth.Healthy => Tag.Badge("good", "in use"),
            ListHealth.SetAside(var reason, var since, _, _) => Html.Of(Seqs.Of(Tag.Badge("trouble", "set aside"), " ", Tag.Time(since, now), $": {list.List.Mask(reason)}")),
            _ => Tag.Badge("quiet", "not tested yet"),
        }),
        Tag.Cell("Weight", Tag.Number(list.List.Weight)),
        Tag.Cell("Listings", Tag.Number(list.Listings)));
}
