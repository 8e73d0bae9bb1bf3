using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;
using Laitos.Properties.Smtp;

namespace Laitos.Properties.Tracing;

/// <summary>A session that handed in no mail has one record, and so has one in which something was refused.</summary>
public class SessionTraceLaws
{
    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 200)]
    public bool A_session_is_told_once_exactly_when_its_mails_do_not_tell_all(Conversation conversation)
    {
        var course = SessionCourse.Course(SmtpArbitraries.Policy, conversation.Inputs.AsEnumerable().Append(new SessionInput.PeerClosed())).ToArray();
        var mails = course.Count(step => step is { Before: Session.Deciding, Input: SessionInput.Decided });
        var refused = course.Count(step => step is not { Before: Session.Deciding, Input: SessionInput.Decided } && step.Step.Effects.AsEnumerable().OfType<SessionEffect.Send>().Any(send => send.Reply.Code >= 400) && step.Before is not Session.Closed);
        var told = Told(course);
        return mails > 0 && refused == 0 ? told.Count == 0 : told is [var session] && session.Mails == mails && session.Refused == refused && session.Refusals.Count == Math.Min(refused, SessionTrace.MostRefusals);
    }

    [TestCase("gone", "", "", "the client went away")]
    [TestCase("EHLO a|QUIT", "", "", "the client said QUIT")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|RSET|QUIT", "b@sender.test", "x@example.com", "the client said QUIT")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|gone", "b@sender.test", "x@example.com", "the client went away")]
    [TestCase("EHLO a|MAIL FROM:<>|+|RCPT TO:<postmaster>|DATA|gone", "<>", "postmaster", "the client went away within the data")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@example.com>|DATA|silent", "b@sender.test", "x@example.com", "the data stopped coming")]
    [TestCase("EHLO a|STARTTLS|no handshake", "", "", "the TLS handshake failed")]
    public void A_session_without_a_mail_is_told_with_what_it_came_to(string course, string sender, string recipients, string end)
    {
        var session = Run(course).Single();
        Assert.That((session.Parties.Client, session.Parties.Sender, string.Join(",", session.Parties.Recipients), session.End), Is.EqualTo(("192.0.2.7", sender, recipients, end)));
    }

    /// "He says he wrote, and nothing came": the address was misspelt.
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|+|RCPT TO:<x@elsewhere.test>|QUIT", "b@sender.test", "x@elsewhere.test", "RCPT TO:<x@elsewhere.test>")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test> SIZE=9999999999|QUIT", "b@sender.test", "", "MAIL FROM:<b@sender.test> SIZE=9999999999")]
    [TestCase("EHLO a|MAIL FROM:<b@sender.test>|-|QUIT", "b@sender.test", "", "MAIL")]
    [TestCase("EHLO a|AUTH PLAIN AGJvYgBRejdLd3g5UG0=|QUIT", "", "", "AUTH ***")]
    [TestCase("EHLO a|UXo3S3d4OVBt|QUIT", "", "", "*** (one word, perhaps of a login)")]
    [TestCase("EHLO a|STARTTLS|no handshake", "", "", null)]
    public void What_was_refused_is_told_and_found(string course, string sender, string recipient, string? what)
    {
        var refusals = Run(course).Single().Refusals;
        Assert.That(refusals.Map(refusal => (refusal.Sender, string.Join(",", refusal.Recipients), refusal.What)), Is.EqualTo(what is null ? [] : new[] { (sender, recipient, what) }));
        Assert.That(refusals.ForAll(refusal => refusal.Reply.Length > 3 && refusal.Reply[0] is '4' or '5'));
    }

    [Test]
    public void Of_many_refusals_the_first_are_kept_and_all_are_counted()
    {
        var course = "EHLO a|MAIL FROM:<b@sender.test>|+" + string.Concat(Enumerable.Range(0, 50).Select(i => $"|RCPT TO:<x{i}@elsewhere.test>")) + "|QUIT";
        var session = Run(course).Single();
        Assert.That((session.Refused, session.Refusals.Count, session.Refusals.Head.Recipients.Head), Is.EqualTo((50, SessionTrace.MostRefusals, "x0@elsewhere.test")));
    }

    static List<TraceRecord.Session> Run(string course) => Told([.. SessionCourse.Course(SmtpArbitraries.Policy, course.Split('|').Select(Input).Prepend(new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1)))]);

    static SessionInput Input(string word) => word switch
    {
        "gone" => new SessionInput.PeerClosed(),
        "silent" => new SessionInput.TimedOut(),
        "no handshake" => new SessionInput.TlsFailed(),
        "+" => new SessionInput.MailCounted(true),
        "-" => new SessionInput.MailCounted(false),
        _ => new SessionInput.LineReceived(Octets.Utf8(word)),
    };

    static List<TraceRecord.Session> Told((Session Before, SessionInput Input, Step<Session, SessionEffect> Step)[] course)
    {
        var (trace, told) = (SessionTrace.Begin(JourneyMails.Noon), new List<TraceRecord.Session>());
        foreach (var (before, input, step) in course.Where(step => step.Before is not Session.Closed))
        {
            trace = trace.After(before, input, step, TraceText.Plain);
            if (step.Next is Session.Closed)
            {
                told.AddRange(trace.Ended(before, input, SmtpArbitraries.Peer, JourneyMails.Noon, TraceText.Plain).AsEnumerable().Cast<TraceRecord.Session>());
            }
        }

        return told;
    }
}
