namespace Laitos.Domain.Dns;

/// <summary>What a lookup is told.</summary>
public abstract record LookupInput
{
    LookupInput() { }

    /// <summary>Begin.</summary>
    /// <param name="Ids">Fresh unpredictable numbers of 16 bits (RFC 5452 §4.3); the lookup sends at most as many packets.</param>
    public sealed record Start(Seq<int> Ids) : LookupInput;

    /// <summary>A packet has come.</summary>
    /// <param name="Packet">Its octets.</param>
    /// <param name="From">Where it comes from.</param>
    public sealed record PacketReceived(Octets Packet, NameServer From) : LookupInput;

    /// <summary>The time that the last sending allowed is over.</summary>
    public sealed record TimedOut : LookupInput;

    /// <summary>The network failed: refused, unreachable, closed.</summary>
    public sealed record Failed(string Reason) : LookupInput;
}
