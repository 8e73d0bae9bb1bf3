using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>The notices that are sent.</summary>
public class StatusNotificationLaws
{
    [Test]
    public void A_damaged_mail_is_told_with_what_is_wrong_and_what_to_do()
    {
        var entry = Entries.Fresh() with { Held = "the mail is damaged on the disk: the file is short" };
        var text = Compose(new Notice(NoticeKind.Damage, entry, entry.Destinations, Entries.Noon), Audience.Owner).ToLatin1();
        Assert.That(text, Does.Contain("Subject: Damaged mail: hello\r\n").And.Contain("is damaged on the disk of the forwarder. It is held"));
        Assert.That(text, Does.Contain("the mail is damaged on the disk: the file is short").And.Contain("laitos queue drop id1"));
        Assert.That(text, Does.Contain("Action: delayed\r\nStatus: 4.0.0\r\n").And.Not.Contain("Will-Retry-Until"));
    }

    static readonly NoticePolicy Policy = new(
        (DomainName)DomainName.Parse("mx.example.com"), Entries.Mailbox("forwarder@own.example"), Entries.Mailbox("owner@own.example"), Seqs.Of(Entries.Mailbox("owner@own.example")));

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool All_lines_are_short_ASCII_and_end_with_CRLF(QueueEntry entry, bool owner)
    {
        var text = Compose(entry, owner ? Audience.Owner : Audience.Sender).ToLatin1();
        var lines = text.Split("\r\n");
        return text.EndsWith("\r\n", StringComparison.Ordinal) && lines.All(line => line.Length <= 998 && line.All(c => c is (>= ' ' and <= '~') or '\t'));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool Nothing_from_outside_adds_a_field(QueueEntry entry, bool owner)
    {
        var header = HeaderSection.Parse(Compose(entry, owner ? Audience.Owner : Audience.Sender));
        var names = header.Fields.Map(field => field.Name).Filter(name => name is not ("In-Reply-To" or "References"));
        return names == Seqs.Of("X-Laitos-Loop", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
            && !header.Separator.IsEmpty && LoopMark.IsOurs(header, "mx.example.com") && AutomaticMail.Is(header);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool It_has_three_parts_of_the_right_types(QueueEntry entry, bool owner) =>
        Parts(Compose(entry, owner ? Audience.Owner : Audience.Sender)).Select(part => HeaderSection.Parse(Octets.Latin1(part)).Named("Content-Type").Head.Value)
            .SequenceEqual(["text/plain; charset=utf-8", "message/delivery-status", "text/rfc822-headers"]);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool The_header_section_of_the_mail_comes_back_unharmed(QueueEntry entry) =>
        BodyOf(Parts(Compose(entry, Audience.Owner))[2]) == entry.Header;

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool Programs_find_a_group_of_fields_for_each_destination(QueueEntry entry)
    {
        var notice = Failed(entry);
        var groups = BodyOf(Parts(Compose(notice, Audience.Owner))[1]).ToLatin1().Split("\r\n\r\n").Select(group => HeaderSection.Parse(Octets.Latin1(group + "\r\n"))).ToArray();
        return groups[0].Fields.Map(field => field.Name) == Seqs.Of("Reporting-MTA", "Arrival-Date")
            && groups.Length == 1 + notice.Concerned.Count
            && groups.Skip(1).All(group => group.Fields.Map(field => field.Name).AsEnumerable().Where(name => name != "Diagnostic-Code")
                .SequenceEqual(["Final-Recipient", "Action", "Status", "Last-Attempt-Date"]))
            && groups.Skip(1).All(group => EnhancedStatusCodec.Read(group.Named("Status").Head.Value).Exists(status => status.Class is 4 or 5));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool The_sender_learns_neither_the_owners_address_nor_the_relays_words(HostileText words)
    {
        var reply = Reply.Of(550, 1, 1, "<me0@private.example> lives at secret-host " + words.Value);
        var entry = Entries.Fresh() with { Destinations = Seqs.Of(Entries.Box("me0@private.example") with { State = new DestinationState.Failed(reply, Entries.Noon) }) };
        var text = Compose(entry, Audience.Sender).ToLatin1();
        return !text.Contains("private", StringComparison.OrdinalIgnoreCase) && !text.Contains("secret-host", StringComparison.Ordinal)
            && text.Contains("Final-Recipient: rfc822; x@example.com\r\n", StringComparison.Ordinal);
    }

    [Test]
    public void What_the_owner_reads()
    {
        var reply = Reply.Of(550, 1, 1, "<me0@private.example>: no such user");
        var entry = Entries.Fresh() with { Destinations = Seqs.Of(Entries.Box("me0@private.example") with { State = new DestinationState.Failed(reply, Entries.Noon) }) };
        var octets = Compose(entry, Audience.Owner).ToLatin1();
        var boundary = octets.Split("boundary=\"")[1].Split('"')[0];
        Assert.That(octets.Replace(boundary, "BOUNDARY").Replace("\r\n", "\n"), Is.EqualTo(
            """
            X-Laitos-Loop: mx.example.com
            From: Mail forwarder <forwarder@own.example>
            To: <owner@own.example>
            Subject: Undelivered mail: hello
            Date: Wed, 18 Nov 2026 11:06:40 +0000
            Message-ID: <n1.notice@mx.example.com>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            	boundary="BOUNDARY"

            This is a delivery status notification in MIME format.

            --BOUNDARY
            Content-Type: text/plain; charset=utf-8

            This is the mail forwarder at mx.example.com.

            A mail that had been accepted could not be delivered.

                From:      <a@sender.test>
                To:        <x@example.com>
                Subject:   hello
                Accepted:  Wed, 18 Nov 2026 11:06:40 +0000
                Id:        id1
                client: 192.0.2.1

            me0@private.example
                was refused for good. The answer was:
                550 5.1.1 <me0@private.example>: no such user

            The forwarder does not keep the mail for these destinations any longer; its header section is attached.
            Once the reason is mended, ask the sender to send it again.

            --BOUNDARY
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com
            Arrival-Date: Wed, 18 Nov 2026 11:06:40 +0000

            Final-Recipient: rfc822; me0@private.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <me0@private.example>: no such user
            Last-Attempt-Date: Wed, 18 Nov 2026 11:06:40 +0000

            --BOUNDARY
            Content-Type: text/rfc822-headers

            Subject: hello

            --BOUNDARY--

            """.Replace("\r\n", "\n")));
    }

    [Test]
    public void A_late_mail_says_until_when_it_is_tried()
    {
        var entry = Entries.Fresh() with { Attempts = 9, Destinations = Seqs.Of(Entries.Owed("jöhn+x@private.example", Reply.Of(451, "away"))) };
        var text = Compose(new Notice(NoticeKind.Delay, entry, entry.Destinations, Entries.Noon), Audience.Owner).ToLatin1();
        Assert.That(text, Does.Contain("Final-Recipient: utf-8; j\\x{F6}hn\\x{2B}x@private.example\r\nAction: delayed\r\nStatus: 4.0.0\r\n"));
        Assert.That(text, Does.Contain("Will-Retry-Until: Sat, 21 Nov 2026 11:06:40 +0000\r\n"));
        Assert.That(text, Does.Contain("Subject: Late mail: hello\r\n"));
    }

    [Test]
    public void What_expired_says_so()
    {
        var entry = Entries.Fresh() with { Destinations = Seqs.Of(Entries.Box("me0@private.example").GivenUp(Entries.Noon + TimeSpan.FromDays(3))) };
        var text = Compose(new Notice(NoticeKind.Failure, entry, entry.Destinations, Entries.Noon + TimeSpan.FromDays(3)), Audience.Owner).ToLatin1();
        Assert.That(text, Does.Contain("was given up after 3 days."));
        Assert.That(text, Does.Contain("Status: 4.4.7\r\n"));
    }

    /// Two owners: the mail reached the second alone, and a third address was dropped.
    [Test]
    public void Where_rules_parted_the_recipients_each_failure_names_who_was_written_to()
    {
        var (failed, took) = (Entries.Box("me@private.example").GivenUp(Entries.Noon), Entries.Box("you@private.example") with { State = new DestinationState.Delivered(Reply.Of(250, "ok"), Entries.Noon) });
        var fresh = Entries.Fresh();
        var entry = fresh with
        {
            Destinations = Seqs.Of(failed, took),
            OriginalEnvelope = fresh.OriginalEnvelope with
            {
                ForwardPaths = Seqs.Of(Path("anna@example.com"), Path("both@example.com"), Path("bert@example.com"), Path("old@example.com")),
                Routes = Seqs.Of(
                    new RecipientRoute(Path("anna@example.com"), Seqs.Of(failed.Mailbox), "Rules[0]"), new RecipientRoute(Path("both@example.com"), Seqs.Of(failed.Mailbox, took.Mailbox), "Rules[1]"),
                    new RecipientRoute(Path("bert@example.com"), Seqs.Of(took.Mailbox), "Rules[2]"), new RecipientRoute(Path("old@example.com"), default, "Rules[3]")),
            },
        };
        var notice = new Notice(NoticeKind.Failure, entry, Seqs.Of(failed), Entries.Noon);
        Assert.That(notice.Lost.Map(lost => lost.Recipient), Is.EqualTo(Seqs.Of(Path("anna@example.com"))));
        Assert.That(NoticeMail.Of(Policy, Entries.Policy, notice, ("n1", "n2"), Entries.Noon).Count, Is.EqualTo(2), "a sender that is proved is told, though another got the mail");
        var (owner, sender) = (Compose(notice, Audience.Owner).ToLatin1(), Compose(notice, Audience.Sender).ToLatin1());
        Assert.That(owner, Does.Contain("Original-Recipient: rfc822; anna@example.com\r\nFinal-Recipient: rfc822; me@private.example\r\n")
            .And.Contain("Original-Recipient: rfc822; both@example.com\r\nFinal-Recipient: rfc822; me@private.example\r\n").And.Not.Contain("Original-Recipient: rfc822; bert"));
        Assert.That(sender, Does.Contain("Your mail could not be delivered to some of its recipients.").And.Contain("    To:        <anna@example.com>\r\n").And.Contain("Final-Recipient: rfc822; anna@example.com\r\n")
            .And.Not.Contain("both@").And.Not.Contain("bert@").And.Not.Contain("old@").And.Not.Contain("private"));

        static ForwardPath Path(string address) => new ForwardPath.Recipient(Entries.Mailbox(address));
    }

    static Notice Failed(QueueEntry entry) => new(NoticeKind.Failure, entry, entry.Destinations.Map(destination => destination.GivenUp(Entries.Noon)), Entries.Noon);

    static Octets Compose(QueueEntry entry, Audience audience) => Compose(Failed(entry), audience);

    static Octets Compose(Notice notice, Audience audience) =>
        StatusNotification.Compose(Policy, Entries.Policy, notice, audience, Entries.Mailbox("owner@own.example"), "n1\r\n", Entries.Noon);

    static string[] Parts(Octets mail)
    {
        var text = mail.ToLatin1();
        var boundary = "--" + text.Split("boundary=\"")[1].Split('"')[0];
        return text.Split("\r\n" + boundary)[1..^1].Select(part => part[2..]).ToArray();
    }

    /// What stands behind the header section of a part, decoded.
    static Octets BodyOf(string part)
    {
        var header = HeaderSection.Parse(Octets.Latin1(part));
        var body = part[header.Size..];
        return header.Named("Content-Transfer-Encoding").IsEmpty ? Octets.Latin1(body) : Decode(body);
    }

    /// A decoder written to be plain: RFC 2045 §6.7, rules 1 and 5.
    public static Octets Decode(string text)
    {
        var octets = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '=')
            {
                octets.Add((byte)text[at]);
            }
            else if (text[(at + 1)..].StartsWith("\r\n", StringComparison.Ordinal))
            {
                at += 2;
            }
            else
            {
                octets.Add(Convert.FromHexString(text[(at + 1)..(at + 3)])[0]);
                at += 2;
            }
        }

        return new Octets(octets.ToArray());
    }
}
