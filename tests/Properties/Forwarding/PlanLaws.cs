using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Forwarding;

/// <summary>What a mail is declared to be when it is sent on.</summary>
public class PlanLaws
{
    [TestCase("me@private.example", "fwd@own.example", Utf8Need.Nothing)]
    [TestCase("jöhn@private.example", "fwd@own.example", Utf8Need.Address)]
    [TestCase("me@private.example", "fwé@own.example", Utf8Need.Address)]
    [TestCase("me@bücher.example", "fwd@bücher.example", Utf8Need.Nothing)]
    public void Addresses_beyond_ASCII_need_SMTPUTF8(string destination, string mailFrom, Utf8Need needed)
    {
        var mail = JourneyMails.Arrival("Subject: x\r\n\r\n");
        var policy = new ForwardingPolicy(JourneyMails.Domain("mx.example.com"), Seqs.Of(JourneyMails.Box("a@private.example"), JourneyMails.Box(destination)), JourneyMails.Box(mailFrom));
        var plan = Plan.Of(policy, new TransitMail(mail.Trace(policy.Hostname), mail.Mail, mail.Header), new RewriteNeed.NotNeeded(), new RewriteMode.Never());
        Assert.That(plan.Job.Utf8, Is.EqualTo(needed));
    }

    [TestCase("Subject: x\r\nFrom: A <a@b.test>\r\n", true, Utf8Need.Nothing)]
    [TestCase("Subject: grüße\r\nFrom: Jöhn <a@b.test>\r\n", true, Utf8Need.Text)]
    [TestCase("Subject: grüße\r\nFrom: Jöhn <a@b.test>\r\n", false, Utf8Need.Nothing)]
    [TestCase("From: Jöhn <jöhn@b.test>\r\n", true, Utf8Need.Address)]
    [TestCase("From: J <a@b.test>\r\nCc: x@bücher.test\r\n", true, Utf8Need.Address)]
    [TestCase("From: J <a@b.test>\r\nCc: \"x@bücher.test\" <y@b.test>\r\n", true, Utf8Need.Text)]
    [TestCase("From: J <a@b.test>\r\nX-Note: jöhn@b.test\r\n", true, Utf8Need.Text)]
    public void What_a_declared_header_section_needs(string header, bool declared, Utf8Need needed)
    {
        var mail = JourneyMails.Arrival(header + "\r\n");
        var policy = new ForwardingPolicy(JourneyMails.Domain("mx.example.com"), Seqs.Of(JourneyMails.Box("a@private.example")), JourneyMails.Box("fwd@own.example"));
        var received = mail.Mail with { Envelope = mail.Mail.Envelope with { Utf8 = declared } };
        Assert.That(Plan.Of(policy, new TransitMail(mail.Trace(policy.Hostname), received, mail.Header), new RewriteNeed.NotNeeded(), new RewriteMode.Never()).Job.Utf8, Is.EqualTo(needed));
    }
}
