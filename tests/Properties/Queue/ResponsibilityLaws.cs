using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>When we take responsibility for a mail.</summary>
public class ResponsibilityLaws
{
    static readonly DeliveryMode[] Modes = [DeliveryMode.CutThrough, DeliveryMode.SpoolFirst, DeliveryMode.NoSpool];

    [Property(Arbitrary = [typeof(QueueArbitraries)])]
    public bool Success_is_answered_only_when_each_destination_has_the_mail_or_is_stored_or_reported(DeliveryReport report, byte mode)
    {
        var (entry, acceptance) = Take(report, Modes[mode % 3]);
        return acceptance switch
        {
            Acceptance.Answer({ IsPositive: true }) => report.Outcomes.ForAll(item => item.Outcome is Outcome.Delivered),
            Acceptance.Answer => true,
            Acceptance.Store(var mail, { IsPositive: true }) => Accounted(report, mail),
            _ => false,
        };
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)])]
    public bool What_all_took_or_all_refused_is_never_stored(DeliveryReport report, bool spoolFirst)
    {
        var isUnanimous = report.Outcomes.ForAll(item => item.Outcome is Outcome.Delivered) || report.Outcomes.ForAll(item => item.Outcome is Outcome.Failed);
        return Take(report, spoolFirst ? DeliveryMode.SpoolFirst : DeliveryMode.CutThrough).Acceptance is Acceptance.Answer == isUnanimous;
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)])]
    public bool Without_a_spool_nothing_is_ever_stored(DeliveryReport report) =>
        Take(report, DeliveryMode.NoSpool).Acceptance == new Acceptance.Answer(DeliveryReply.Of(report, "id1"));

    [Test]
    public void A_mail_that_was_not_tried_is_stored_and_due_at_once()
    {
        var taking = (Acceptance.Store)Responsibility.Of(Entries.Policy, DeliveryMode.SpoolFirst, Entries.Fresh(), new FirstAttempt.NotMade(), Entries.Noon, 0.5);
        Assert.That(taking.Mail, Is.EqualTo(new OwedMail(Entries.Fresh(), IsUnderWay: false, Option<Notice>.None)));
        Assert.That(taking.Reply.ToString(), Is.EqualTo("250 2.0.0 Ok: queued as id1"));
    }

    [Test]
    public void An_attempt_that_outlasts_the_senders_patience_is_not_begun_again_beside_itself()
    {
        var taking = (Acceptance.Store)Responsibility.Of(Entries.Policy, DeliveryMode.CutThrough, Entries.Fresh(), new FirstAttempt.UnderWay(), Entries.Noon, 0.5);
        Assert.That(taking.Mail, Is.EqualTo(new OwedMail(Entries.Fresh() with { Due = Entries.Noon + TimeSpan.FromMinutes(1) }, IsUnderWay: true, Option<Notice>.None)));
    }

    [Test]
    public void Without_a_spool_an_attempt_that_takes_too_long_leaves_the_mail_with_its_sender() =>
        Assert.That(
            Responsibility.Of(Entries.Policy, DeliveryMode.NoSpool, Entries.Fresh(), new FirstAttempt.UnderWay(), Entries.Noon, 0.5),
            Is.EqualTo(new Acceptance.Answer(QueueReplies.NotInTime)));

    [Test]
    public void Taken_by_one_and_refused_by_the_other_is_a_success_with_a_notice()
    {
        var taking = (Acceptance.Store)Responsibility.Of(
            Entries.Policy, DeliveryMode.CutThrough, Entries.Fresh(2), new FirstAttempt.Ended(Entries.Report(Entries.Took, Entries.Refused)), Entries.Noon, 0.5);
        Assert.That(taking.Reply.IsPositive, Is.True);
        Assert.That(taking.Mail.Entry.OwesAnything, Is.False);
        Assert.That(taking.Mail.Notice.IsSome, Is.True);
    }

    [TestCase(DeliveryMode.CutThrough, PartialRefusal.Individually)]
    [TestCase(DeliveryMode.SpoolFirst, PartialRefusal.Individually)]
    [TestCase(DeliveryMode.NoSpool, PartialRefusal.AllOrNothing)]
    public void With_a_spool_nobody_waits_for_the_others(DeliveryMode mode, PartialRefusal partial) => Assert.That(Responsibility.Partial(mode), Is.EqualTo(partial));

    static (QueueEntry Entry, Acceptance Acceptance) Take(DeliveryReport report, DeliveryMode mode)
    {
        var entry = Entries.Fresh(report.Outcomes.Count);
        return (entry, Responsibility.Of(Entries.Policy, mode, entry, new FirstAttempt.Ended(report), Entries.Noon, 0.5));
    }

    /// Deferred destinations are in the stored entry, failed ones in the notice, and no others.
    static bool Accounted(DeliveryReport report, OwedMail mail) =>
        mail.Entry.Id == "id1" && !mail.IsUnderWay
        && mail.Entry.Owed == report.Outcomes.Filter(item => item.Outcome is Outcome.Deferred).Map(item => item.Recipient)
        && mail.Notice.Match(found => found.Concerned.Map(destination => destination.Mailbox), () => default)
            == report.Outcomes.Filter(item => item.Outcome is Outcome.Failed).Map(item => item.Recipient);
}
