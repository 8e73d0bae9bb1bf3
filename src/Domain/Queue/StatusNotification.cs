using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Queue;

/// <summary>
/// A delivery status notification (RFC 3464): a multipart/report (RFC 6522 §3) with words for people, fields for programs, and the header section of
/// the mail. All of it is ASCII in lines of at most 998 octets, whatever the mail, its addresses or the relay's words hold.
/// </summary>
public static class StatusNotification
{
    /// <summary>The octets of the notification.</summary>
    /// <param name="policy">From whom it comes, and our name.</param>
    /// <param name="retry">When a late mail is given up.</param>
    /// <param name="notice">What it tells.</param>
    /// <param name="audience">Whom it addresses.</param>
    /// <param name="to">The address that is shown.</param>
    /// <param name="id">Its own id: letters and digits.</param>
    /// <param name="now">Its date.</param>
    public static Octets Compose(NoticePolicy policy, RetryPolicy retry, Notice notice, Audience audience, Mailbox to, string id, Instant now)
    {
        var parts = Seqs.Of(
            Part("text/plain; charset=utf-8", Octets.Utf8(NoticeText.Of(policy, retry, notice, audience))),
            Plain("message/delivery-status", DeliveryStatus.Of(policy, notice, audience)),
            Part("text/rfc822-headers", notice.About.Header));
        var boundary = Boundary(parts);
        var mail = new StringBuilder(Header(policy, notice, audience, to, id, now, boundary));
        foreach (var part in parts)
        {
            mail.Append("--").Append(boundary).Append("\r\n").Append(part).Append("\r\n");
        }

        return Octets.Utf8(mail.Append("--").Append(boundary).Append("--\r\n").ToString());
    }

    static string Header(NoticePolicy policy, Notice notice, Audience audience, Mailbox to, string id, Instant now, string boundary)
    {
        var about = HeaderSection.Parse(notice.About.Header);
        var reference = MessageId.Of(about).Filter(MessageIds.IsOne);
        var token = new string([.. id.Where(char.IsAsciiLetterOrDigit)]);
        return LoopMark.Field(policy.Hostname.Value).ToLatin1()
            + $"From: {policy.Author(audience).Filter(author => !author.NeedsUtf8).Match(author => $"Mail forwarder <{author.AddrSpec}>", () => $"MAILER-DAEMON@{policy.Hostname}")}\r\n"
            + $"To: {(to.NeedsUtf8 ? "undisclosed-recipients:;" : $"<{to.AddrSpec}>")}\r\n"
            + Folding.Fold("Subject:", Subject.Quoting(Mark(notice.Kind), Subject.Of(about, 100).IfNone(""))) + "\r\n"
            + $"Date: {now.ToDateTime()}\r\n"
            + $"Message-ID: <{token}.notice@{policy.Hostname}>\r\n"
            + reference.Map(text => $"In-Reply-To: {text}\r\nReferences: {text}\r\n").IfNone("")
            + "Auto-Submitted: auto-replied\r\n"
            + "MIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n\r\n"
            + "This is a delivery status notification in MIME format.\r\n\r\n";
    }

    static string Mark(NoticeKind kind) => kind switch { NoticeKind.Failure => "Undelivered mail:", NoticeKind.Delay => "Late mail:", _ => "Damaged mail:" };

    /// Lines of plain text go as they are; other octets are encoded (RFC 2045 §6.7).
    static string Part(string type, Octets content) => IsPlain(content.Span)
        ? Plain(type, content)
        : $"Content-Type: {type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{QuotedPrintable.Encode(content).ToLatin1()}";

    static string Plain(string type, Octets content) => $"Content-Type: {type}\r\n\r\n{content.ToLatin1()}";

    static bool IsPlain(ReadOnlySpan<byte> content)
    {
        var line = 0;
        for (var at = 0; at < content.Length; at++)
        {
            if (content[at..] is [(byte)'\r', (byte)'\n', ..])
            {
                line = -1;
                at++;
            }
            else if (content[at] is not ((>= (byte)' ' and <= (byte)'~') or (byte)'\t'))
            {
                return false;
            }

            if (++line > Folding.Limit)
            {
                return false;
            }
        }

        return true;
    }

    /// Made of the parts themselves, so that none of them can hold it, and not readable as quoted-printable.
    static string Boundary(Seq<string> parts) =>
        "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(string.Concat(parts))))[..40];
}
