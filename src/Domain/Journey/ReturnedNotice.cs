using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>
/// The notice that tells an original sender of a failure which came back to a bounce address. It is written anew: the one that came names the owner's private mailbox in many places and forms.
/// </summary>
static class ReturnedNotice
{
    /// <summary>How it leaves.</summary>
    /// <param name="policy">What the journey goes by.</param>
    /// <param name="arrival">The notice that came back.</param>
    /// <param name="sender">The original sender.</param>
    /// <param name="report">What it says.</param>
    public static Plan Of(JourneyPolicy policy, Arrival arrival, Mailbox sender, ReturnedReport report)
    {
        var forwarding = policy.Forwarding;
        var notices = new NoticePolicy(forwarding.Hostname, forwarding.MailFrom, forwarding.MailFrom, Seqs.Of(forwarding.MailFrom)) { Private = forwarding.Destinations };
        var failed = Seqs.Of(new Destination(sender, new DestinationState.Failed(Answer(report), arrival.At)));
        var taken = QueueEntry.Of(
            policy.Acceptance.Retry, arrival.Id, EntryKind.Mail, arrival.At,
            new OriginalEnvelope(new ReversePath.Sender(sender), Seqs.Of(WrittenTo(forwarding, report)), Option<bool>.None),
            new MailJob(new ReversePath.Null(), Option<Mailbox>.None, Seqs.Of(sender), 0, EightBit: false, Utf8Need.Nothing), default, Header(forwarding, report));
        var about = taken with { Destinations = failed };
        var content = StatusNotification.Compose(notices, policy.Acceptance.Retry, new Notice(NoticeKind.Failure, about, failed, arrival.At), Audience.Sender, sender, arrival.Id, arrival.At);
        var job = new MailJob(new ReversePath.Null(), notices.Fallback(Audience.Sender), Seqs.Of(sender), content.Length, EightBit: false, Utf8Need.Nothing);
        return new Plan(job, Seqs.Of<Segment>(new Segment.Fresh(content)), new RewriteNeed.NotNeeded()) { IsComposed = true };
    }

    /// Only the status is passed on: words might hold the address.
    static Reply Answer(ReturnedReport report)
    {
        var status = report.Status.Filter(found => found.Class is 4 or 5).IfNone(new EnhancedStatus(5, 0, 0));
        return Reply.Of((status.Class * 100) + 50, status.Subject, status.Detail, "");
    }

    /// The address of ours that the sender wrote to, as far as the mail that came back tells it.
    static ForwardPath WrittenTo(ForwardingPolicy policy, ReturnedReport report) =>
        report.To.Find(to => !policy.Destinations.Contains(to) && to.Domain.Exists(domain => policy.Bounces.Exists(bounces => bounces.LocalDomains.Contains(domain))))
            .Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)).IfNone(new ForwardPath.Postmaster());

    static Octets Header(ForwardingPolicy policy, ReturnedReport report) => Octets.Latin1(
        Field("Subject", report.Subject, policy) + Field("Message-ID", report.MessageId, policy));

    static string Field(string name, Option<string> value, ForwardingPolicy policy) => value.Map(text => $"{name}: {DeliveryReply.Mask(text, policy.Destinations)}\r\n").IfNone("");
}
