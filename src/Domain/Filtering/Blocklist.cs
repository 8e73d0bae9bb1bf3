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
    public string Name => SubscriberKey.Mask(Zone);

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
    public string Mask(string text) =>
        SubscriberKey.Words(Zone).Fold(text, (shown, key) => shown.Replace(key, "***", StringComparison.OrdinalIgnoreCase));

    /// <summary>The list, with its zone fit to be shown.</summary>
    public override string ToString() => $"{Name}*{Weight}";
}

/// <summary>What DNS lists answer with (RFC 5782 §2.1), and the codes by which they report errors instead.</summary>
public static class ListAnswers
{
    /// <summary>127.0.0.0/16: what lists of IP addresses answer with.</summary>
    public static IpRange Usual { get; } = Certain("127.0.0.0/16");

    /// <summary>127.0.0.0/8: what any DNS list may answer with.</summary>
    public static IpRange Any { get; } = Certain("127.0.0.0/8");

    /// The zone is misspelt, asked through a public resolver, or asked too often.
    static readonly IpRange Refusals = Certain("127.255.255.0/24");

    /// An address asked of a list of domains.
    static readonly IpRange WrongKind = Certain("127.0.1.255");

    /// The one who asks is blocked.
    static readonly IpRange Blocked = Certain("127.0.0.255");

    /// <summary>True for the codes by which lists say that they do not answer us: they are never a listing.</summary>
    public static bool IsError(IpAddress answer) => Refusals.Contains(answer) || WrongKind.Contains(answer) || Blocked.Contains(answer);

    /// <summary>True when an answer lies in one of the ranges and is no error code.</summary>
    public static bool IsWithin(Seq<IpRange> ranges, IpAddress answer) => !IsError(answer) && ranges.Exists(range => range.Contains(answer));

    /// <summary>A range that is written in this program.</summary>
    internal static IpRange Certain(string text) => IpRange.Parse(text).IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));
}
