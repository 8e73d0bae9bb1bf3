using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Smtp.SessionCourse;

namespace Laitos.Properties.Smtp;

/// <summary>Other protocols at our port: recognised by their first octets, cut off, and never a mail.</summary>
public class ForeignTrafficLaws
{
    static readonly string[] Openings =
    [
        "GET / HTTP/1.1\r\nHost: mx.example.com\r\n\r\n", "POST / HTTP/1.1\r\n", "HEAD /\r\n", "PUT /x HTTP/1.0\r\n", "OPTIONS * HTTP/1.1\r\n", "OPTIONS sip:nm SIP/2.0\r\n",
        "CONNECT relay.test:25 HTTP/1.1\r\n", "DELETE / HTTP/1.1\r\n", "PATCH / HTTP/1.1\r\n", "TRACE / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "SSH-2.0-client\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x16\x03\x03\x00\x7a\n", "\x05\x01\x00", "\x04\x01\x00\x19", "\x03\x00\x00\x13\x0e",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "\x00\r\nQUIT\n\x21\x11\x00\x0c",
    ];

    [Test]
    public void Other_protocols_are_told_by_few_octets([ValueSource(nameof(Openings))] string opening) =>
        Assert.That(ForeignTraffic.Of(Octets.Latin1(opening).Slice(0, Math.Min(opening.Length, ForeignTraffic.Telling)).Span).IsSome);

    [Test]
    public void No_mail_comes_of_what_follows_them([ValueSource(nameof(Openings))] string opening)
    {
        // As the reader of lines hands it on: so much of it as tells.
        var first = Octets.Latin1(opening[..ForeignTraffic.OpeningOf(Octets.Latin1(opening).Span).IfNone(0)] + "\r\n");
        foreach (var earlier in (string[])["", "EHLO a\r\n", "EHLO a\r\nMAIL FROM:<a@b.test>\r\n", "EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n"])
        {
            var sessionDialogue = new SessionDialogue(SmtpArbitraries.Policy).Connect();
            sessionDialogue.Say(Octets.Latin1(earlier));
            sessionDialogue.Say(first);
            sessionDialogue.Say(Octets.Latin1("EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nmail\r\n.\r\n"));
            Assert.That((sessionDialogue.IsClosed, sessionDialogue.Mails.Count, sessionDialogue.Replies[^1].Code), Is.EqualTo((true, 0, 421)));
        }
    }

    [Property(MaxTest = 1000)]
    public Property What_is_a_command_is_no_other_protocol() => Prop.ForAll(
        SmtpArbitraries.Lines.ToArbitrary(),
        line => ForeignTraffic.Of(Octets.Utf8(line).Span).IsNone || CommandParser.Parse(Octets.Utf8(line)).IsLeft);

    [Property(MaxTest = 500)]
    public bool More_octets_never_change_what_was_told(byte[] line)
    {
        var told = Enumerable.Range(0, line.Length + 1).Select(length => ForeignTraffic.Of(line.AsSpan(0, length))).ToList();
        return told.SkipWhile(each => each.IsNone).All(each => each == told[^1]);
    }

    [Test]
    public void The_opening_is_what_tells_and_no_more([ValueSource(nameof(Openings))] string opening)
    {
        var line = Octets.Latin1(opening).Span;
        var told = ForeignTraffic.OpeningOf(line).IfNone(0);
        Assert.That((told <= ForeignTraffic.Telling, ForeignTraffic.Of(line[..told]), ForeignTraffic.Of(line[..(told - 1)]).IsNone), Is.EqualTo((true, ForeignTraffic.Of(line), true)));
    }

    [Test]
    public void A_locked_daemon_and_one_that_goes_down_say_so_from_the_start()
    {
        Assert.Multiple(() =>
        {
            Assert.That(RepliesOf(SmtpSession.Advance(Policy, SmtpSession.Start, new SessionInput.Locked())) == Seqs.Of(Replies.Locked));
            Assert.That(RepliesOf(SmtpSession.Advance(Policy, SmtpSession.Start, new SessionInput.ShuttingDown())) == Seqs.Of(Replies.ShuttingDown));
        });
    }
}
