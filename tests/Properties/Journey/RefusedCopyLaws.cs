using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Journey.VerdictWalk;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>A copy that the relay refuses for lack of authentication goes once more with another author, and not a third time.</summary>
public class RefusedCopyLaws
{
    [Test]
    public void A_relay_that_refuses_a_copy_for_lack_of_authentication_gets_it_once_more_rewritten()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var refusal = Reply.Of(550, 7, 26, "unauthenticated");
        var walk = Travel(Policy(), given, answers: [(new Outcome.Delivered(Taken), new Outcome.Failed(refusal)), (new Outcome.Delivered(Taken), null)]);
        Assert.That(walk.Offered.Select(job => string.Join(',', job.Job.Recipients)), Is.EqualTo(new[] { "me@private.example,us@private.example", "us@private.example" }));
        Assert.That(walk.Plan!.Need, Is.EqualTo(new RewriteNeed.Refused(refusal.ToString())));
        Assert.That(Rendered(walk, given), Does.Contain("bank-laitos-nodmarc-042.test"));
        Assert.That(walk.Decision!.Reply.Code, Is.EqualTo(250));
    }

    [Test]
    public void A_second_refusal_is_final_and_not_tried_a_third_time()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var refused = new Outcome.Failed(Reply.Of(550, 7, 1, "fails DMARC"));
        var walk = Travel(Policy(), given, answers: [(refused, refused), (refused, refused)]);
        Assert.That(walk.Offered, Has.Count.EqualTo(2));
        Assert.That(walk.Decision!.Reply.Code, Is.EqualTo(554));
    }

    /// It left under our own address, for nothing but its policy of none.
    [TestCase("v=spf1 -all", "bank-laitos-nodmarc-042.test")]
    [TestCase("v=spf1 ip4:192.0.2.1 -all", "forwarder@own.example")]
    public void A_mail_that_failed_DMARC_is_not_vouched_for_when_a_relay_refuses_it(string spf, string author)
    {
        var given = new SenderCase("bank.test", "bank.test", spf, "v=DMARC1; p=none", []);
        var refused = new Outcome.Failed(Reply.Of(550, 7, 26, "unauthenticated"));
        var walk = Travel(Policy(RewriteStyle.WhenNeededOwnAddress), given, answers: [(refused, null), (new Outcome.Delivered(Taken), null)]);
        var from = Rendered(walk, given).Split("\r\n").Single(line => line.StartsWith("From:", StringComparison.Ordinal));
        Assert.That(from, Does.Contain(author));
        Assert.That(from.Contains("(sender not verified)", StringComparison.Ordinal), Is.EqualTo(spf == "v=spf1 -all"));
    }

    [TestCase(550, 7, 26, "x", true)]
    [TestCase(421, 7, 26, "x", true)]
    [TestCase(550, 7, 509, "x", true)]
    [TestCase(550, 7, 1, "the message fails dmarc", true)]
    [TestCase(550, 7, 1, "spam", false)]
    [TestCase(550, 7, 25, "no reverse DNS", false)]
    [TestCase(550, 1, 1, "no DMARC here", false)]
    [TestCase(250, 7, 26, "x", false)]
    public void Refusals_for_lack_of_authentication_are_told_apart(int code, int subject, int detail, string text, bool isOne) =>
        Assert.That(AuthenticationRefusal.Is(Reply.Of(code, subject, detail, text)), Is.EqualTo(isOne));
}
