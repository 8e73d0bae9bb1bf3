using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Queue;

/// <summary>What must be known of a mail to tell whether its sender may be written to.</summary>
/// <param name="ReversePath">The original sender.</param>
/// <param name="Header">The header section as it was received.</param>
/// <param name="AcceptedAt">When we took the mail.</param>
/// <param name="Now">The time.</param>
/// <param name="Authenticated">Whether the sender's domain was proved to be the true one; none when that is unknown.</param>
public sealed record SenderStanding(ReversePath ReversePath, HeaderSection Header, Instant AcceptedAt, Instant Now, Option<bool> Authenticated);

/// <summary>Notices to people who never wrote to us: senders are forged, so a notice goes only to one who is proved to be the writer.</summary>
public static class Backscatter
{
    /// <summary>How long after its acceptance a sender may still be told of a mail: longer than the standard time to live.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromDays(4);

    /// <summary>
    /// True when the original sender may be told of a failure: there is one (RFC 5321 §4.5.5), it is proved, the mail is not old, and no program
    /// wrote it (RFC 3834 §2). What is unknown counts against it.
    /// </summary>
    public static bool MayTellSender(SenderStanding standing) =>
        standing.ReversePath.Address.Exists(mailbox => !AutomaticMail.IsRobot(mailbox))
        && standing.Authenticated.IfNone(false)
        && standing.Now - standing.AcceptedAt < Patience
        && !AutomaticMail.Is(standing.Header);
}
