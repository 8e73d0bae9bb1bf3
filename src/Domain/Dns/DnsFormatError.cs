namespace Laitos.Domain.Dns;

/// <summary>Why octets are not a DNS message, or why a message cannot be put into octets.</summary>
/// <param name="Offset">Where in the packet, in octets from its start.</param>
/// <param name="Expected">What should have stood there.</param>
public sealed record DnsFormatError(int Offset, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"expected {Expected} at octet {Offset}";
}
