namespace Laitos.Domain.Addresses;

/// <summary>Where a mailbox lives: a domain, or a bracketed address (RFC 5321 §4.1.2 <c>Mailbox</c>, §4.1.3).</summary>
public abstract record Host
{
    Host() { }

    /// <summary>A domain name.</summary>
    public sealed record Named(DomainName Domain) : Host
    {
        /// <inheritdoc/>
        public override string ToString() => Domain.Value;
    }

    /// <summary>An IP address in brackets: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c>.</summary>
    public sealed record Literal(IpAddress Address) : Host
    {
        /// <inheritdoc/>
        public override string ToString() => $"[{Address.Literal}]";
    }

    /// <summary>The domain, if it is one.</summary>
    public Option<DomainName> Name => this is Named named ? named.Domain : Option<DomainName>.None;

    /// <summary>
    /// <c>Domain / address-literal</c> (RFC 5321 §4.1.2, §4.1.3). A General-address-literal of an unregistered tag is refused.
    /// </summary>
    public static Either<SyntaxError, Host> Parse(string text) =>
        text.StartsWith('[')
            ? text.EndsWith(']') && text.Length > 2 ? OfLiteral(text, text[1..^1]) : SyntaxError.At("address literal", text)
            : DomainName.Parse(text).IsRight(out var domain, out var fault) ? new Named(domain) : fault;

    static Either<SyntaxError, Host> OfLiteral(string text, string inner) =>
        (inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) && inner.IndexOf(':', 5) >= 0 ? IpAddress.Parse(inner[5..])
            : inner.Contains(':', StringComparison.Ordinal) ? SyntaxError.At("address literal", text)
            : IpAddress.Parse(inner))
        .Map(Host (address) => new Literal(address))
        .MapLeft(_ => SyntaxError.At("address literal", text));
}
