using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>Where a DNS server listens, over UDP and TCP.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its port, 1 to 65535.</param>
public sealed record NameServer(IpAddress Address, int Port = NameServer.StandardPort)
{
    /// <summary>The port of the DNS (RFC 1035 §4.2).</summary>
    public const int StandardPort = 53;

    /// <summary><c>192.0.2.1</c>, <c>192.0.2.1:5353</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]</c> or <c>[2001:db8::1]:5353</c>.</summary>
    public static Either<SyntaxError, NameServer> Parse(string text)
    {
        var (address, port) = Split(text);
        return ParsePort(port) is { } number
            ? IpAddress.Parse(address).BiMap(parsed => new NameServer(parsed, number), _ => Wrong(text))
            : Wrong(text);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Address.IsV6 ? $"[{Address}]" : Address)}:{Port}");

    /// The address without brackets, and the port with its colon; a second colon makes it an IPv6 address without a port.
    static (string Address, string Port) Split(string text) =>
        text.StartsWith('[')
            ? text.IndexOf(']', StringComparison.Ordinal) is var close and > 0 ? (V6(text[1..close]), text[(close + 1)..]) : ("", "")
            : text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && colon == text.LastIndexOf(':')
                ? (text[..colon], text[colon..])
                : (text, "");

    static string V6(string inner) => inner.Contains(':', StringComparison.Ordinal) ? inner : "";

    static int? ParsePort(string text) =>
        text.Length == 0 ? StandardPort
        : text.Length is > 1 and <= 6 && text[0] == ':' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            && int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture) is var port and > 0 and <= ushort.MaxValue ? port
        : null;

    static SyntaxError Wrong(string text) => SyntaxError.At("address of a DNS server", text);
}

/// <summary>The DNS servers that a system names in its <c>resolv.conf</c>.</summary>
public static class SystemServers
{
    /// <summary>As many as the usual system libraries heed.</summary>
    public const int MaxServers = 3;

    /// <summary>
    /// The servers of the lines <c>nameserver ADDRESS</c>, in order, each once. Comments, other lines and addresses that we cannot use
    /// (such as those with an IPv6 zone) are passed over.
    /// </summary>
    public static Seq<NameServer> Parse(string text) =>
        text.Split('\n').SelectMany(Servers).Distinct().Take(MaxServers).Gather();

    static IEnumerable<NameServer> Servers(string line) =>
        line.Split((char[]?)[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var address, ..]
            ? Addresses.IpAddress.Parse(address).Match(parsed => Enumerable.Repeat(new NameServer(parsed), 1), _ => [])
            : [];
}
