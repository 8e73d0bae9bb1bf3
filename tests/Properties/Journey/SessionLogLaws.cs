using Laitos.Domain.Journey;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Journey;

/// <summary>What a session tells the log: each refusal once, an end that leaves a mail unfinished, and no password.</summary>
public class SessionLogLaws
{
    [Property(Arbitrary = [typeof(SmtpArbitraries)])]
    public bool A_step_is_told_exactly_when_it_refuses_something_or_leaves_a_mail_unfinished(Conversation conversation)
    {
        var session = SmtpSession.Start;
        foreach (var input in conversation.Inputs)
        {
            var (before, step) = (session, SmtpSession.Advance(SmtpArbitraries.Policy, session, input));
            session = step.Next;
            var refusal = step.Effects.AsEnumerable().OfType<SessionEffect.Send>().FirstOrDefault(send => send.Reply.Code >= 400);
            var told = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, before, input, step);
            if (told.Map(line => line.Event) != Expected(before, input, session, refusal?.Reply) || !told.ForAll(line => line.ToText().Contains("client=192.0.2.7 ", StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    /// "He says he wrote, and nothing came."
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|gone", "unfinished client=192.0.2.7 reason=\"the client went away after RCPT\" helo=a from=<b@sender.test> to=<x@example.com>")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|DATA|gone", "unfinished client=192.0.2.7 reason=\"the client went away within the data\" helo=a from=<b@sender.test> to=<x@example.com>")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|DATA|silent", "closed client=192.0.2.7 reason=\"the data stopped coming\" reply=*helo=a from=<b@sender.test> to=<x@example.com>")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|QUIT", "unfinished client=192.0.2.7 reason=\"QUIT before the mail was sent\" helo=a from=<b@sender.test> to=<x@example.com>")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|gone", "unfinished client=192.0.2.7 reason=\"the client went away after MAIL\" helo=a from=<b@sender.test> to=\"\"")]
    [TestCase("EHLO a|STARTTLS|no handshake", "unfinished client=192.0.2.7 reason=\"the TLS handshake failed\"")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test> RET=FULL", "refused client=192.0.2.7 command=\"MAIL FROM:<b@sender.test> RET=FULL\" reply=\"555 5.5.4 Unsupported parameter RET=FULL\" helo=a")]
    [TestCase("EHLO a|too long", "refused client=192.0.2.7 reason=\"a line that was too long\" reply=\"500 5.5.2 *helo=a")]
    [TestCase("EHLO a|BDAT 3 LAST|chunk", "refused client=192.0.2.7 command=BDAT reply=\"503 5.5.1 Send MAIL first\" helo=a")]
    [TestCase("EHLO a|gone", "")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RSET|QUIT", "")]
    public void What_is_refused_and_a_mail_that_was_not_sent_are_told(string course, string expected)
    {
        var (session, told) = (SmtpSession.Advance(SmtpArbitraries.Policy, SmtpSession.Start, new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1)).Next, "");
        foreach (var word in course.Split('|'))
        {
            SessionInput input = word switch
            {
                "+" => new SessionInput.MailCounted(true),
                "gone" => new SessionInput.PeerClosed(),
                "silent" => new SessionInput.TimedOut(),
                "no handshake" => new SessionInput.TlsFailed(),
                "too long" => new SessionInput.LineTooLong(),
                "chunk" => new SessionInput.ChunkReceived(new ContentFacts(0, 0, false, 0, ContentFaults.None)),
                _ => new SessionInput.LineReceived(Octets.Utf8(word)),
            };
            var step = SmtpSession.Advance(SmtpArbitraries.Policy, session, input);
            told += SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, session, input, step).Match(line => line.ToText()[25..], () => "");
            session = step.Next;
        }

        Assert.That(told, Does.Match("^" + string.Join(".*", expected.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)) + "$"));
    }

    [TestCase("AUTH PLAIN AGJvYgBzZWNyZXQ=")]
    [TestCase("  auth login c2VjcmV0")]
    public void A_password_is_not_told(string line)
    {
        var step = new Step<Session, SessionEffect>(SmtpSession.Start, Seqs.Of<SessionEffect>(new SessionEffect.Send(Reply.Of(502, 5, 1, "not here"))));
        var told = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, SmtpSession.Start, new SessionInput.LineReceived(Octets.Utf8(line)), step);
        Assert.That(told.Map(one => one.ToText()).IfNone(""), Does.Contain("command=\"AUTH ***\"").And.Not.Contain(line.Split(' ')[^1]));
    }

    /// The journey tells of a mail that was decided upon.
    static Option<string> Expected(Session before, SessionInput input, Session after, Reply? refusal) =>
        input is SessionInput.Decided ? Option<string>.None
        : refusal is null ? (after is Session.Closed && (IsOpen(before) || (before is not Session.Closed && input is SessionInput.TlsFailed)) ? "unfinished" : Option<string>.None)
        : refusal.Code == 421 ? "closed"
        : "refused";

    static bool IsOpen(Session session) =>
        session is Session.AwaitingMailCount or Session.InTransaction or Session.AwaitingScreening or Session.AwaitingRecipientCheck or Session.ReceivingData or Session.ReceivingChunk or Session.BetweenChunks;
}
