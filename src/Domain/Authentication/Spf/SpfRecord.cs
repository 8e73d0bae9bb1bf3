namespace Laitos.Domain.Authentication.Spf;

/// <summary>An SPF record that follows the grammar (RFC 7208 §4.5, §12).</summary>
/// <param name="Directives">The mechanisms with their qualifiers, in order.</param>
/// <param name="Redirect">The domain whose record goes on where no directive matches (§6.1).</param>
/// <param name="Explanation">Where the text stands that explains a fail (§6.2).</param>
public sealed record SpfRecord(Seq<SpfDirective> Directives, Option<MacroText> Redirect, Option<MacroText> Explanation);

/// <summary>A mechanism, and the result if it matches (RFC 7208 §4.6.1).</summary>
/// <param name="Result">One of pass, fail, softfail and neutral.</param>
/// <param name="Mechanism">What is compared with the client.</param>
public sealed record SpfDirective(SpfResult Result, SpfMechanism Mechanism);

/// <summary>What an SPF record compares with the client (RFC 7208 §5).</summary>
public abstract record SpfMechanism
{
    SpfMechanism() { }

    /// <summary>Matches always (§5.1).</summary>
    public sealed record All : SpfMechanism;

    /// <summary>Matches when the check of another domain passes (§5.2).</summary>
    public sealed record Include(MacroText Domain) : SpfMechanism;

    /// <summary>Matches the addresses of a name; of the current domain, where none is given (§5.3).</summary>
    public sealed record Address(Option<MacroText> Domain, PrefixLengths Prefix) : SpfMechanism;

    /// <summary>Matches the addresses of a domain's mail exchangers (§5.4).</summary>
    public sealed record Exchangers(Option<MacroText> Domain, PrefixLengths Prefix) : SpfMechanism;

    /// <summary>Matches when the client's name lies within a domain (§5.5). Its use is discouraged.</summary>
    public sealed record Pointer(Option<MacroText> Domain) : SpfMechanism;

    /// <summary>Matches the addresses of a network (§5.6).</summary>
    /// <param name="Base">An address of the network.</param>
    /// <param name="Prefix">The bits that count: 0 to 32 for IPv4, to 128 for IPv6.</param>
    /// <param name="IsV6">True for ip6. An IPv4-mapped address in it matches nobody, since such a client counts as an IPv4 client (§5).</param>
    public sealed record Network(Addresses.IpAddress Base, int Prefix, bool IsV6) : SpfMechanism;

    /// <summary>Matches when a name has an IPv4 address (§5.7).</summary>
    public sealed record Exists(MacroText Domain) : SpfMechanism;

    /// <summary>True for a mechanism that asks the DNS, of which a check may have ten (§4.6.4).</summary>
    public bool AsksDns => this is not (All or Network);
}

/// <summary>The bits of an address that count (RFC 7208 §5.3, dual-cidr-length).</summary>
/// <param name="V4">For IPv4, 0 to 32.</param>
/// <param name="V6">For IPv6, 0 to 128.</param>
public sealed record PrefixLengths(int V4, int V6)
{
    /// <summary>All of them.</summary>
    public static PrefixLengths Whole { get; } = new(32, 128);
}
