using System.Buffers.Binary;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>The header of a balancer, in both versions.</summary>
public class ProxyHeaderLaws
{
    static readonly byte[] Signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    static Octets Text(IpAddress address, int port) => Octets.Latin1(address.IsV6
        ? $"PROXY TCP6 {address} 2001:db8::25 {port} 25\r\n"
        : $"PROXY TCP4 {address} 192.0.2.25 {port} 25\r\n");

    static Octets Binary(byte command, byte family, ReadOnlySpan<byte> rest)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)rest.Length);
        return new Octets((byte[])[.. Signature, command, family, .. length, .. rest]);
    }

    static Octets Binary(IpAddress address, int port, int extra)
    {
        var width = address.Octets.Length;
        var rest = new byte[(2 * width) + 4 + extra];
        address.Octets.Span.CopyTo(rest);
        BinaryPrimitives.WriteUInt16BigEndian(rest.AsSpan(2 * width), (ushort)port);
        return Binary(0x21, (byte)(address.IsV6 ? 0x21 : 0x11), rest);
    }

    static bool IsReadAtItsEndAlone(Octets header, Option<Peer> source)
    {
        var followed = new Octets((byte[])[.. header.Span, .. "EHLO x\r\n"u8]);
        return Enumerable.Range(0, header.Length).All(length => ProxyHeader.Parse(header.Span[..length]) is ProxyHeader.Incomplete)
            && ProxyHeader.Parse(header.Span) == new ProxyHeader.Complete(source, header.Length)
            && ProxyHeader.Parse(followed.Span) == new ProxyHeader.Complete(source, header.Length);
    }

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 200)]
    public bool A_text_header_is_read_at_its_end_alone(IpAddress address, ushort port) => IsReadAtItsEndAlone(Text(address, port), new Peer(address, port));

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 200)]
    public bool A_binary_header_is_read_at_its_end_alone_whatever_follows_the_addresses(IpAddress address, ushort port, byte extra) =>
        IsReadAtItsEndAlone(Binary(address, port, extra), new Peer(address, port));

    [TestCase(4097)]
    [TestCase(65_535)]
    public void A_binary_header_may_have_all_the_octets_of_its_format(int rest)
    {
        var header = Binary(0x21, 0x11, new byte[rest]);
        Assert.That(ProxyHeader.Parse(header.Span[..^1]), Is.InstanceOf<ProxyHeader.Incomplete>());
        Assert.That(ProxyHeader.Parse(header.Span) is ProxyHeader.Complete complete && complete.Length == header.Length && header.Length <= ProxyHeader.MaxBinaryLength);
    }

    [Property(MaxTest = 500)]
    public bool Arbitrary_octets_never_make_the_reader_fail(byte[] octets, bool signed)
    {
        byte[] all = signed ? [.. Signature, .. octets] : octets;
        return ProxyHeader.Parse(all) is not ProxyHeader.Complete complete || complete.Length <= all.Length;
    }

    [Test]
    public void A_balancer_that_speaks_for_itself_names_no_source() => Assert.Multiple(() =>
    {
        Assert.That(IsReadAtItsEndAlone(Octets.Latin1("PROXY UNKNOWN\r\n"), Option<Peer>.None));
        Assert.That(IsReadAtItsEndAlone(Octets.Latin1("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), Option<Peer>.None));
        Assert.That(IsReadAtItsEndAlone(Binary(0x20, 0, []), Option<Peer>.None));
        Assert.That(IsReadAtItsEndAlone(Binary(0x21, 0, new byte[12]), Option<Peer>.None));
        Assert.That(IsReadAtItsEndAlone(Binary(0x21, 0x31, new byte[216]), Option<Peer>.None));
    });

    [TestCase("EHLO x\r\n")]
    [TestCase("PROXY\tTCP4")]
    [TestCase("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n")]
    [TestCase("PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n")]
    [TestCase("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n")]
    [TestCase("PROXY TCP4 192.0.2.1  1 2\r\n")]
    [TestCase("PROXY TCP4 ::1 ::1 1 2\r\n")]
    [TestCase("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n")]
    [TestCase("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [TestCase("PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n")]
    public void This_is_no_header(string text) => Assert.That(ProxyHeader.Parse(Octets.Latin1(text).Span), Is.InstanceOf<ProxyHeader.Malformed>());

    [Test]
    public void A_header_without_end_is_given_up() => Assert.Multiple(() =>
    {
        var endless = Octets.Latin1("PROXY UNKNOWN " + new string('x', 200));
        Assert.That(ProxyHeader.Parse(endless.Span[..106]), Is.InstanceOf<ProxyHeader.Incomplete>());
        Assert.That(ProxyHeader.Parse(endless.Span[..107]), Is.InstanceOf<ProxyHeader.Malformed>());
        Assert.That(ProxyHeader.Parse(Binary(0x21, 0x11, new byte[11]).Span), Is.InstanceOf<ProxyHeader.Malformed>());
        Assert.That(ProxyHeader.Parse(Binary(0x11, 0x11, new byte[12]).Span), Is.InstanceOf<ProxyHeader.Malformed>());
        Assert.That(ProxyHeader.Parse(Binary(0x22, 0x11, new byte[12]).Span), Is.InstanceOf<ProxyHeader.Malformed>());
    });
}
