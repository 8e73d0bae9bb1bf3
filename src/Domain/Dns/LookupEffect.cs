namespace Laitos.Domain.Dns;

/// <summary>What a lookup asks of the shell. Every step holds exactly one, and all but <see cref="Done"/> wait for the next input.</summary>
public abstract record LookupEffect
{
    LookupEffect() { }

    /// <summary>Send over UDP from a fresh port and wait for a packet, at most so long.</summary>
    public sealed record SendUdp(NameServer Server, Octets Packet, TimeSpan Timeout) : LookupEffect;

    /// <summary>Send over a fresh TCP connection, behind two octets of length (RFC 1035 §4.2.2), and wait for a packet, at most so long.</summary>
    public sealed record SendTcp(NameServer Server, Octets Packet, TimeSpan Timeout) : LookupEffect;

    /// <summary>What came was not the answer: go on waiting, for what is left of the time.</summary>
    public sealed record Listen : LookupEffect;

    /// <summary>The end.</summary>
    /// <param name="Answer">The answer.</param>
    /// <param name="Ttl">For how long it may be kept; nothing when it must not.</param>
    public sealed record Done(Answer Answer, TimeSpan Ttl) : LookupEffect;
}
