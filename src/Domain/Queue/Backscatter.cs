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
        standing.ReversePath.Address.Exists(mailbox => !IsRobot(mailbox.Local.Value))
        && standing.Authenticated.IfNone(false)
        && standing.Now - standing.AcceptedAt < Patience
        && !IsAutomatic(standing.Header);

    /// <summary>True for mail that no person wrote to a person: of a list, in bulk, or in answer to another mail (RFC 3834 §2, RFC 2919 §2).</summary>
    public static bool IsAutomatic(HeaderSection header) => header.Fields.Exists(field =>
        (field.Is("Auto-Submitted") && !FirstWord(field).Equals("no", StringComparison.OrdinalIgnoreCase))
        || (field.Is("Precedence") && FirstWord(field).ToLowerInvariant() is "bulk" or "list" or "junk")
        || (field.Is("Content-Type") && FirstWord(field).Equals("multipart/report", StringComparison.OrdinalIgnoreCase))
        || field.Name.StartsWith("List-", StringComparison.OrdinalIgnoreCase)
        || field.Is("Mailing-List") || field.Is("X-Auto-Response-Suppress") || field.Is("Feedback-ID"));

    /// The value up to a parameter or a comment; only its beginning is looked at.
    static string FirstWord(HeaderField field) =>
        field.Value.Split([';', '(', ' ', '\t'], 2)[0].Trim();

    /// Addresses that programs write from, and at which no person reads.
    static bool IsRobot(string local)
    {
        var name = local.ToLowerInvariant();
        return name is "mailer-daemon" or "postmaster" or "noreply" or "no-reply" or "donotreply" or "do-not-reply" or "bounce" or "bounces"
            || name.StartsWith("owner-", StringComparison.Ordinal) || name.StartsWith("bounce+", StringComparison.Ordinal) || name.StartsWith("bounces+", StringComparison.Ordinal)
            || name.EndsWith("-request", StringComparison.Ordinal) || name.EndsWith("-bounces", StringComparison.Ordinal) || name.EndsWith("-owner", StringComparison.Ordinal);
    }
}
