using System.Globalization;

namespace Laitos.Domain.Addresses;

/// <summary>Consecutive IP addresses of one family: a single one, a network, or from one to another.</summary>
public sealed record IpRange
{
    IpRange(IpAddress first, IpAddress last) => (First, Last) = (first, last);

    /// <summary>The lowest address.</summary>
    public IpAddress First { get; }

    /// <summary>The highest address, not below <see cref="First"/>.</summary>
    public IpAddress Last { get; }

    /// <summary>True for an address within.</summary>
    public bool Contains(IpAddress address) =>
        address.IsV6 == First.IsV6 && Compare(First, address) <= 0 && Compare(address, Last) <= 0;

    /// <summary>
    /// <c>192.0.2.1</c>, <c>192.0.2.0/24</c> (RFC 4632 §3.1; bits behind the prefix must be zero) or <c>127.0.0.4-127.0.0.11</c>.
    /// </summary>
    public static Either<SyntaxError, IpRange> Parse(string text) =>
        (text.Split('-') is [var low, var high] ? FromTo(text, low.Trim(), high.Trim())
        : text.Split('/') is [var start, var length] ? Network(text, start, length)
        : IpAddress.Parse(text).Map(address => new IpRange(address, address)))
        .MapLeft(_ => SyntaxError.At("IP address, network or range", text));

    /// <summary>The shortest of the forms that <see cref="Parse"/> takes.</summary>
    public override string ToString()
    {
        var prefix = CommonBits(First.Octets.Span, Last.Octets.Span);
        return First == Last ? First.ToString()
            : Edge(First, prefix, 0x00) == First && Edge(First, prefix, 0xff) == Last
                ? string.Create(CultureInfo.InvariantCulture, $"{First}/{prefix}")
                : $"{First}-{Last}";
    }

    static Either<SyntaxError, IpRange> FromTo(string text, string low, string high) =>
        from first in IpAddress.Parse(low)
        from last in IpAddress.Parse(high)
        from range in first.IsV6 == last.IsV6 && Compare(first, last) <= 0 ? new IpRange(first, last) : Wrong(text)
        select range;

    static Either<SyntaxError, IpRange> Network(string text, string start, string length) =>
        from first in IpAddress.Parse(start)
        from prefix in PrefixLength(length, first.Octets.Length * 8)
        let last = Edge(first, prefix, 0xff)
        from range in Edge(first, prefix, 0x00) == first && last.IsV6 == first.IsV6 ? new IpRange(first, last) : Wrong(text)
        select range;

    static Either<SyntaxError, int> PrefixLength(string text, int max) =>
        text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit) && int.Parse(text, CultureInfo.InvariantCulture) is var bits && bits <= max
            ? bits
            : SyntaxError.At("prefix length", text);

    static Either<SyntaxError, IpRange> Wrong(string text) => SyntaxError.At("range", text);

    static int Compare(IpAddress left, IpAddress right) => left.Octets.Span.SequenceCompareTo(right.Octets.Span);

    /// The address with all bits behind the prefix cleared or set. The end of ::/80 is an IPv4-mapped address: such networks are refused.
    static IpAddress Edge(IpAddress address, int prefix, byte filler)
    {
        var octets = address.Octets.Span.ToArray();
        for (var i = 0; i < octets.Length; i++)
        {
            var kept = Math.Clamp(prefix - (8 * i), 0, 8);
            var mask = (byte)(0xff << (8 - kept));
            octets[i] = (byte)((octets[i] & mask) | (filler & ~mask));
        }

        return IpAddress.OfOctets(octets).IfNone(address);
    }

    static int CommonBits(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var same = left.CommonPrefixLength(right);
        return same == left.Length ? 8 * same : (8 * same) + System.Numerics.BitOperations.LeadingZeroCount((uint)(left[same] ^ right[same])) - 24;
    }
}
