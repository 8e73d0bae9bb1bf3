using Laitos.Domain.Addresses;

namespace Laitos.Domain.Message;

/// <summary>Mail that a program wrote, and whoever it writes as: what must not be answered by another program (RFC 3834 §2).</summary>
public static class AutomaticMail
{
    /// <summary>
    /// True for mail that no person wrote to a person: of a list, in bulk, or in answer to another mail (RFC 3834 §2, RFC 2919 §2). X-Auto-Response-Suppress
    /// says nothing of the writer: mail programs put it on mail of people too, and what it forbids is receipts and notes of absence.
    /// </summary>
    public static bool Is(HeaderSection header) => header.Fields.Exists(field =>
        (field.Is("Auto-Submitted") && !FirstWord(field).Equals("no", StringComparison.OrdinalIgnoreCase))
        || (field.Is("Precedence") && FirstWord(field).ToLowerInvariant() is "bulk" or "list" or "junk")
        || (field.Is("Content-Type") && FirstWord(field).Equals("multipart/report", StringComparison.OrdinalIgnoreCase))
        || field.Name.StartsWith("List-", StringComparison.OrdinalIgnoreCase)
        || field.Is("Mailing-List") || field.Is("Feedback-ID"));

    /// <summary>True for an address that programs write from, and at which no person reads.</summary>
    public static bool IsRobot(Mailbox mailbox)
    {
        var name = mailbox.Local.Value.ToLowerInvariant();
        return name is "mailer-daemon" or "postmaster" or "noreply" or "no-reply" or "donotreply" or "do-not-reply" or "bounce" or "bounces"
            || name.StartsWith("owner-", StringComparison.Ordinal) || name.StartsWith("bounce+", StringComparison.Ordinal) || name.StartsWith("bounces+", StringComparison.Ordinal)
            || name.EndsWith("-request", StringComparison.Ordinal) || name.EndsWith("-bounces", StringComparison.Ordinal) || name.EndsWith("-owner", StringComparison.Ordinal);
    }

    /// The value up to a parameter or a comment; only its beginning is looked at.
    static string FirstWord(HeaderField field) =>
        field.Value.Split([';', '(', ' ', '\t'], 2)[0].Trim();
}
