using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Queue;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;
using Laitos.Properties.Queue;
using MimeKit;

namespace Laitos.Properties.Oracle;

/// <summary>MimeKit reads every mail that we compose, and finds in it what we meant.</summary>
public class ComposedMailLaws
{
    static readonly NoticePolicy Policy = new(
        (DomainName)DomainName.Parse("mx.example.com"), Entries.Mailbox("forwarder@own.example"), Entries.Mailbox("owner@own.example"), Seqs.Of(Entries.Mailbox("owner@own.example")));

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public void A_reply_to_a_command(CommandOrder order, HostileText shown, HostileText text, bool isSecret)
    {
        foreach (var composed in ReplyMail.Of(Orders.Policy, Orders.Report(order, shown.Value, text.Value, isSecret)))
        {
            var mail = Read(composed.Content);
            var isToSender = composed.Content.ToLatin1().Contains("<laitosreply", StringComparison.Ordinal);
            Assert.That(mail.From.Mailboxes.Select(mailbox => mailbox.Address), Is.EqualTo(new[] { "forwarder@own.example" }));
            Assert.That(mail.To.Mailboxes.Select(mailbox => mailbox.Address), Is.EqualTo(composed.Recipients.AsEnumerable().Where(IsAscii).Select(mailbox => mailbox.ToString())));
            Assert.That(mail.Subject, Is.EqualTo(Orders.SubjectOf(composed.Content)).And.StartWith(isToSender ? "laitos-reply-" : "laitos-notify-"));
            Assert.That(mail.Date, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(Orders.Noon.UnixMilliseconds)));
            Assert.That(mail.MessageId, Does.EndWith("@mx.example.com"));
            Assert.That(mail.Headers["Auto-Submitted"], Does.StartWith("auto-"));
            Assert.That(mail.Body, Is.InstanceOf<TextPart>().With.Property(nameof(TextPart.IsPlain)).True);
            Assert.That(((TextPart)mail.Body).Text, Is.EqualTo(Orders.TextOf(composed.Content)));
        }
    }

    [Test]
    public void A_reply_stands_in_its_thread()
    {
        var mail = Read(ReplyMail.Of(Orders.Policy, Orders.Report(Orders.Fresh(), ".s echo hi", "hi")).Head.Content);
        Assert.That(mail.InReplyTo, Is.EqualTo("m@sender.test"));
        Assert.That(mail.References, Is.EqualTo(new[] { "r@sender.test", "m@sender.test" }));
        Assert.That(mail.TextBody, Is.EqualTo("hi\r\n"));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public void A_notice_is_a_delivery_status_report(QueueEntry entry, bool isDelay, bool isToOwner)
    {
        var notice = isDelay ? new Notice(NoticeKind.Delay, entry, entry.Destinations, Entries.Noon) : new(NoticeKind.Failure, entry, entry.Destinations.Map(destination => destination.GivenUp(Entries.Noon)), Entries.Noon);
        var mail = Read(StatusNotification.Compose(Policy, Entries.Policy, notice, isToOwner ? Audience.Owner : Audience.Sender, Entries.Mailbox("owner@own.example"), "n1", Entries.Noon));
        Assert.That(mail.To.Mailboxes.Single().Address, Is.EqualTo("owner@own.example"));
        Assert.That(mail.Subject, Is.Not.Empty);
        var report = (MultipartReport)mail.Body;
        Assert.That(report.ReportType, Is.EqualTo("delivery-status"));
        Assert.That(report.Select(part => part.ContentType.MimeType), Is.EqualTo(new[] { "text/plain", "message/delivery-status", "text/rfc822-headers" }));
        Assert.That(((TextPart)report[0]).Text, Is.Not.Empty);
        var groups = ((MessageDeliveryStatus)report[1]).StatusGroups;
        Assert.That(groups[0]["Reporting-MTA"], Is.EqualTo("dns; mx.example.com"));
        Assert.That(groups.Skip(1).Select(group => group["Action"]), Is.EqualTo(Enumerable.Repeat(isDelay ? "delayed" : "failed", notice.Concerned.Count)));
        Assert.That(groups.Skip(1).Select(group => group["Final-Recipient"]), Is.All.Match("^(rfc822|utf-8); .+@.+"));
        Assert.That(groups.Skip(1).Select(group => group["Status"]), Is.All.Match(@"^[45]\.\d+\.\d+$"));
    }

    static MimeMessage Read(Octets mail) => MimeMessage.Load(new MemoryStream(mail.Memory.ToArray()));

    /// An address beyond ASCII stands on the envelope alone.
    static bool IsAscii(Mailbox mailbox) => mailbox.ToString().All(char.IsAscii);
}
