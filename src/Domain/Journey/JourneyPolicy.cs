using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Journey;

/// <summary>What the journey of a mail goes by: the part of the settings that it needs.</summary>
/// <param name="Forwarding">Where mail goes and what it carries.</param>
/// <param name="Style">How the author's address is rewritten where it must be.</param>
/// <param name="DeferUnknown">True to put off a mail about whose author the DNS says nothing; otherwise it is rewritten, and arrives now.</param>
/// <param name="DnsPatience">How long the DNS is waited for.</param>
/// <param name="MaxHops">The most Received fields of a mail that is not yet going round in circles (RFC 5321 §6.3).</param>
public sealed record JourneyPolicy(ForwardingPolicy Forwarding, RewriteStyle Style, bool DeferUnknown, TimeSpan DnsPatience, int MaxHops)
{
    /// <summary>The most Received fields where the settings say nothing.</summary>
    public const int StandardMaxHops = 50;

    /// <summary>How long the DNS is waited for where the settings say nothing.</summary>
    public static TimeSpan StandardDnsPatience { get; } = TimeSpan.FromSeconds(5);
}
