using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Forwarding;

/// <summary>What a mail is declared to be when it is sent on.</summary>
public class PlanLaws
{
    [TestCase("me@private.example", "fwd@own.example", false)]
    [TestCase("jöhn@private.example", "fwd@own.example", true)]
    [TestCase("me@private.example", "fwé@own.example", true)]
    [TestCase("me@bücher.example", "fwd@bücher.example", false)]
    public void Addresses_beyond_ASCII_need_SMTPUTF8(string destination, string mailFrom, bool needed)
    {
        var mail = JourneyMails.Arrival("Subject: x\r\n\r\n");
        var policy = new ForwardingPolicy(JourneyMails.Domain("mx.example.com"), Seqs.Of(JourneyMails.Box("a@private.example"), JourneyMails.Box(destination)), JourneyMails.Box(mailFrom));
        var plan = Plan.Of(policy, mail.Trace(policy.Hostname), mail.Mail, mail.Header, new RewriteNeed.NotNeeded(), new RewriteMode.Never());
        Assert.That(plan.Job.Utf8, Is.EqualTo(needed));
    }
}
