using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>To whom notices go, and to whom never.</summary>
public class NoticeMailLaws
{
    static readonly DomainName Mx = (DomainName)DomainName.Parse("mx.example.com");
    static readonly DomainName Mine = (DomainName)DomainName.Parse("example.com");
    static readonly Seq<Mailbox> Destinations = Seqs.Of(Entries.Mailbox("me0@private.example"), Entries.Mailbox("me1@private.example"));

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool The_owner_is_always_told_and_the_notice_fits_its_entry(QueueEntry entry)
    {
        var mails = NoticeMail.Of(Policy("owner@own.example"), Entries.Policy, new Notice(NoticeKind.Failure, entry, entry.Destinations, Entries.Noon), ("n1", "n2"), Entries.Noon);
        return mails.Head.Entry is { Kind: EntryKind.NoticeToOwner, Id: "n1" }
            && mails.ForAll(mail => mail.Entry.Transfer.Sender is ReversePath.Null && mail.Entry.Transfer.Size == mail.Content.Length && mail.Entry.OwesAnything && mail.Entry.Header.Length <= mail.Content.Length)
            && mails.ForAll(mail => EntryCodec.Read(EntryCodec.Write(mail.Entry)) == mail.Entry);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool The_sender_is_told_only_when_proved_and_when_nobody_got_the_mail(QueueEntry entry, bool delay)
    {
        var notice = new Notice(delay ? NoticeKind.Delay : NoticeKind.Failure, entry, entry.Destinations, Entries.Noon);
        var mails = NoticeMail.Of(Policy("owner@own.example"), Entries.Policy, notice, ("n1", "n2"), Entries.Noon);
        return mails.Count == 1 || (entry is { Kind: EntryKind.Mail } && entry.OriginalEnvelope.Authenticated == true && !delay && entry.Destinations.ForAll(destination => destination.State is DestinationState.Failed)
            && mails[1].Entry.Owed == Seqs.Of(entry.OriginalEnvelope.ReversePath.Address.IfNone(() => throw new InvalidOperationException())) && mails[1].Entry.Kind == EntryKind.NoticeToSender);
    }

    [Test]
    public void A_proved_sender_is_told() => Assert.That(Told(AllFailed()).Map(mail => mail.Entry.Kind), Is.EqualTo(Seqs.Of(EntryKind.NoticeToOwner, EntryKind.NoticeToSender)));

    [Test]
    public void Nobody_but_the_owner_is_told_of_a_reply_of_ours() =>
        Assert.That(Told(AllFailed() with { Kind = EntryKind.Reply }).Map(mail => mail.Entry.Kind), Is.EqualTo(Seqs.Of(EntryKind.NoticeToOwner)));

    [Test]
    public void The_owner_reads_that_it_was_a_reply_of_ours() =>
        Assert.That(Told(AllFailed() with { Kind = EntryKind.Reply }).Head.Content.ToUtf8(), Does.Contain("A mail with the result of a command could not be delivered.").And.Contain("not run again"));

    [Test]
    public void A_postmaster_at_our_own_domain_is_reached_where_its_mail_goes() =>
        Assert.That(Policy("postmaster@example.com").Recipients, Is.EqualTo(Destinations));

    [Test]
    public void A_notice_avoids_the_destination_that_failed() =>
        Assert.That(
            Policy("postmaster@example.com").RecipientsAbout(Seqs.Of(Entries.Box("me0@private.example"))),
            Is.EqualTo(Seqs.Of(Entries.Mailbox("me1@private.example"))));

    [Test]
    public void A_notice_goes_to_the_failed_destinations_when_there_is_nobody_else() =>
        Assert.That(Policy("postmaster@example.com").RecipientsAbout(Destinations.Map(Destination.NotTried)), Is.EqualTo(Destinations));

    [Property]
    public bool Who_is_not_proved_is_never_told(byte reason, int hours) => !Backscatter.MayTellSender(Standing(authenticated: reason % 2 == 0 ? Option<bool>.None : false, hours: hours % 96));

    [TestCase("Subject: hello\r\n", ExpectedResult = true)]
    [TestCase("Auto-Submitted: no\r\n", ExpectedResult = true)]
    [TestCase("Auto-Submitted: NO (by hand)\r\n", ExpectedResult = true)]
    [TestCase("Auto-Submitted: auto-generated\r\n", ExpectedResult = false)]
    [TestCase("auto-submitted: auto-replied; x=y\r\n", ExpectedResult = false)]
    [TestCase("List-Id: <x>\r\n", ExpectedResult = false)]
    [TestCase("LIST-UNSUBSCRIBE: <x>\r\n", ExpectedResult = false)]
    [TestCase("Precedence: Bulk\r\n", ExpectedResult = false)]
    [TestCase("Precedence: first-class\r\n", ExpectedResult = true)]
    [TestCase("Content-Type: Multipart/Report; report-type=x\r\n", ExpectedResult = false)]
    public bool The_header_section_decides(string header) => Backscatter.MayTellSender(Standing(header));

    [TestCase("", ExpectedResult = false)]
    [TestCase("a@sender.test", ExpectedResult = true)]
    [TestCase("MAILER-DAEMON@sender.test", ExpectedResult = false)]
    [TestCase("no-reply@sender.test", ExpectedResult = false)]
    [TestCase("list-bounces@sender.test", ExpectedResult = false)]
    [TestCase("owner-list@sender.test", ExpectedResult = false)]
    public bool The_sender_decides(string sender) => Backscatter.MayTellSender(Standing(sender: sender));

    [TestCase(0, ExpectedResult = true)]
    [TestCase(95, ExpectedResult = true)]
    [TestCase(96, ExpectedResult = false)]
    public bool Old_mail_is_let_rest(int hours) => Backscatter.MayTellSender(Standing(hours: hours));

    static SenderStanding Standing(string header = "", string sender = "a@sender.test", Option<bool>? authenticated = null, int hours = 0) => new(
        sender.Length == 0 ? new ReversePath.Null() : new ReversePath.Sender(Entries.Mailbox(sender)),
        HeaderSection.Parse(Octets.Utf8(header)), Entries.Noon, Entries.Noon + TimeSpan.FromHours(hours), authenticated ?? true);

    static QueueEntry AllFailed() => Entries.Fresh() with { Destinations = Entries.Fresh().Destinations.Map(destination => destination.GivenUp(Entries.Noon)) };

    static Seq<NoticeMail> Told(QueueEntry entry) =>
        NoticeMail.Of(Policy("owner@own.example"), Entries.Policy, new Notice(NoticeKind.Failure, entry, entry.Destinations, Entries.Noon), ("n1", "n2"), Entries.Noon);

    static NoticePolicy Policy(string postmaster) => NoticePolicy.Of(Mx, Entries.Mailbox("forwarder@own.example"), Entries.Mailbox(postmaster), Seqs.Of(Mine), Destinations);
}
