using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Message;

namespace Laitos.Properties.Rewriting;

/// <summary>Trace fields tell the truth and cannot be forged from outside.</summary>
public class TraceFieldsLaws
{
    static readonly TraceFacts Plain = new(
        "mail.sender.example", true, false, Option<(string, string)>.None, (IpAddress)IpAddress.Parse("192.0.2.1"), (DomainName)DomainName.Parse("mx.home.example"), "id-1",
        Option<Mailbox>.None, new Instant(1_795_383_000_000));

    [Test]
    public void A_plain_hop() => Assert.That(TraceFields.Received(Plain).ToLatin1(), Is.EqualTo(
        "Received: from mail.sender.example ([192.0.2.1])\r\n\tby mx.home.example with ESMTP\r\n\tid id-1;\r\n\tSun, 22 Nov 2026 21:30:00 +0000\r\n"));

    [Test]
    public void A_hop_with_everything() => Assert.That(
        TraceFields.Received(Plain with
        {
            Utf8 = true,
            Helo = "bücher.example",
            Tls = ("TLS1.3", "TLS_AES_128_GCM_SHA256"),
            Client = (IpAddress)IpAddress.Parse("2001:db8::1"),
            For = (Mailbox)Mailbox.Parse("\"a b\"@home.example"),
        }).ToUtf8(),
        Is.EqualTo(
            "Received: from bücher.example ([IPv6:2001:db8::1])\r\n\tby mx.home.example with UTF8SMTPS (TLS1.3 TLS_AES_128_GCM_SHA256)\r\n\tid id-1\r\n"
            + "\tfor <\"a b\"@home.example>;\r\n\tSun, 22 Nov 2026 21:30:00 +0000\r\n"));

    [TestCase(false, false, false, "SMTP")]
    [TestCase(true, false, false, "ESMTP")]
    [TestCase(true, true, false, "ESMTPS")]
    [TestCase(false, true, false, "ESMTPS")]
    [TestCase(true, false, true, "UTF8SMTP")]
    [TestCase(true, true, true, "UTF8SMTPS")]
    public void The_protocol_has_its_registered_name(bool extended, bool tls, bool utf8, string expected) => Assert.That(
        TraceFields.Received(Plain with { Extended = extended, Utf8 = utf8, Tls = tls ? ("TLS1.2", "X") : Option<(string, string)>.None }).ToLatin1(),
        Does.Match($" with {expected}( \\(TLS1\\.2 X\\))?\r\n"));

    [Property(Arbitrary = [typeof(RewritingArbitraries)], MaxTest = 500)]
    public bool Nothing_that_a_client_says_breaks_out_of_its_place(Hostile helo, Hostile id, Hostile cipher, bool utf8)
    {
        var facts = Plain with { Helo = helo.Text, Id = id.Text, Tls = ("TLS1.3", cipher.Text), Utf8 = utf8 };
        var octets = TraceFields.Received(facts);
        var section = HeaderSection.Parse(octets);
        var text = octets.ToUtf8();
        return section.Fields.Count == 1
            && section.Size == octets.Length
            && text.Split("\r\n").Length == 5
            && text.Count(c => c is '\r' or '\n') == 8
            && text.Count(c => c == '(') == 2 && text.Count(c => c == ')') == 2 && text.Count(c => c == ';') == 1 && !text.Contains('"', StringComparison.Ordinal)
            && (utf8 || octets.Span.IndexOfAnyExceptInRange((byte)0, (byte)127) < 0)
            && Folding.LongestLine(octets) <= Folding.Limit;
    }

    [TestCase("", "unknown")]
    [TestCase("a b", "a?b")]
    [TestCase("[IPv6:::1]", "[IPv6:::1]")]
    [TestCase("é", "?")]
    public void A_strange_greeting_is_shown_harmlessly(string helo, string shown) =>
        Assert.That(TraceFields.Received(Plain with { Helo = helo }).ToLatin1(), Does.StartWith($"Received: from {shown} ([192.0.2.1])"));

    [Test]
    public void A_recipient_beyond_ASCII_is_not_shown_to_a_hop_that_cannot_read_it() =>
        Assert.That(TraceFields.Received(Plain with { For = (Mailbox)Mailbox.Parse("zoë@home.example") }).ToLatin1(), Does.Not.Contain("for <"));

    [TestCase("", 0)]
    [TestCase("Received: a\r\nRECEIVED: b\r\nX-Received: c\r\nSubject: d\r\nreceived : e\r\n\r\nReceived: f\r\n", 3)]
    public void Hops_are_counted(string mail, int hops) => Assert.That(TraceFields.Hops(SampleMails.Section(mail)), Is.EqualTo(hops));

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Each_hop_counts_as_one(Head head)
    {
        var mail = SampleMails.Edit(head.Octets, Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(TraceFields.Received(Plain))));
        return TraceFields.Hops(HeaderSection.Parse(mail)) == TraceFields.Hops(HeaderSection.Parse(head.Octets)) + 1;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool The_daemon_knows_its_own_mark_and_no_other(Head head)
    {
        var mail = HeaderSection.Parse(SampleMails.Edit(head.Octets, Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(LoopMark.Field("home-1234")))));
        return LoopMark.IsOurs(mail, "home-1234") && !LoopMark.IsOurs(mail, "home-123") && !LoopMark.IsOurs(mail, "HOME-1234") && !LoopMark.IsOurs(HeaderSection.Parse(head.Octets), "home-1234");
    }
}
