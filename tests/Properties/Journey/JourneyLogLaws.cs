using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>The log says in one word what became of a mail, and why in the rest of the line.</summary>
public class JourneyLogLaws
{
    static readonly Arrival Mail = JourneyMails.Arrival("Subject: hello\r\nMessage-ID: <m@sender.test>\r\n\r\n");

    [TestCase(250, "forwarded", "delivered")]
    [TestCase(451, "deferred", "deferred")]
    [TestCase(554, "rejected", "failed")]
    public void A_forwarded_mail_is_told_with_its_destinations(int code, string kind, string outcome)
    {
        var reply = Reply.Of(code, 0, 0, "so");
        Outcome result = code switch { 250 => new Outcome.Delivered(reply), 451 => new Outcome.Deferred(reply), _ => new Outcome.Failed(reply) };
        var report = new DeliveryReport(Seqs.Of((JourneyMails.Box("me@private.example"), result)));
        var plan = Plan.Of(JourneyMails.Policy().Forwarding, new TransitMail(Mail.Trace(JourneyMails.Domain("mx.example.com")), Mail.Mail, Mail.Header), new RewriteNeed.NotNeeded(), new RewriteMode.Never());
        var line = Told(new Verdict.Forwarded(plan, report), DeliveryReply.Of(report, "id1"));
        Assert.That(line.Event, Is.EqualTo(kind));
        Assert.That(line.ToText(), Does.Contain($"{outcome}=\"me@private.example: {code} {code / 100}.0.0 so\"").And.Contain("subject=hello").And.Contain("message-id=").And.Contain("took=1500ms"));
    }

    [Test]
    public void A_mail_that_is_not_forwarded_is_told_with_the_reason() => Assert.Multiple(() =>
    {
        Assert.That(Told(new Verdict.Blocked(JourneyMails.Blocked), JourneyReplies.Blocked(JourneyMails.Blocked)).ToText(), Does.Contain(" blocked ").And.Contain("bl.example (spam seen)"));
        Assert.That(Told(new Verdict.Looping("seen before"), JourneyReplies.Looping("seen before")).ToText(), Does.Contain(" looping ").And.Contain("reason=\"seen before\""));
        Assert.That(Told(new Verdict.Postponed("silence"), JourneyReplies.Postponed).ToText(), Does.Contain(" deferred ").And.Contain("reason=silence"));
        Assert.That(Told(new Verdict.InProgress("id0"), QueueReplies.DuplicateInProgress("id0")).ToText(), Does.Contain(" deferred ").And.Contain("under-way-as=id0"));
        Assert.That(Told(new Verdict.Duplicate("id0"), QueueReplies.Duplicate("id0")).ToText(), Does.Contain(" repeated ").And.Contain("taken-before-as=id0"));
    });

    /// "Why was this not blocked?"
    [Test]
    public void A_client_that_passes_is_told_with_its_score_and_with_the_lists_that_were_silent()
    {
        var (heavy, silent) = (Blocklist.Of("heavy.test", 2), Blocklist.Of("silent.test"));
        var screened = new ScreeningVerdict(Mail.Mail.Peer.Address, 3, Seqs.Of(new Listing(heavy, default, Option<string>.None)), Seqs.Of(new ListFailure(silent, "did not answer in time")));
        var told = JourneyLog.Of(new Decision(Mail with { Screened = screened }, new Verdict.Looping("x"), JourneyReplies.Looping("x")), JourneyMails.Noon).ToText();
        Assert.That(told, Does.Contain(" listed=\"heavy.test +2 [score 2 of 3]\" lists-silent=\"silent.test (did not answer in time)\" "));
        Assert.That(Told(new Verdict.Looping("x"), JourneyReplies.Looping("x")).ToText(), Does.Not.Contain("list"));
    }

    static LogLine Told(Verdict verdict, Reply reply) => JourneyLog.Of(new Decision(Mail, verdict, reply), JourneyMails.Noon + TimeSpan.FromMilliseconds(1500));
}
