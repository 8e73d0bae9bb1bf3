using System.Buffers.Binary;
using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>
/// What a trusted balancer says in front of a connection: the PROXY protocol, versions 1 (a text line) and 2 (binary), as published by HAProxy.
/// Read from its beginning, which tells all that matters: what version 2 has behind the addresses is only counted.
/// </summary>
abstract record ProxyHeader
{
    ProxyHeader() { }

    /// <summary>More octets are needed.</summary>
    public sealed record Incomplete : ProxyHeader;

    /// <summary>The addresses are known.</summary>
    /// <param name="Source">The client of the balancer; none when the balancer speaks for itself or cannot tell.</param>
    /// <param name="Length">Octets of the whole header, of which some may still be to come; the next one belongs to the client.</param>
    public sealed record Known(Option<Peer> Source, int Length) : ProxyHeader;

    /// <summary>The octets are no header: whoever sent them is no balancer.</summary>
    public sealed record Malformed : ProxyHeader;

    /// The most octets that a header of version 1 has, with its CRLF; the addresses of version 2 end sooner.
    internal const int MaxBeginning = 107;

    /// The fixed part of version 2.
    const int FixedLength = 16;

    /// Source and destination of version 2: two addresses and two ports.
    const int V4Length = 12;
    const int V6Length = 36;

    static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    static ReadOnlySpan<byte> Word => "PROXY "u8;

    /// <summary>Reads the octets received so far, at most <see cref="MaxBeginning"/> of them.</summary>
    public static ProxyHeader Parse(ReadOnlySpan<byte> octets) =>
        Begins(octets, Signature) ? octets.Length < FixedLength ? new Incomplete() : Binary(octets)
        : Begins(octets, Word) ? TextLine(octets)
        : new Malformed();

    static bool Begins(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> with)
    {
        var length = Math.Min(octets.Length, with.Length);
        return octets[..length].SequenceEqual(with[..length]);
    }

    /// "PROXY" SP ( "TCP4" / "TCP6" ) SP source SP destination SP source-port SP destination-port CRLF; or "PROXY UNKNOWN" anything CRLF
    static ProxyHeader TextLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf("\r\n"u8);
        return end < 0
            ? octets.Length < MaxBeginning ? new Incomplete() : new Malformed()
            : OfWords(Encoding.Latin1.GetString(octets[..end]).Split(' '), end + 2);
    }

    static ProxyHeader OfWords(string[] words, int length) => words switch
    {
        [_, "UNKNOWN", ..] => new Known(Option<Peer>.None, length),
        [_, "TCP4" or "TCP6", var source, var destination, var port, var targetPort] =>
            OfPeers(Endpoint(source, port, words[1] == "TCP6"), Endpoint(destination, targetPort, words[1] == "TCP6"), length),
        _ => new Malformed(),
    };

    static ProxyHeader OfPeers(Option<Peer> source, Option<Peer> destination, int length) =>
        source.IsSome && destination.IsSome ? new Known(source, length) : new Malformed();

    static Option<Peer> Endpoint(string address, string port, bool v6) =>
        address.Contains(':', StringComparison.Ordinal) == v6 && port.Length is > 0 and <= 5 && port.All(char.IsAsciiDigit) && int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) is <= 65535 and var number
            ? IpAddress.Parse(address).ToOption().Map(parsed => new Peer(parsed, number))
            : Option<Peer>.None;

    /// Signature, version and command, family and protocol, length of the rest in network order, addresses, TLVs.
    static ProxyHeader Binary(ReadOnlySpan<byte> octets)
    {
        var rest = BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        var length = FixedLength + rest;
        return (octets[12], octets[13]) switch
        {
            _ when octets[12] is not (0x20 or 0x21) => new Malformed(),
            (0x20, _) => new Known(Option<Peer>.None, length),
            (_, 0x11) when rest < V4Length => new Malformed(),
            (_, 0x21) when rest < V6Length => new Malformed(),
            (_, 0x11) => octets.Length < FixedLength + V4Length ? new Incomplete() : new Known(SourceOf(octets[FixedLength..], 4), length),
            (_, 0x21) => octets.Length < FixedLength + V6Length ? new Incomplete() : new Known(SourceOf(octets[FixedLength..], 16), length),
            _ => new Known(Option<Peer>.None, length),
        };
    }

    /// Source address, destination address, source port, destination port.
    static Option<Peer> SourceOf(ReadOnlySpan<byte> block, int width)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(block[(2 * width)..]);
        return IpAddress.OfOctets(block[..width]).Map(address => new Peer(address, port));
    }
}
