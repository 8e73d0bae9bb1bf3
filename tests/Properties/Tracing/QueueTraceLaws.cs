using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Queue;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Tracing;

/// <summary>What the queue does is told once, and what has become of a mail follows from it.</summary>
public class QueueTraceLaws
{
    static readonly QueuePolicy Policy = new(RetryPolicy.Standard, DiskRetry.Pause);

    MailQueue queue = MailQueue.Start(10);
    Seq<MailQueueEffect> effects;
    Seq<TraceRecord> records;
    Option<QueueItem> disk;
    Instant now = Entries.Noon;
    int attempts;

    /// The oracle is the list of what the relay said and the owner did.
    [Property(MaxTest = 100)]
    public Property The_fate_follows_from_the_records(byte[] turns)
    {
        Start();
        var (owed, failed, held, dropped, told) = (2, false, false, false, 0);
        foreach (var turn in turns.Take(30))
        {
            if (owed == 0 || dropped)
            {
                break;
            }

            switch (turn % 8)
            {
                case 0:
                    (held, told) = (true, told + 1);
                    Request(QueueRequest.Hold);
                    break;
                case 1:
                    (held, told) = (false, told + 1);
                    Request(QueueRequest.Release);
                    Attempt([.. Enumerable.Repeat(Entries.Busy, owed)]);
                    told++;
                    break;
                case 2 when turn > 128:
                    (dropped, told) = (true, told + 1);
                    Request(QueueRequest.Drop);
                    break;
                default:
                    // An attempt that the owner wants is made of a held mail too.
                    Request(QueueRequest.Retry);
                    var outcomes = Enumerable.Range(0, owed).Select(i => ((turn >> (2 * i)) & 3) switch { 0 => Entries.Took, 1 => Entries.Refused, _ => Entries.Busy }).ToArray();
                    (owed, failed, told) = (outcomes.Count(outcome => outcome is Outcome.Deferred), failed || outcomes.Any(outcome => outcome is Outcome.Failed), told + 1);
                    Attempt(outcomes);
                    break;
            }
        }

        var story = MailStory.Of("id1", records);
        var expected = dropped ? "dropped" : owed == 0 ? failed ? "failed" : "delivered" : told == 0 ? "unknown" : held ? "held" : "waiting";
        // Failing for the second destination after the first was delivered is a failure of the mail as a whole.
        return (story.Fate.Word == expected && story.Changes.Count == told).Label($"{expected}: {story.Fate}, {told} told, {story.Changes.Count} kept");
    }

    [Test]
    public void An_attempt_is_told_with_its_replies_and_what_comes_next()
    {
        Start();
        Request(QueueRequest.Retry);
        Attempt([Entries.Took, Entries.Busy]);
        Request(QueueRequest.Retry);
        Attempt([Entries.Took]);
        var changes = MailStory.Of("id1", records).Changes;
        Assert.That(changes.Map(change => change.Event), Is.EqualTo(new[] { "requeued", "delivered" }));
        Assert.That(changes[0].Delivery, Is.EqualTo(new TraceDelivery(
            Seqs.Of(new TraceDestination("me0@private.example", TraceOutcome.Delivered, "250 2.0.0 ok"), new TraceDestination("me1@private.example", TraceOutcome.Owed, "450 4.2.1 busy")),
            1, changes[0].Delivery.Due, Option<string>.None)));
        Assert.That(changes[0].Delivery.Due.IsSome);
        Assert.That(changes[1].Delivery.Destinations.Map(destination => destination.Mailbox), Is.EqualTo(new[] { "me1@private.example" }), "who had it already was not attempted");
    }

    [Test]
    public void A_notice_is_told_with_the_mail_that_it_is_about()
    {
        var about = Entries.Fresh() with { Destinations = Seqs.Of(new Destination(Entries.Mailbox("me0@private.example"), new DestinationState.Failed(Laitos.Domain.Smtp.Reply.Of(550, 1, 1, "unknown"), Entries.Noon))) };
        var policy = new NoticePolicy(DomainOf("mx.example.com"), Entries.Mailbox("f@own.example"), Entries.Mailbox("boss@own.example"), Seqs.Of(Entries.Mailbox("boss@own.example")));
        var notice = NoticeMail.Of(policy, RetryPolicy.Standard, new Notice(NoticeKind.Failure, about, about.Destinations, Entries.Noon), ("n1", "n2"), Entries.Noon).Head.Entry;
        var stored = new MailQueueInput.Stored(Seqs.Of(about, notice), Option<string>.None, Entries.Noon);
        Assert.That(QueueTrace.IsTold(stored, default));
        var kept = QueueTrace.Of(stored, default, TraceText.Plain);
        var own = (TraceRecord.OwnMail)kept.Head;
        Assert.That(kept.Count, Is.EqualTo(1), "a mail that was received is told by its decision");
        Assert.That((own.Id, own.Kind, own.Recipients.Head), Is.EqualTo(("n1", "notice-to-owner", "boss@own.example")));
        Assert.That(MailStory.Of("id1", kept).Notices.Map(told => told.Id), Is.EqualTo(new[] { "n1" }));
    }

    static Laitos.Domain.Addresses.DomainName DomainOf(string text) => Laitos.Domain.Addresses.DomainName.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    void Start()
    {
        (queue, effects, records, now, attempts) = (MailQueue.Start(10), default, default, Entries.Noon, 0);
        Feed(new MailQueueInput.Begun(0, now));
        Feed(new MailQueueInput.PhaseBegan(QueuePhase.Open, now));
        Feed(new MailQueueInput.Stored(Seqs.Of(Entries.Fresh(2) with { Due = now + TimeSpan.FromMinutes(1) }), Option<string>.None, now));
    }

    void Request(QueueRequest request)
    {
        now += TimeSpan.FromSeconds(5);
        Feed(new MailQueueInput.Requested(Seqs.Of(new OwnerRequest(++attempts, "id1", request.Format())), now));
    }

    /// The attempt that is under way ends so, for those who are still owed the mail.
    void Attempt(Outcome[] outcomes)
    {
        now += TimeSpan.FromSeconds(5);
        var job = effects.AsEnumerable().OfType<MailQueueEffect.Attempt>().Last().Job;
        Feed(new MailQueueInput.Attempted("id1", new DeliveryReport(job.Recipients.Map((i, recipient) => (recipient, outcomes[i])).AsEnumerable().Gather()), now, 0.5));
    }

    /// What is to be brought to the disk is there at once, and what is looked for there is found.
    void Feed(MailQueueInput input)
    {
        var step = MailQueueProcess.Advance(Policy, queue, input);
        (queue, effects) = (step.Next, effects.Then(step.Effects));
        var told = QueueTrace.Of(input, step.Effects, TraceText.Plain);
        Assert.That(QueueTrace.IsTold(input, step.Effects) || told.IsEmpty, "what is not told comes to no record");
        records = records.Then(told);
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case MailQueueEffect.Change change:
                    disk = change is MailQueueEffect.Remove ? Option<QueueItem>.None : new QueueItem(change.Entry.Id, change.Entry);
                    Feed(new MailQueueInput.Written(change.Entry.Id, new WriteOutcome.Stored(), now));
                    break;
                case MailQueueEffect.Find(var id):
                    Feed(new MailQueueInput.Found(id, disk, now));
                    break;
            }
        }
    }
}
