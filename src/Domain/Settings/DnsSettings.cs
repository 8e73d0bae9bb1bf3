using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>DNS</c>: which name servers are asked.</summary>
/// <param name="Servers">In order of preference; empty for those of the operating system.</param>
public sealed record DnsSettings(Seq<DnsServer> Servers);

/// <summary>A name server that answers questions for others.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its UDP and TCP port, 53 as a rule (RFC 1035 §4.2).</param>
public sealed record DnsServer(IpAddress Address, int Port)
{
    /// <summary>The port of the DNS.</summary>
    public const int DefaultPort = 53;

    /// <summary><c>192.0.2.1</c>, <c>192.0.2.1:5353</c>, <c>2001:db8::1</c> or <c>[2001:db8::1]:5353</c>.</summary>
    public static Either<SyntaxError, DnsServer> Parse(string text) =>
        IpAddress.Parse(text).Map(address => new DnsServer(address, DefaultPort)).BiBind(
            server => (Either<SyntaxError, DnsServer>)server,
            _ => WithPort(text));

    /// <inheritdoc/>
    public override string ToString() =>
        Port == DefaultPort ? Address.ToString()
        : Address.IsV6 ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    static Either<SyntaxError, DnsServer> WithPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        return PortNumber.Parse(colon < 0 ? "" : text[(colon + 1)..])
            .Bind(port => IpAddress.Parse(bracketed ? host[1..^1] : host)
                .Bind(address => address.IsV6 == bracketed ? new DnsServer(address, port) : Wrong(text)))
            .MapLeft(_ => SyntaxError.At("IP address, or IP address and port", text));
    }

    static Either<SyntaxError, DnsServer> Wrong(string text) => SyntaxError.At("brackets", text);
}
