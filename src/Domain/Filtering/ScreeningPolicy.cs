using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>Which lists are asked about a client, and how much is too much.</summary>
/// <param name="Lists">The lists, in the order in which they are reported.</param>
/// <param name="Threshold">The score from which mail is blocked, at least 1.</param>
public sealed record ScreeningPolicy(Seq<Blocklist> Lists, int Threshold);

/// <summary>Policies that come with the program.</summary>
public static class BlocklistPresets
{
    /// <summary>The sixteen lists of laitos; one listing blocks.</summary>
    public static ScreeningPolicy Laitos { get; } = new(
        Seqs.Of(
            Blocklist.Of("b.barracudacentral.org"),
            Blocklist.Of("cbl.abuseat.org"),
            Blocklist.Of("dnsbl-1.uceprotect.net"),
            Blocklist.Of("dnsbl-2.uceprotect.net"),
            Blocklist.Of("dnsbl-3.uceprotect.net"),
            Blocklist.Of("spam.dnsbl.sorbs.net"),
            Blocklist.Of("ix.dnsbl.manitu.net"),
            Blocklist.Of("truncate.gbudb.net"),
            Blocklist.Of("zen.spamhaus.org") with { Ipv6 = true },
            Blocklist.Of("noptr.spamrats.com"),
            Blocklist.Of("spam.spamrats.com"),
            Blocklist.Of("spam.dnsbl.anonmails.de"),
            Blocklist.Of("psbl.surriel.com"),
            Blocklist.Of("z.mailspike.net"),
            Blocklist.Of("bl.mailspike.net"),
            Blocklist.Of("dnsbl.kempt.net")),
        Threshold: 1);

    /// <summary>
    /// The lists that are alive and free to ask without registration, weighed: the first blocks alone, the others only together.
    /// The last one lists the good, by how much it trusts them in the last octet of its answer.
    /// </summary>
    public static ScreeningPolicy Modern { get; } = new(
        Seqs.Of(
            Blocklist.Of("zen.spamhaus.org", 3) with { Ipv6 = true },
            Blocklist.Of("bl.mailspike.net", 2) with { Counts = Seqs.Of(Local(0, 2, 2), Local(0, 10, 12)) },
            Blocklist.Of("psbl.surriel.com"),
            Blocklist.Of("bl.spamcop.net"),
            Blocklist.Of("dnsbl-1.uceprotect.net"),
            Blocklist.Of("truncate.gbudb.net"),
            Trusted(level: 1, weight: -1),
            Trusted(level: 2, weight: -2),
            Trusted(level: 3, weight: -3)),
        Threshold: 3);

    /// The trust of list.dnswl.org stands in the last octet, the kind of sender in the third, from 2 to 20.
    static Blocklist Trusted(int level, int weight) =>
        Blocklist.Of("list.dnswl.org", weight) with
        {
            Counts = Enumerable.Range(2, 19).Where(kind => kind != 10).Select(kind => Local(kind, level, level)).Gather(),
        };

    static IpRange Local(int third, int first, int last) => ListAnswers.Certain($"127.0.{third}.{first}-127.0.{third}.{last}");
}
