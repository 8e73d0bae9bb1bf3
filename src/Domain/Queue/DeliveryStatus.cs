using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>The fields for programs: <c>message/delivery-status</c> (RFC 3464 §2.1).</summary>
static class DeliveryStatus
{
    /// The most characters of a word; longer ones are cut, so that no line exceeds its limit.
    const int MaxWord = 900;

    /// The most characters of a relay's reply.
    const int MaxReply = 2000;

    /// delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )
    public static Octets Of(NoticePolicy policy, Notice notice, Audience audience) => Octets.Utf8(
        Field("Reporting-MTA", $"dns; {policy.Hostname}")
        + Field("Arrival-Date", notice.About.AcceptedAt.ToDateTime())
        + string.Concat((audience == Audience.Owner ? ToOwner(policy, notice) : ToSender(policy, notice)).Map(fields => "\r\n" + fields)));

    /// Where rules lead recipients to different destinations, a group for each recipient of a destination says who was written to (RFC 3464 §2.3.1).
    static Seq<string> ToOwner(NoticePolicy policy, Notice notice) => notice.Concerned.SelectEach(destination =>
    {
        var fields = Address("Final-Recipient", destination.Mailbox)
            + Verdict(notice, destination)
            + destination.Reply.Map(reply => Field("Diagnostic-Code", $"smtp; {Printable.ReplyText(reply.ToString(), MaxReply)}")).IfNone("")
            + Times(notice);
        var origins = notice.About.OriginalEnvelope.Routes.Filter(route => route.Destinations.Contains(destination.Mailbox));
        return origins.IsEmpty ? Seqs.Of(fields) : origins.Map(route => Address("Original-Recipient", policy, route.Recipient) + fields);
    });

    /// The sender knows only the addresses that were written to, and for each of these its first failure stands.
    static Seq<string> ToSender(NoticePolicy policy, Notice notice) =>
        notice.Lost.Map(lost => Address("Final-Recipient", policy, lost.Recipient) + Verdict(notice, lost.Failure) + Times(notice));

    static string Address(string field, NoticePolicy policy, ForwardPath path) =>
        path is ForwardPath.Recipient(var mailbox) ? Address(field, mailbox) : Field(field, $"rfc822; postmaster@{policy.Hostname}");

    static string Verdict(Notice notice, Destination destination) =>
        Field("Action", notice.Kind == NoticeKind.Failure ? "failed" : "delayed") + Field("Status", StatusOf(notice.Kind, destination).ToString());

    static string Times(Notice notice) =>
        Field("Last-Attempt-Date", notice.At.ToDateTime())
        + (notice.Kind == NoticeKind.Delay ? Field("Will-Retry-Until", notice.About.ExpiresAt.ToDateTime()) : "");

    /// The status of the reply where it fits the action (RFC 3464 §2.3.4); for what expired, X.4.7 where the reply had none (RFC 3463 §3.5).
    internal static EnhancedStatus StatusOf(NoticeKind kind, Destination destination)
    {
        var isPermanent = kind == NoticeKind.Failure && destination.Reply.Exists(reply => reply.IsPermanent);
        var fallback = isPermanent ? new EnhancedStatus(5, 0, 0) : kind == NoticeKind.Failure ? new EnhancedStatus(4, 4, 7) : new EnhancedStatus(4, 0, 0);
        return destination.Reply.Bind(reply => reply.Status).Filter(status => status.Class == fallback.Class).IfNone(fallback);
    }

    /// Not folded: blanks within quotes belong to the address.
    static string Address(string field, Mailbox mailbox) => $"{field}: {AddressText(mailbox)}\r\n";

    /// "rfc822" or "utf-8" (RFC 6533 §3), the latter with each character beyond ASCII as its number.
    static string AddressText(Mailbox mailbox)
    {
        if (!mailbox.NeedsUtf8)
        {
            return $"rfc822; {mailbox.AddrSpec}";
        }

        var text = new StringBuilder("utf-8; ");
        foreach (var rune in mailbox.AddrSpec.EnumerateRunes())
        {
            _ = rune.Value is > ' ' and <= '~' and not ('\\' or '+' or '=')
                ? text.Append((char)rune.Value)
                : text.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        }

        return text.Length <= MaxWord ? text.ToString() : text.ToString(0, MaxWord);
    }

    /// Words at which the line may be folded.
    static string Field(string name, string value) => Folding.Fold(
        name + ":", value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Length <= MaxWord ? word : word[..MaxWord])) + "\r\n";
}
