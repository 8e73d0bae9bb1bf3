using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>What must be true before a sender is told 250.</summary>
public class AcceptanceLaws
{
    const string Mail = "Message-ID: <1@sender.test>\r\nSubject: s\r\n\r\nbody\r\n";

    static readonly Outcome Delivered = new Outcome.Delivered(Laitos.Domain.Smtp.Reply.Of(250, 0, 0, "ok"));
    static readonly Outcome Deferred = new Outcome.Deferred(Laitos.Domain.Smtp.Reply.Of(450, 2, 1, "later"));
    static readonly Outcome Failed = new Outcome.Failed(Laitos.Domain.Smtp.Reply.Of(550, 1, 1, "never"));

    [Property]
    public bool With_a_spool_250_means_that_each_destination_has_it_or_the_rest_is_on_disk(byte first, byte second)
    {
        var outcomes = Seqs.Of(Kind(first), Kind(second));
        var tried = Tried(DeliveryMode.CutThrough, new FirstAttempt.Ended(Report(outcomes)));
        return tried.Effects.Single() switch
        {
            JourneyEffect.Finish(var decision) => decision.Reply.IsPositive ? outcomes.ForAll(each => each is Outcome.Delivered) : outcomes.ForAll(each => each is Outcome.Failed),
            JourneyEffect.Store => Reply(tried, new JourneyInput.Stored()).Code == 250 && Reply(tried, new JourneyInput.NotStored("full", Full: true)).Code == 452
                && Reply(tried, new JourneyInput.NotStored("broken", Full: false)).Code == 451,
            _ => false,
        };
    }

    [Property]
    public bool Without_a_spool_nothing_is_ever_stored(byte first, byte second, bool late)
    {
        FirstAttempt attempt = late ? new FirstAttempt.UnderWay() : new FirstAttempt.Ended(Report(Seqs.Of(Kind(first), Kind(second))));
        return Tried(DeliveryMode.NoSpool, attempt).Effects.Single() is JourneyEffect.Finish { Decision.Reply: var reply } && (!late || reply.Code == 451);
    }

    [Test]
    public void An_attempt_that_outlasts_the_patience_is_stored_as_going_on() =>
        Assert.That(
            Tried(DeliveryMode.CutThrough, new FirstAttempt.UnderWay()).Effects.Single(),
            Is.InstanceOf<JourneyEffect.Store>().With.Property("Mail").Property("IsUnderWay").True);

    [TestCase(DeliveryMode.CutThrough, false, ExpectedResult = "Deliver")]
    [TestCase(DeliveryMode.CutThrough, true, ExpectedResult = "Store")]
    [TestCase(DeliveryMode.SpoolFirst, false, ExpectedResult = "Store")]
    [TestCase(DeliveryMode.NoSpool, true, ExpectedResult = "Deliver")]
    public string A_mail_is_stored_at_once_under_pressure_or_by_choice(DeliveryMode mode, bool paused) =>
        Begin(mode, JourneyMails.Arrival(Mail) with { Load = new RelayLoad(0, 0, 10, TimeSpan.Zero, paused) }).Effects.Single().GetType().Name;

    [Test]
    public void A_mail_that_we_took_before_is_taken_again_without_a_copy() =>
        Assert.That(Met(new Duplicate.Taken("earlier")), Is.EqualTo((250, new Verdict.Duplicate("earlier"))));

    [Test]
    public void A_mail_that_is_on_its_way_in_another_session_stays_with_its_sender() =>
        Assert.That(Met(new Duplicate.InProgress("other")), Is.EqualTo((451, new Verdict.InProgress("other"))));

    static (int Code, Verdict Verdict) Met(Duplicate before) =>
        Begin(DeliveryMode.CutThrough, JourneyMails.Arrival(Mail) with { Duplicate = before }).Effects.Single() is JourneyEffect.Finish(var decision)
            ? (decision.Reply.Code, decision.Verdict)
            : throw new AssertionException("it sets out");

    static Step<JourneyState, JourneyEffect> Begin(DeliveryMode mode, Arrival arrival) =>
        MailJourney.Advance(Policy(mode), MailJourney.Start, new JourneyInput.Arrived(arrival));

    static Step<JourneyState, JourneyEffect> Tried(DeliveryMode mode, FirstAttempt attempt) =>
        MailJourney.Advance(Policy(mode), Begin(mode, JourneyMails.Arrival(Mail)).Next, new JourneyInput.Attempted(attempt, JourneyMails.Noon, 0.5));

    static Reply Reply(Step<JourneyState, JourneyEffect> tried, JourneyInput stored) =>
        ((JourneyEffect.Finish)MailJourney.Advance(Policy(DeliveryMode.CutThrough), tried.Next, stored).Effects.Single()).Decision.Reply;

    static JourneyPolicy Policy(DeliveryMode mode) => JourneyMails.Policy(RewriteStyle.Never, mode: mode);

    static Outcome Kind(byte drawn) => (drawn % 3) switch
    {
        0 => Delivered,
        1 => Deferred,
        _ => Failed,
    };

    static DeliveryReport Report(Seq<Outcome> outcomes) =>
        new(JourneyMails.Policy().Forwarding.Destinations.AsEnumerable().Zip(outcomes.AsEnumerable()).Gather());
}
