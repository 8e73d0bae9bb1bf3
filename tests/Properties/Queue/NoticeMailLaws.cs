using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>To whom notices go.</summary>
public class NoticeMailLaws
{
    static readonly DomainName Mx = (DomainName)DomainName.Parse("mx.example.com");
    static readonly DomainName Mine = (DomainName)DomainName.Parse("example.com");
    static readonly Seq<Mailbox> Destinations = Seqs.Of(Entries.Mailbox("me0@private.example"), Entries.Mailbox("me1@private.example"));

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool The_owner_is_told_and_the_notice_fits_its_entry(QueueEntry entry)
    {
        var mail = Told(entry);
        return mail.Entry is { Kind: EntryKind.Notice, Id: "n1", OwesAnything: true }
            && mail.Entry.Transfer.Sender is ReversePath.Null && mail.Entry.Transfer.Size == mail.Content.Length && mail.Entry.Header.Length <= mail.Content.Length
            && mail.Entry.Owed == Seqs.Of(Entries.Mailbox("owner@own.example"))
            && EntryCodec.Read(EntryCodec.Write(mail.Entry)) == mail.Entry;
    }

    [Test]
    public void The_owner_reads_that_it_was_a_reply_of_ours() =>
        Assert.That(Told(AllFailed() with { Kind = EntryKind.Reply }).Content.ToUtf8(), Does.Contain("A mail with the result of a command could not be delivered.").And.Contain("not run again"));

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

    static QueueEntry AllFailed() => Entries.Fresh() with { Destinations = Entries.Fresh().Destinations.Map(destination => destination.GivenUp(Entries.Noon)) };

    static NoticeMail Told(QueueEntry entry) =>
        NoticeMail.Of(Policy("owner@own.example"), Entries.Policy, new Notice(NoticeKind.Failure, entry, entry.Destinations, Entries.Noon), "n1", Entries.Noon);

    static NoticePolicy Policy(string postmaster) => NoticePolicy.Of(Mx, Entries.Mailbox("forwarder@own.example"), Entries.Mailbox(postmaster), Seqs.Of(Mine), Destinations);
}
