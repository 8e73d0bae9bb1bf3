using System.Globalization;
using System.Numerics;
using Laitos.Domain.Addresses;

namespace Laitos.Properties.Addresses;

public class IpRangeLaws
{
    static Gen<IpAddress> Address =>
        from v6 in Gen.Elements(true, false)
        from start in Gen.Elements((byte)0, (byte)127, (byte)0x20, (byte)255)
        from octets in Gen.Elements((byte)0, (byte)1, (byte)0x7f, (byte)0x80, (byte)0xfe, (byte)0xff).ArrayOf(v6 ? 16 : 4)
        select IpAddress.OfOctets([start, .. octets[1..]]).IfNone(() => throw new InvalidOperationException());

    static Arbitrary<(IpAddress First, IpAddress Last, IpAddress Other)> Three =>
        (from first in Address from last in Address from other in Address select (first, last, other)).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property A_range_is_two_addresses_of_one_family_in_order() => Prop.ForAll(Three, three =>
        IpRange.Parse($"{three.First}-{three.Last}").IsRight == (three.First.IsV6 == three.Last.IsV6 && Number(three.First) <= Number(three.Last)));

    [Property(MaxTest = 1000)]
    public Property What_is_written_is_read_and_it_holds_what_lies_between() => Prop.ForAll(Three, three =>
        IpRange.Parse($"{three.First}-{three.Last}").Match(
            Right: range => IpRange.Parse(range.ToString()).ToOption() == Prelude.Some(range)
                && range.Contains(range.First) && range.Contains(range.Last)
                && range.Contains(three.Other) == (three.Other.IsV6 == range.First.IsV6 && Number(range.First) <= Number(three.Other) && Number(three.Other) <= Number(range.Last)),
            Left: _ => true));

    [Property(MaxTest = 500)]
    public Property A_network_is_all_addresses_with_its_prefix() => Prop.ForAll(Three, Gen.Choose(0, 32).ToArbitrary(), (three, bits) =>
        three.First.IsV6 || three.Other.IsV6 || IpRange.Parse($"{Cleared(three.First, bits)}/{bits}").Match(
            Right: range => range.Contains(three.Other) == (Cleared(three.Other, bits) == Cleared(three.First, bits)),
            Left: _ => false));

    [Property(MaxTest = 300)]
    public bool Any_text_is_a_range_or_an_error(string? text) => IpRange.Parse(text ?? "") is { IsLeft: true } or { IsRight: true };

    [TestCase("192.0.2.1", "192.0.2.1", "192.0.2.1")]
    [TestCase("127.0.0.4-127.0.0.11", "127.0.0.4", "127.0.0.11")]
    [TestCase("127.0.0.4 - 127.0.0.11", "127.0.0.4", "127.0.0.11")]
    [TestCase("10.0.0.0/8", "10.0.0.0", "10.255.255.255")]
    [TestCase("0.0.0.0/0", "0.0.0.0", "255.255.255.255")]
    [TestCase("2001:db8::/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff")]
    public void A_range_has_a_first_and_a_last_address(string text, string first, string last) =>
        Assert.That(IpRange.Parse(text).Map(range => $"{range.First} {range.Last}").IfLeft(""), Is.EqualTo($"{first} {last}"));

    [TestCase("")]
    [TestCase("127.0.0.11-127.0.0.2")]
    [TestCase("127.0.0.2-11")]
    [TestCase("127.0.0.2-")]
    [TestCase("127.0.0.2-::1")]
    [TestCase("1.2.3.4-1.2.3.5-1.2.3.6")]
    [TestCase("10.0.0.1/8")]
    [TestCase("127.0.0.0/33")]
    [TestCase("127.0.0.0/+9")]
    [TestCase("127.0.0.0/")]
    [TestCase("::/129")]
    [TestCase("::/80")]
    [TestCase("zen")]
    public void Other_texts_are_refused(string text) => Assert.That(IpRange.Parse(text).IsLeft);

    static BigInteger Number(IpAddress address) => new(address.Octets.Span, isUnsigned: true, isBigEndian: true);

    static string Cleared(IpAddress address, int bits)
    {
        var kept = (uint)Number(address) & (bits == 0 ? 0 : uint.MaxValue << (32 - bits));
        return string.Create(CultureInfo.InvariantCulture, $"{kept >> 24}.{(kept >> 16) & 255}.{(kept >> 8) & 255}.{kept & 255}");
    }
}
