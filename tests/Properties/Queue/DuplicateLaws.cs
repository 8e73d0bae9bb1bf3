using System.Buffers;
using System.Security.Cryptography;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>The same mail, come again.</summary>
public class DuplicateLaws
{
    [Property]
    public bool A_mail_is_known_for_an_hour(byte[] others, ushort seconds)
    {
        var mails = RecentMails.Empty.With(Entries.Noon, Print("mine"), "id1");
        mails = (others ?? []).Aggregate(mails, (known, other) => known.With(Entries.Noon + TimeSpan.FromSeconds(other), Print($"other{other}"), "id2"));
        return mails.Find(Entries.Noon + TimeSpan.FromSeconds(seconds), Print("mine")) == (seconds < 3600 ? "id1" : Option<string>.None);
    }

    [Property]
    public bool Generations_change_nothing_within_the_hour(ushort[] pauses)
    {
        var now = Entries.Noon;
        var mails = RecentMails.Empty;
        var taken = new List<(Instant At, string Name)>();
        foreach (var (pause, i) in (pauses ?? []).Select((pause, i) => (pause, i)))
        {
            now += TimeSpan.FromSeconds(pause % 3000);
            mails = mails.With(now, Print($"{i}"), $"{i}");
            taken.Add((now, $"{i}"));
        }

        return taken.All(mail => mails.Find(now, Print(mail.Name)).IsSome == (now - mail.At < RecentMails.Span));
    }

    [TestCase(-3599, ExpectedResult = true)]
    [TestCase(-3600, ExpectedResult = false, Description = "a clock that was set back makes no mail known for ever")]
    [TestCase(3599, ExpectedResult = true)]
    [TestCase(3600, ExpectedResult = false)]
    public bool An_hour_is_an_hour_in_either_direction(int seconds) =>
        RecentMails.Empty.With(Entries.Noon, Print("mine"), "id1").Find(Entries.Noon + TimeSpan.FromSeconds(seconds), Print("mine")).IsSome;

    [Test]
    public void The_ledger_is_bounded()
    {
        var mails = Enumerable.Range(0, (2 * RecentMails.Capacity) + 10).Aggregate(RecentMails.Empty, (known, i) => known.With(Entries.Noon, new Fingerprint(Octets.Utf8($"{i}")), "id"));
        Assert.That(mails.Size, Is.LessThanOrEqualTo(2 * RecentMails.Capacity));
        Assert.That(mails.Find(Entries.Noon, new Fingerprint(Octets.Utf8($"{(2 * RecentMails.Capacity) + 9}"))).IsSome, Is.True);
    }

    [Test]
    public void What_makes_a_mail_another_one()
    {
        var mine = Of("a@x.test", "Message-ID: <1@x>\r\n\r\nbody", "one@example.com", "two@example.com");
        Assert.That(mine.IsSome, Is.True);
        Assert.That(mine, Is.EqualTo(Of("a@x.test", "Message-ID: <1@x>\r\n\r\nbody", "two@example.com", "one@example.com")), "the order of recipients");
        Assert.That(mine, Is.Not.EqualTo(Of("b@x.test", "Message-ID: <1@x>\r\n\r\nbody", "one@example.com", "two@example.com")), "the sender");
        Assert.That(mine, Is.Not.EqualTo(Of("a@x.test", "Message-ID: <1@x>\r\n\r\nbody", "one@example.com")), "the recipients");
        Assert.That(Of("a@x.test", "Subject: x\r\n\r\nbody", "one@example.com").IsNone, Is.True, "two mails without Message-ID may both be meant");
    }

    /// Any octet, and so any difference: one changed, one more, one less, anywhere behind the trace fields in front.
    [Property(MaxTest = 500)]
    public bool Mails_that_differ_in_any_octet_are_different_mails(byte[] octets, byte other, ushort where, byte how, byte trace)
    {
        var kept = "Subject: x\r\nReceived: from within\r\nMessage-ID: <1@x>\r\n\r\n" + Octets.Latin1(System.Text.Encoding.Latin1.GetString(octets ?? [])).ToLatin1();
        var at = where % kept.Length;
        var changed = (how % 3) switch
        {
            0 => kept[..at] + (char)(kept[at] ^ (other == 0 ? 1 : other)) + kept[(at + 1)..],
            1 => kept[..at] + (char)other + kept[at..],
            _ => kept.Remove(at, 1),
        };
        // Octets that are equal by chance make no difference: one more of the same, one less in a row.
        return changed == kept || Of("a@x.test", Traces[trace % Traces.Length] + kept) != Of("a@x.test", Traces[trace % Traces.Length] + changed);
    }

    [Property]
    public bool Trace_fields_in_front_make_no_difference(byte one, byte other, string body)
    {
        var kept = "Subject: x\r\nMessage-ID: <1@x>\r\n\r\n" + body;
        return Of("a@x.test", Traces[one % Traces.Length] + kept) is { IsSome: true } mine && mine == Of("a@x.test", Traces[other % Traces.Length] + kept);
    }

    [TestCase("Subject: x\r\nReceived: later\r\nMessage-ID: <1@x>\r\n\r\n", TestName = "Those_of_others_stand_behind_it")]
    [TestCase("Received: a\r\nX-Received: b\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\n", TestName = "A_field_of_another_name")]
    [TestCase("From x@y Thu Nov 26\r\nReceived: a\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\n", TestName = "An_envelope_line")]
    public void Only_the_own_trace_fields_of_a_sender_are_passed_over(string other) =>
        Assert.That(Of("a@x.test", other + "body"), Is.Not.EqualTo(Of("a@x.test", "Received: a\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\nbody")));

    [TestCase("on battery", "battery low")]
    [TestCase("on battery", "power is back")]
    public void The_mails_of_a_power_supply_are_different_mails(string one, string other)
    {
        static string Mail(string subject) => $"From: <ups@device.test>\r\nSubject: {subject}\r\nMessage-ID: <ups@device.test>\r\n\r\nSee the web page of the UPS.\r\n";
        Assert.That(Of("ups@device.test", Mail(one)), Is.Not.EqualTo(Of("ups@device.test", Mail(other))));
    }

    [Test]
    public void Parts_do_not_run_into_each_other()
    {
        const string Head = "Message-ID: <1@x>\r\n\r\n";
        Assert.That(Of("a@x.test", Head + "ab"), Is.Not.EqualTo(Of("aa@x.test", Head + "b")));
        var (envelope, head, digest) = (EnvelopeOf("a@x.test"), Octets.Latin1(Head), Octets.Utf8("digest"));
        Assert.That(
            Fingerprint.Of(envelope, head, HeaderSection.Parse(head), digest),
            Is.Not.EqualTo(Fingerprint.Of(envelope, Octets.Latin1(Head + "d"), HeaderSection.Parse(head), Octets.Utf8("igest"))));
    }

    static readonly string[] Traces =
    [
        "", "Received: from a\r\n", "Received: from b;\r\n\tnow\r\n", "Return-Path: <a@x>\r\n", "return-path:<>\r\nRECEIVED: x\r\nReceived: y\r\n", "Received : odd\r\n",
    ];

    static Fingerprint Print(string name) => Of("a@x.test", $"Message-ID: {name}\r\n\r\n").IfNone(() => throw new InvalidOperationException());

    static Envelope EnvelopeOf(string sender, params string[] recipients) => new(
        new ReversePath.Sender(SmtpClientArbitraries.Mailbox(sender)),
        recipients.Select(ForwardPath (recipient) => new ForwardPath.Recipient(SmtpClientArbitraries.Mailbox(recipient))).Gather(), BodyType.SevenBit, false);

    /// The scanner says where the header section ends: the digest is of all that follows.
    static Option<Fingerprint> Of(string sender, string mail, params string[] recipients)
    {
        var octets = Octets.Utf8(mail);
        var size = ContentScan.FeedChunk(ContentScan.Start(Limits), octets.Span, new ArrayBufferWriter<byte>()).Ended().Facts.HeaderSize;
        var head = octets.Slice(0, (int)size);
        return Fingerprint.Of(EnvelopeOf(sender, recipients), head, HeaderSection.Parse(octets), new Octets(SHA256.HashData(octets.Slice((int)size).Span)));
    }

    static readonly ContentLimits Limits = new(1 << 20, 1 << 20, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 1);
}
