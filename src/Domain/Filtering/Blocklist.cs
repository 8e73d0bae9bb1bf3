using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>A list of IP addresses kept in the DNS (RFC 5782).</summary>
/// <param name="Zone">The domain below which the addresses stand. It may begin with a key of the subscriber: show <see cref="Name"/> instead.</param>
/// <param name="Weight">What a listing adds to the score; below zero for a list of the good, zero to watch a list without effect.</param>
/// <param name="Counts">The answers that are a listing; error codes among them are none.</param>
/// <param name="Ipv6">True when the list holds IPv6 addresses (RFC 5782 §2.4). Others must not be asked: their wildcards may match.</param>
public sealed record Blocklist(string Zone, int Weight, Seq<IpRange> Counts, bool Ipv6)
{
    /// <summary>A list of IPv4 addresses whose usual answers count.</summary>
    public static Blocklist Of(string zone, int weight = 1) => new(zone, weight, Seqs.Of(ListAnswers.Usual), Ipv6: false);

    /// <summary>The zone fit to be shown: labels that look like a key are <c>***</c>.</summary>
    public string Name => SubscriberKey.Conceal(Zone);

    /// <summary>True when a listing in it counts against the client.</summary>
    public bool IsAgainst => Weight > 0;

    /// <summary>The name that an address has in the list (RFC 5782 §2.1, §2.4).</summary>
    public string NameOf(IpAddress address) => $"{address.Reversed}.{Zone}";

    /// <summary>Whether an address is in the list.</summary>
    public Question Membership(IpAddress address) => new(NameOf(address), RecordType.A);

    /// <summary>Why it is.</summary>
    public Question Reason(IpAddress address) => new(NameOf(address), RecordType.Txt);

    /// <summary>Those addresses of an answer that are a listing, each once, in a fixed order.</summary>
    public Seq<IpAddress> Listing(Answer answer) =>
        answer is Answer.Records(var data)
            ? data.AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value)
                .Where(value => ListAnswers.IsWithin(Counts, value))
                .Distinct().OrderBy(value => value.Reversed, StringComparer.Ordinal).Gather()
            : default;

    /// <summary>A text without the keys of the zone.</summary>
    public string Conceal(string text) =>
        SubscriberKey.Words(Zone).Fold(text, (shown, key) => shown.Replace(key, "***", StringComparison.OrdinalIgnoreCase));

    /// <summary>The list, with its zone fit to be shown.</summary>
    public override string ToString() => $"{Name}*{Weight}";
}
