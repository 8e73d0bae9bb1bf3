using System.Globalization;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Journey;

/// <summary>Signs that a mail goes round in circles (RFC 5321 §6.3).</summary>
public static class LoopDetection
{
    /// <summary>The first sign seen, in words fit for a reply: our own mark, or too many hops.</summary>
    public static Option<string> Sign(JourneyPolicy policy, HeaderSection header) =>
        LoopMark.IsOurs(header, policy.Forwarding.Hostname.Value) ? $"this mail has been forwarded by {policy.Forwarding.Hostname} before"
        : TraceFields.Hops(header) is var hops && hops > policy.MaxHops ? string.Create(CultureInfo.InvariantCulture, $"this mail has {hops} Received fields, the limit is {policy.MaxHops}")
        : Option<string>.None;
}
