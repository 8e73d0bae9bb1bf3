using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>A mail of our own, ready for the spool: its entry and its octets.</summary>
public sealed record NoticeMail(QueueEntry Entry, Octets Content)
{
    /// <summary>
    /// The mails by which a notice is told: one to the owner in any case, and one to the original sender when nobody got the mail and the sender is known to
    /// be the true one (<see cref="Backscatter"/>). Both have the null sender, and beget no notices (RFC 5321 §4.5.5).
    /// </summary>
    /// <param name="policy">From whom they come and where they go.</param>
    /// <param name="retry">How they are tried.</param>
    /// <param name="notice">What they tell.</param>
    /// <param name="ids">Two fresh ids, for the owner's mail and the sender's.</param>
    /// <param name="now">Their date.</param>
    public static Seq<NoticeMail> Of(NoticePolicy policy, RetryPolicy retry, Notice notice, (string Owner, string Sender) ids, Instant now)
    {
        var owner = Mail(policy, retry, notice, Audience.Owner, policy.Postmaster, policy.RecipientsAbout(notice.Concerned), ids.Owner, now);
        return notice.About.OriginalEnvelope.ReversePath.Address.Filter(_ => TellsSender(notice, now)).Match(
            sender => Seqs.Of(owner, Mail(policy, retry, notice, Audience.Sender, sender, Seqs.Of(sender), ids.Sender, now)),
            () => Seqs.Of(owner));
    }

    static bool TellsSender(Notice notice, Instant now) =>
        notice is { Kind: NoticeKind.Failure, IsTotal: true, About.Kind: EntryKind.Mail } && Backscatter.MayTellSender(new SenderStanding(
            notice.About.OriginalEnvelope.ReversePath, HeaderSection.Parse(notice.About.Header), notice.About.AcceptedAt, now, notice.About.OriginalEnvelope.Authenticated));

    static NoticeMail Mail(
        NoticePolicy policy, RetryPolicy retry, Notice notice, Audience audience, Mailbox to, Seq<Mailbox> recipients, string id, Instant now)
    {
        var content = StatusNotification.Compose(policy, retry, notice, audience, to, id, now);
        var job = new MailJob(
            new ReversePath.Null(), policy.From, recipients, content.Length, EightBit: false, Utf8: recipients.Exists(recipient => recipient.NeedsUtf8));
        var kind = audience == Audience.Owner ? EntryKind.NoticeToOwner : EntryKind.NoticeToSender;
        var grounds = Seqs.Of(("notice", notice.Kind switch { NoticeKind.Failure => "failure", NoticeKind.Delay => "delay", _ => "damage" }), ("about", notice.About.Id));
        var entry = QueueEntry.Of(
            retry, id, kind, now, new OriginalEnvelope(new ReversePath.Null(), default, Option<bool>.None), job, grounds, HeaderSection.Parse(content).Render());
        return new NoticeMail(entry, content);
    }
}
