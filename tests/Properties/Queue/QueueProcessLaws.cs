using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>The life of an entry.</summary>
public class QueueProcessLaws
{
    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 1000)]
    public Property A_mail_lives_as_the_model_says(QueueHistory history) => Agrees(history, EntryKind.Mail);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public Property A_notice_to_the_owner_lives_as_the_model_says(QueueHistory history) => Agrees(history, EntryKind.NoticeToOwner);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public Property A_notice_to_the_sender_lives_as_the_model_says(QueueHistory history) => Agrees(history, EntryKind.NoticeToSender);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public Property A_mail_about_a_command_lives_as_the_model_says(QueueHistory history) => Agrees(history, EntryKind.Reply);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 500)]
    public bool Each_destination_is_owed_or_delivered_or_failed_and_reported_once(QueueHistory history)
    {
        var world = new QueueWorld(4, EntryKind.Mail).Live(history);
        var reported = world.Notices.Where(notice => notice.Kind == NoticeKind.Failure).SelectMany(notice => notice.Concerned.AsEnumerable()).Select(destination => destination.Mailbox.ToString()).ToArray();
        var failed = world.Model.Select((word, i) => (word, i)).Where(item => item.word == "failed").Select(item => $"me{item.i}@private.example");
        return reported.Order().SequenceEqual(failed.Order());
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public bool The_queue_drains_when_the_world_heals(QueueHistory history)
    {
        var world = new QueueWorld(3, EntryKind.Mail).Live(new QueueHistory([.. history.Happenings, new QueueTurn(0, 4, [], 0)])).Drain(_ => Entries.Took);
        return !world.IsStored && world.Complaints.Count == 0;
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 100)]
    public bool A_mail_that_nobody_takes_is_given_up_when_it_expires(byte jitter)
    {
        var world = new QueueWorld(2, EntryKind.Mail).Drain(_ => Entries.Busy, jitter / 255.0);
        var last = world.Notices[^1];
        return !world.IsStored && last.Kind == NoticeKind.Failure && last.At == Entries.Noon + TimeSpan.FromDays(3) && last.IsTotal
            && world.Notices.Count(notice => notice.Kind == NoticeKind.Delay) == 1 && world.Complaints.Count == 0;
    }

    [Test]
    public void A_notice_that_cannot_be_delivered_is_kept_and_says_why()
    {
        var world = new QueueWorld(1, EntryKind.NoticeToOwner).Drain(_ => Entries.Refused);
        Assert.That(world.IsStored, Is.True);
        Assert.That(world.Entry.Held.IfNone(""), Is.EqualTo("this notice cannot be delivered: 550 5.1.1 unknown"));
        Assert.That(world.Entry.LastReply.IsSome, Is.True);
    }

    [Test]
    public void A_mail_that_is_refused_for_lack_of_authentication_is_tried_once_more_in_its_other_form_and_then_fails()
    {
        var world = new QueueWorld(2, EntryKind.Mail).Drain(_ => Entries.Unproven);
        Assert.That((world.IsStored, world.Complaints.Count, world.Entry.Attempts, world.Entry.LastReply.IsNone), Is.EqualTo((false, 0, 2, true)));
        Assert.That(world.Notices.Single(), Is.Not.Null.And.Matches<Notice>(notice => notice is { Kind: NoticeKind.Failure, IsTotal: true }));
        Assert.That(world.Entry.Grounds.Last, Is.EqualTo(("rewritten", "the relay refused the mail as it was: 550 5.7.26 unauthenticated")));
    }

    [Test]
    public void A_mail_dropped_by_its_owner_is_gone_without_a_notice()
    {
        var step = QueueProcess.Advance(Entries.Policy, new QueueState.Attempting(Entries.Fresh()), new QueueInput.Drop(Entries.Noon));
        Assert.That(step.Effects.Head, Is.EqualTo(new QueueEffect.Remove(Entries.Fresh(), Option<Notice>.None)));
        Assert.That(
            QueueProcess.Advance(Entries.Policy, step.Next, new QueueInput.Attempted(Entries.Report(Entries.Busy), Entries.Noon, 0)).Effects,
            Is.EqualTo(Seqs.Of<QueueEffect>(new QueueEffect.End())));
    }

    [Test]
    public void An_interrupted_attempt_fails_nobody_even_past_the_time_to_live()
    {
        var late = Entries.Noon + TimeSpan.FromDays(9);
        var step = QueueProcess.Advance(Entries.Policy, new QueueState.Attempting(Entries.Fresh()), new QueueInput.Interrupted(late));
        Assert.That(step.Next, Is.InstanceOf<QueueState.Waiting>());
        Assert.That(((QueueState.Waiting)step.Next).Entry.Due, Is.EqualTo(late + TimeSpan.FromMinutes(1)));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool A_damaged_mail_is_held_and_told_once_whatever_is_owed(QueueEntry entry, bool isAttempting)
    {
        QueueState state = isAttempting ? new QueueState.Attempting(entry) : new QueueState.Waiting(entry);
        var step = QueueProcess.Advance(Entries.Policy, state, new QueueInput.Damaged("the file is\r\nshort", Entries.Noon));
        var told = step.Effects.Head is QueueEffect.Save(_, var notice) ? notice : Option<Notice>.None;
        var isTold = entry.Held.IsNone && entry.Kind is EntryKind.Mail or EntryKind.Reply;
        return step is { Next: QueueState.Waiting { Entry: { Held: { IsSome: true } } after } }
            && step.Effects.Last is QueueEffect.AwaitOwner
            && after.Destinations == entry.Destinations && (entry.Held.IsNone || after.Held == entry.Held)
            && told.IsSome == isTold
            && told.ForAll(one => one.Kind == NoticeKind.Damage && one.About == after && one.Concerned.Map(destination => destination.Mailbox) == entry.Owed);
    }

    [Test]
    public void A_report_about_strangers_changes_nobody()
    {
        var report = new DeliveryReport(Seqs.Of<(Domain.Addresses.Mailbox, Outcome)>((Entries.Mailbox("x@else.where"), Entries.Refused)));
        var step = QueueProcess.Advance(Entries.Policy, new QueueState.Attempting(Entries.Fresh()), new QueueInput.Attempted(report, Entries.Noon, 0));
        Assert.That(((QueueState.Waiting)step.Next).Entry.Destinations, Is.EqualTo(Entries.Fresh().Destinations));
    }

    static Property Agrees(QueueHistory history, EntryKind kind)
    {
        var world = new QueueWorld(4, kind).Live(history);
        return (world.Complaints.Count == 0).Label(string.Join("; ", world.Complaints))
            .Classify(!world.IsStored, "settled").Classify(world.Notices.Count > 0, "with notices").Classify(world.IsStored && world.Entry.Held.IsSome, "held").Classify(world.IsChanged, "with another author's address");
    }
}
