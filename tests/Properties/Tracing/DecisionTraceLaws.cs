using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Tracing;

/// <summary>Each decision has one record, and what became of the mail follows from it.</summary>
public class DecisionTraceLaws
{
    const string Mail = "From: Alice <Alice@Author.test>\r\nSubject: =?utf-8?q?hello=0Athere?=\r\nMessage-ID: <m@sender.test>\r\n\r\nbody\r\n";

    [Property(MaxTest = 200)]
    public Property The_fate_follows_from_the_record(bool listed, byte duplicate, bool loops, byte mode, byte first, byte second, bool diskFails)
    {
        var deliveryMode = (DeliveryMode)(mode % 3);
        Outcome[] outcomes = [Of(first), Of(second)];
        var decision = Decide(listed, duplicate % 4, loops, deliveryMode, outcomes, diskFails);
        var record = DecisionTrace.Of(decision, JourneyMails.Noon, TraceText.Plain);
        var fate = MailStory.Of("id1", Seqs.Of<TraceRecord>(record)).Fate.Word;
        Assert.That(Laitos.Domain.Status.MailFates.Words[Laitos.Domain.Status.MailFates.IndexOf(decision)], Is.EqualTo(record.Decision.Word), "each decision is counted under its word");
        return (fate == Expected(listed, duplicate % 4, loops, deliveryMode, outcomes, diskFails)).Label($"{decision.Verdict.GetType().Name} {decision.Reply}: {fate}");
    }

    /// Told by what went in, not by what came out.
    static string Expected(bool listed, int duplicate, bool loops, DeliveryMode mode, Outcome[] outcomes, bool diskFails) => 0 switch
    {
        _ when listed => "blocked",
        _ when duplicate == 1 => "repeated",
        _ when duplicate == 2 => "deferred",
        _ when loops => "refused",
        _ when mode == DeliveryMode.SpoolFirst => diskFails ? "deferred" : "waiting",
        _ when outcomes.All(outcome => outcome is Outcome.Delivered) => "delivered",
        _ when outcomes.All(outcome => outcome is Outcome.Failed) => "refused",
        _ when mode == DeliveryMode.NoSpool => outcomes.Any(outcome => outcome is Outcome.Deferred) ? "deferred" : "refused",
        _ when diskFails => "deferred",
        _ => outcomes.Any(outcome => outcome is Outcome.Deferred) ? "waiting" : "failed",
    };

    static Outcome Of(byte fate) => (fate % 3) switch
    {
        0 => new Outcome.Delivered(Reply.Of(250, 0, 0, "ok")),
        1 => new Outcome.Deferred(Reply.Of(451, 2, 1, "busy")),
        _ => new Outcome.Failed(Reply.Of(550, 1, 1, "unknown")),
    };

    static Decision Decide(bool listed, int duplicate, bool loops, DeliveryMode mode, Outcome[] outcomes, bool diskFails)
    {
        var policy = JourneyMails.Policy(RewriteStyle.Never, mode: mode);
        var arrival = JourneyMails.Arrival(loops ? $"{LoopMark.Name}: mx.example.com\r\n{Mail}" : Mail, answers: listed ? JourneyMails.Listed : JourneyMails.Welcome) with
        {
            Duplicate = duplicate switch { 1 => new Duplicate.Taken("id0"), 2 => new Duplicate.InProgress("id0"), _ => Option<Duplicate>.None },
        };
        var step = MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));
        while (true)
        {
            switch (step.Effects.Last)
            {
                case JourneyEffect.Finish(var decision):
                    return decision;
                case JourneyEffect.Deliver(var plan, _):
                    var report = new DeliveryReport(plan.Job.Recipients.Map((i, recipient) => (recipient, outcomes[i])).AsEnumerable().Gather());
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Attempted(new FirstAttempt.Ended(report), JourneyMails.Noon, 0.5));
                    break;
                case JourneyEffect.Store:
                    step = MailJourney.Advance(policy, step.Next, diskFails ? new JourneyInput.NotStored("broken", Full: false) : new JourneyInput.Stored());
                    break;
                case var other:
                    throw new InvalidOperationException(other.ToString());
            }
        }
    }

    [Test]
    public void The_record_tells_who_wrote_to_whom_on_one_line_each()
    {
        var record = DecisionTrace.Of(Decide(false, 0, false, DeliveryMode.CutThrough, [Of(0), Of(0)], false), JourneyMails.Noon + TimeSpan.FromSeconds(2), TraceText.Plain);
        Assert.That(record.Parties, Is.EqualTo(new TraceParties(
            "192.0.2.1", "client.test", "", "a@sender.test", Seqs.Of("x@example.com"), Seqs.Of("Alice@Author.test"), "hello\\nthere", "<m@sender.test>")));
        Assert.That(record.Decision.Took, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(record.Decision.Edits.ToString(), Does.Contain("Received").And.Contain(LoopMark.Name));
        Assert.That(record.Decision.Delivery.Destinations.Map(destination => $"{destination.Mailbox} {destination.Outcome} {destination.Reply}"), Is.EqualTo(new[] { "me@private.example Delivered 250 2.0.0 ok", "us@private.example Delivered 250 2.0.0 ok" }));
    }

    [Test]
    public void The_author_that_stands_in_is_told()
    {
        var arrival = JourneyMails.Arrival(Mail);
        var policy = JourneyMails.Policy();
        var need = new RewriteNeed.Refused("550 5.7.26 unauthenticated");
        var plan = Plan.Of(policy.Forwarding, new TransitMail(arrival.Trace(JourneyMails.Domain("mx.example.com")), arrival.Mail, arrival.Header), need, policy.Style.For(need, 42, policy.Forwarding.MailFrom));
        var report = DeliveryReport.Of(plan.Job, Of(0));
        var decision = DecisionTrace.Of(new Decision(arrival, new Verdict.Forwarded(plan, report), DeliveryReply.Of(report, "id1")), JourneyMails.Noon, TraceText.Plain).Decision;
        Assert.That(decision.Edits.AsEnumerable(), Has.Some.Matches("^From .*nodmarc-042").And.Some.Contains("octets left out or replaced"));
        Assert.That(decision.Facts.AsEnumerable(), Has.Some.EqualTo(("rewritten", "the relay refused the mail as it was: 550 5.7.26 unauthenticated")));
    }

    /// "Which lists were asked, and what did each say?"
    [Test]
    public void Every_list_is_told_with_its_answer()
    {
        var lists = new[] { Blocklist.Of("heavy.test", 2), Blocklist.Of("silent.test"), Blocklist.Of("clean.test"), Blocklist.Of("dead.test"), Blocklist.Of("w6bq2hx9p4tn7rk3vz5mcd.zen.test") };
        var health = lists.Aggregate(BlocklistHealth.Start(lists.Gather()), (all, list) => all with
        {
            States = all.States.Add(list.Zone, list.Zone == "dead.test" ? new ListHealth.SetAside("lists everybody", JourneyMails.Noon, JourneyMails.Noon, 1) : new ListHealth.Healthy(JourneyMails.Noon, JourneyMails.Noon)),
        });
        var verdict = new ScreeningVerdict(JourneyMails.Ip("192.0.2.1"), 3, Seqs.Of(new Listing(lists[0], Seqs.Of(JourneyMails.Ip("127.0.0.2")), "spam\r\nseen")), Seqs.Of(new ListFailure(lists[1], "no answer in time")));
        Assert.That(TraceScreening.Of(verdict, health, TraceText.Plain), Is.EqualTo(new TraceScreening(2, 3, Seqs.Of(
            new TraceListAnswer("heavy.test", ListAnswerKind.Listed, 2, "127.0.0.2 spam\\r\\nseen"),
            new TraceListAnswer("silent.test", ListAnswerKind.Silent, 1, "no answer in time"),
            new TraceListAnswer("clean.test", ListAnswerKind.Clean, 1, ""),
            new TraceListAnswer("dead.test", ListAnswerKind.SetAside, 1, "lists everybody"),
            new TraceListAnswer("***.zen.test", ListAnswerKind.Clean, 1, "")))));
        Assert.That(TraceScreening.Of(verdict with { Client = JourneyMails.Ip("2001:db8::1"), Listings = default, Failures = default }, health, TraceText.Plain).Lists.Map(list => list.Kind),
            Is.EqualTo(new[] { ListAnswerKind.NotAsked, ListAnswerKind.NotAsked, ListAnswerKind.NotAsked, ListAnswerKind.SetAside, ListAnswerKind.NotAsked }));
    }

    /// The cut must not leave half a password.
    [Property(MaxTest = 100)]
    public bool A_secret_of_the_settings_is_hidden_wherever_it_stands(byte before, byte after)
    {
        const string secret = "Qz7Kwx9Pm-and-more";
        var text = new TraceText(Redaction.Of(Seqs.Of(new Secret(secret))));
        var kept = text.Of(new string('x', before) + secret + new string('y', after), TraceText.SubjectLimit);
        return !Enumerable.Range(0, secret.Length - 4).Any(at => kept.Contains(secret.Substring(at, 5), StringComparison.Ordinal));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool Kept_text_is_one_line_and_bounded_and_well_formed(HostileText text)
    {
        var kept = TraceText.Plain.Of(text.Value, 50);
        return Printable.IsOneLine(kept) && kept.Length <= (6 * 50) + 1 && Printable.WellFormed(kept) == kept;
    }
}
