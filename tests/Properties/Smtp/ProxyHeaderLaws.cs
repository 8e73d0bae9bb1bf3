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

    /// What comes of octets in pieces, and how many of them belong to the header; none while it has no end.
    static (Option<Peer> Source, int Length)? Read(ReadOnlySpan<byte> octets, Func<int, int> piece, out int shown)
    {
        var progress = ProxyProgress.Start;
        shown = 0;
        for (var (at, turn) = (0, 0); at < octets.Length; turn++)
        {
            var arrived = octets.Slice(at, Math.Min(piece(turn), octets.Length - at));
            shown += arrived.Length;
            switch (ProxyHeaderReader.Read(progress, arrived))
            {
                case ProxyRead.Complete(var source, var consumed):
                    return (source, at + consumed);
                case ProxyRead.NeedMore(var next):
                    Assert.That(next is not ProxyProgress.Beginning(var kept) || kept.Length <= 107, "little of it is kept");
                    (progress, at) = (next, at + arrived.Length);
                    break;
                case ProxyRead.Refused(var reason):
                    Assert.That(reason, Is.EqualTo(ProxyRefusal.NoHeader));
                    return (Option<Peer>.None, -1);
            }
        }

        return null;
    }

    static (Option<Peer> Source, int Length)? Read(ReadOnlySpan<byte> octets) => Read(octets, _ => int.MaxValue, out _);

    static bool IsRefused(ReadOnlySpan<byte> octets) => Read(octets) is (_, -1);

    static bool IsReadAtItsEndAlone(Octets header, Option<Peer> source)
    {
        var followed = new Octets((byte[])[.. header.Span, .. "EHLO x\r\n"u8]);
        return Enumerable.Range(0, header.Length).All(length => Read(header.Span[..length]) is null)
            && Read(header.Span) == (source, header.Length)
            && Read(followed.Span) == (source, header.Length);
    }

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 300)]
    public bool However_the_octets_are_cut_the_result_is_the_same_and_each_is_looked_at_once(IpAddress address, ushort port, ushort extra, byte[] cuts, bool isText)
    {
        Octets header = isText ? Text(address, port) : Binary(address, port, Math.Min((int)extra, 65_499));
        byte[] followed = [.. header.Span, .. "EHLO x\r\n"u8];
        int Piece(int turn) => 1 + (cuts is { Length: > 0 } ? cuts[turn % cuts.Length] : 0);
        return Read(followed, Piece, out var shown) == Read(followed) && Read(followed) == (new Peer(address, port), header.Length)
            && shown >= header.Length && shown <= header.Length + 256;
    }

    [Property(MaxTest = 500)]
    public bool However_arbitrary_octets_are_cut_the_result_is_the_same(byte[] octets, byte[] cuts, int start)
    {
        byte[] all = [.. (start & 3) switch { 0 => Signature, 1 => "PROXY TCP4 "u8.ToArray(), 2 => [.. Signature, 0x21, 0x11, 0x00], _ => [] }, .. octets ?? []];
        return Read(all, turn => 1 + (cuts is { Length: > 0 } ? cuts[turn % cuts.Length] % 8 : 0), out _) == Read(all);
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
        Assert.That(Read(header.Span[..^1]), Is.Null);
        Assert.That(Read(header.Span), Is.EqualTo((Option<Peer>.Some(new Peer((IpAddress)IpAddress.Parse("0.0.0.0"), 0)), 16 + rest)));
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
    public void This_is_no_header(string text) => Assert.That(IsRefused(Octets.Latin1(text).Span));

    [Test]
    public void A_header_without_end_is_given_up() => Assert.Multiple(() =>
    {
        var endless = Octets.Latin1("PROXY UNKNOWN " + new string('x', 200));
        Assert.That(Read(endless.Span[..106]), Is.Null);
        Assert.That(IsRefused(endless.Span[..107]));
        Assert.That(IsRefused(Binary(0x21, 0x11, new byte[11]).Span));
        Assert.That(IsRefused(Binary(0x21, 0x21, new byte[35]).Span));
        Assert.That(IsRefused(Binary(0x11, 0x11, new byte[12]).Span));
        Assert.That(IsRefused(Binary(0x22, 0x11, new byte[12]).Span));
    });
}
