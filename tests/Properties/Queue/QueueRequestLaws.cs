using Laitos.Domain.Queue;

namespace Laitos.Properties.Queue;

/// <summary>What the owner requests of an entry: heard in its turn, and fulfilled once its effect is on disk.</summary>
public class QueueRequestLaws
{
    static Instant Noon => Entries.Noon;

    [TestCase("hold")]
    [TestCase("no such verb")]
    public void A_request_about_an_entry_that_is_not_there_is_fulfilled(string verb)
    {
        var request = new OwnerRequest(1, "id9", verb);
        var course = new QueueCourse().Feed(new MailQueueInput.Requested(Seqs.Of(request), Noon));
        Assert.That(course.Last(), Is.EqualTo(new MailQueueEffect.Find("id9")));
        course.Feed(new MailQueueInput.Found("id9", Option<QueueItem>.None, Noon));
        Assert.That((course.Last(), course.Queue.Count), Is.EqualTo(((MailQueueEffect)new MailQueueEffect.CompleteRequest(request), 0L)));
    }

    /// Completing a request takes those before it off the disk, too: a crash must not lose a retry that waits for its turn.
    [Test]
    public void A_verb_that_nobody_knows_is_fulfilled_in_its_turn()
    {
        var entry = Entries.Fresh() with { Due = Noon + TimeSpan.FromHours(1) };
        var (retry, odd) = (new OwnerRequest(1, entry.Id, "retry"), new OwnerRequest(2, entry.Id, "no such verb"));
        var course = new QueueCourse().Take(entry).Feed(new MailQueueInput.Requested(Seqs.Of(retry, odd), Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.CompleteRequest>(), Is.Empty);
        course.Feed(QueueCourse.Report(entry, Entries.Took)).Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.CompleteRequest>().Select(effect => effect.Request.Number), Does.Contain(2L));
    }

    [Test]
    public void A_request_is_heard_while_its_entry_waits_and_fulfilled_once_its_effect_is_on_disk()
    {
        var (entry, request) = (Entries.Fresh(), new OwnerRequest(1, "id1", "hold"));
        var course = new QueueCourse().Take(entry).Feed(new MailQueueInput.Requested(Seqs.Of(request), Noon)).Feed(QueueCourse.Report(entry, Entries.Busy));
        Assert.That(course.Last(), Is.InstanceOf<MailQueueEffect.Save>().With.Property("Entry").Property("Held").EqualTo(Option<string>.None), "the report comes first");
        course.Feed(new MailQueueInput.Written("id1", new WriteOutcome.Stored(), Noon));
        Assert.That(course.Last(), Is.InstanceOf<MailQueueEffect.Save>().With.Property("Entry").Property("Held").EqualTo(Option<string>.Some(QueueRequests.HeldByOwner)));
        Assert.That(course.Effects.OfType<MailQueueEffect.CompleteRequest>(), Is.Empty);
        Assert.That(course.Feed(new MailQueueInput.Written("id1", new WriteOutcome.Stored(), Noon)).Effects, Has.Some.EqualTo(new MailQueueEffect.CompleteRequest(request)));
        Assert.That(course.Feed(new MailQueueInput.Requested(Seqs.Of(request), Noon)).Effects.OfType<MailQueueEffect.CompleteRequest>().ToArray(), Has.Length.EqualTo(1), "heard again, it is not done again");
    }
}
