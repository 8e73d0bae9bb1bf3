using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>A mail that is stored as it came, and that the relay then refuses for lack of authentication.</summary>
public class AuthorChangeLaws
{
    static readonly Reply Unproven = Reply.Of(550, 7, 26, "unauthenticated");

    /// <summary>From the queue leave the octets that would have left while the sender waited.</summary>
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public Property It_is_rewritten_as_it_would_have_been_while_its_sender_waited(WellFormed written, Head head, bool isWellFormed, bool ownAddress)
    {
        var mail = (isWellFormed ? written.Octets : head.Octets).ToLatin1();
        var style = ownAddress ? RewriteStyle.WhenNeededOwnAddress : RewriteStyle.WhenNeeded;
        var (store, _) = Travel(mail, style, DeliveryMode.SpoolFirst);
        var (_, offered) = Travel(mail, style, DeliveryMode.CutThrough);
        var entry = ((JourneyEffect.Store)store!).Mail.Entry;
        var stored = JourneyMails.Render(((JourneyEffect.Store)store).Plan.Segments, mail);
        var again = entry.AuthorChange.Map(change => Again(entry, change with { Refusal = Unproven.ToString() }, stored));
        return (again.IsSome == offered.Count > 1
                && again.ForAll(plan => JourneyMails.Render(plan.Segments, stored) == JourneyMails.Render(offered[1].Segments, mail)
                    && plan.Job == offered[1].Job with { Sender = plan.Job.Sender } && plan.Need == offered[1].Need))
            .Classify(again.IsSome, "can be rewritten").Classify(stored.Length != mail.Length && entry.AuthorChange.Exists(change => change.Front > 0), "with trace fields in front");
    }

    [Test]
    public void A_mail_that_is_rewritten_already_is_not_rewritten_again()
    {
        var (store, offered) = Travel("From: a@bank.test\r\n\r\nHello.\r\n", RewriteStyle.WhenNeeded, DeliveryMode.CutThrough, new Outcome.Failed(Unproven), new Outcome.Deferred(Reply.Of(451, 7, 26, "later")));
        Assert.That((offered.Count, ((JourneyEffect.Store)store!).Mail.Entry.AuthorChange.IsNone), Is.EqualTo((2, true)));
    }

    static Plan Again(QueueEntry entry, AuthorChange change, string stored) =>
        Plan.Rewritten(entry.Job, change, Octets.Latin1(stored[..change.Head]), stored.Length);

    static (JourneyEffect? Store, List<Plan> Offered) Travel(string mail, RewriteStyle style, DeliveryMode mode, params Outcome[] outcomes)
    {
        var policy = JourneyMails.Policy(style, mode: mode);
        var step = MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(JourneyMails.Arrival(mail)));
        var offered = new List<Plan>();
        while (true)
        {
            switch (step.Effects.Single())
            {
                case JourneyEffect.Ask(var questions, _):
                    var known = questions.Fold(Knowledge.Empty, (all, question) => all.With(question, new Answer.NoData()));
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Answered(known, JourneyMails.Noon));
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    offered.Add(plan);
                    var outcome = outcomes.ElementAtOrDefault(offered.Count - 1) ?? new Outcome.Failed(Unproven);
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Attempted(new FirstAttempt.Ended(DeliveryReport.Of(plan.Job, outcome)), JourneyMails.Noon, 0.5));
                    break;
                case var last:
                    return (last, offered);
            }
        }
    }
}
