using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>The queue of a running daemon, by example; the simulation drives it through whole histories.</summary>
public class MailQueueLaws
{
    static Instant Noon => Entries.Noon;

    [TestCase(false, TestName = "A_mail_that_is_found_on_the_disk_while_it_is_taken_is_attempted_once")]
    [TestCase(true, TestName = "A_mail_that_is_found_on_the_disk_after_it_was_taken_is_attempted_once")]
    public void An_entry_has_one_driver(bool isTakenFirst)
    {
        var entry = Entries.Fresh();
        MailQueueInput found = new MailQueueInput.Loaded(Seqs.Of(new QueueItem(entry.Id, entry)), Option<ScheduledEntry>.None, Noon);
        MailQueueInput taken = new MailQueueInput.Stored(Seqs.Of(entry), Option<string>.None, Noon);
        var all = new QueueCourse(entries: 1).Feed(new MailQueueInput.Storing(Seqs.Of(entry.Id), Noon)).Feed(isTakenFirst ? taken : found).Feed(isTakenFirst ? found : taken).Feed(found);
        Assert.That(all.Effects.OfType<MailQueueEffect.Attempt>().ToArray(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_mail_whose_first_attempt_goes_on_is_not_attempted_beside_it()
    {
        var entry = Entries.Fresh();
        var taken = new QueueCourse().Feed(new MailQueueInput.Storing(Seqs.Of(entry.Id), Noon)).Feed(new MailQueueInput.Stored(Seqs.Of(entry), entry.Id, Noon))
            .Feed(new MailQueueInput.TimerElapsed(Noon + TimeSpan.FromDays(1)));
        Assert.That(taken.Effects, Is.Empty);
        Assert.That(taken.Feed(QueueCourse.Report(entry, Entries.Took)).Last(), Is.InstanceOf<MailQueueEffect.Remove>());
    }

    [Test]
    public void A_mail_that_could_not_be_stored_is_forgotten()
    {
        var withdrawn = new QueueCourse().Feed(new MailQueueInput.Storing(Seqs.Of("id1"), Noon)).Feed(new MailQueueInput.NotStored(Seqs.Of("id1"), Noon));
        Assert.That((withdrawn.Queue.Count, withdrawn.Effects.Count), Is.EqualTo((0L, 0)));
    }

    [Test]
    public void An_entry_that_has_gone_from_the_disk_is_settled_and_not_tried_again()
    {
        var entry = Entries.Fresh();
        var gone = new QueueCourse().Take(entry).Feed(new MailQueueInput.Unreadable(entry.Id, "there is no such mail", Noon, 0.5));
        Assert.That(gone.Last(), Is.InstanceOf<MailQueueEffect.Save>());
        var before = gone.Effects.Count;
        gone.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Gone(), Noon));
        Assert.That(gone.Queue.Count, Is.EqualTo(0));
        Assert.That(gone.Effects.Skip(before).ToArray(), Has.None.Matches<MailQueueEffect>(effect => effect is MailQueueEffect.Change or MailQueueEffect.SetTimer or MailQueueEffect.Attempt));
    }

    [Test]
    public void A_mail_that_is_damaged_on_the_disk_is_held_with_a_notice_and_not_tried_again()
    {
        var entry = Entries.Fresh();
        var damaged = new QueueCourse().Take(entry).Feed(new MailQueueInput.Damaged(entry.Id, "the file is short", Noon));
        Assert.That(damaged.Last() is MailQueueEffect.Save { Entry.Held.IsSome: true, Notice.IsSome: true });
        damaged.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon)).Feed(new MailQueueInput.TimerElapsed(Noon + TimeSpan.FromDays(1)));
        Assert.That(damaged.Queue.Count, Is.EqualTo(1));
        Assert.That(damaged.Effects.Count(effect => effect is MailQueueEffect.Attempt), Is.EqualTo(1));
    }

    [Test]
    public void A_disk_that_fails_is_tried_after_a_pause_and_read_again_once_it_works()
    {
        var entry = Entries.Fresh();
        var failing = new QueueCourse().Take(entry).Feed(QueueCourse.Report(entry, Entries.Took)).Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Failed("EIO"), Noon));
        Assert.That(failing.Last(), Is.EqualTo(new MailQueueEffect.SetTimer(Noon + TimeSpan.FromSeconds(10))));
        failing.Feed(new MailQueueInput.TimerElapsed(Noon + TimeSpan.FromSeconds(10)));
        Assert.That(failing.Last(), Is.InstanceOf<MailQueueEffect.Remove>());
        failing.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon + TimeSpan.FromSeconds(11)));
        Assert.That(failing.Last(), Is.EqualTo(new MailQueueEffect.Load(ScheduledEntry.First, QueueCourse.Policy.Batch)));
        Assert.That(failing.Queue.Count, Is.EqualTo(0));
    }

    [Test]
    public void The_report_of_an_attempt_is_written_down_while_the_daemon_goes_down_and_it_ends_after_that()
    {
        var entry = Entries.Fresh();
        var course = new QueueCourse().Take(entry).Feed(new MailQueueInput.PhaseBegan(QueuePhase.Stopping, Noon)).Feed(new MailQueueInput.PhaseBegan(QueuePhase.Draining, Noon))
            .Feed(new MailQueueInput.PhaseBegan(QueuePhase.Abandoning, Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.End>(), Is.Empty);
        course.Feed(QueueCourse.Report(entry, Entries.Busy));
        Assert.That(course.Last(), Is.InstanceOf<MailQueueEffect.Save>().With.Property("Entry").Property("Attempts").EqualTo(1));
        Assert.That(course.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon)).Last(), Is.InstanceOf<MailQueueEffect.End>());
    }

    [Test]
    public void Going_down_no_attempt_begins()
    {
        var course = new QueueCourse().Feed(new MailQueueInput.PhaseBegan(QueuePhase.Stopping, Noon));
        Assert.That(course.Take(Entries.Fresh()).Effects.OfType<MailQueueEffect.Attempt>(), Is.Empty);
    }

    [Test]
    public void Before_the_daemon_is_open_nothing_is_attempted_and_then_everything_that_is_due()
    {
        var entry = Entries.Fresh();
        var course = new QueueCourse(entries: 1, isOpen: false).Feed(new MailQueueInput.Loaded(Seqs.Of(new QueueItem(entry.Id, entry)), Option<ScheduledEntry>.None, Noon)).Feed(new MailQueueInput.TimerElapsed(Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.Attempt>(), Is.Empty);
        Assert.That(course.Feed(new MailQueueInput.PhaseBegan(QueuePhase.Open, Noon)).Last(), Is.InstanceOf<MailQueueEffect.Attempt>());
    }

    [Test]
    public void The_mail_that_was_accepted_first_has_the_first_turn()
    {
        var mails = Enumerable.Range(0, 50).Select(i => Entries.Fresh() with { Id = $"id{i}", AcceptedAt = Noon + -TimeSpan.FromMinutes((i * 7) % 50) }).ToArray();
        var course = new QueueCourse(entries: 50).Feed(new MailQueueInput.Loaded(mails.Select(mail => new QueueItem(mail.Id, mail)).Gather(), Option<ScheduledEntry>.None, Noon));
        var order = new List<Instant>();
        for (var at = 0; at < course.Effects.Count; at++)
        {
            if (course.Effects[at] is MailQueueEffect.Attempt(var id, _, _) && mails.Single(mail => mail.Id == id) is var mail)
            {
                order.Add(mail.AcceptedAt);
                course.Feed(QueueCourse.Report(mail, Entries.Took));
            }
        }

        Assert.That(order, Has.Count.EqualTo(50));
        Assert.That(order, Is.Ordered);
    }

    /// More waits than there is room for, and mail goes on coming: what lies on disk is not passed over.
    [Test]
    public void Mail_that_comes_waits_behind_what_lies_on_disk()
    {
        const int Waiting = 40, Coming = 40;
        var disk = Enumerable.Range(0, Waiting).Select(i => Entries.Fresh() with { Id = $"a{i:00}", AcceptedAt = Noon + -TimeSpan.FromMinutes(100 - i), Due = Noon + -TimeSpan.FromMinutes(100 - i) })
            .ToDictionary(entry => entry.Id);
        var (course, order, come) = (new QueueCourse(Waiting, room: 8), new List<string>(), 0);
        for (var at = 0; at < course.Effects.Count; at++)
        {
            switch (course.Effects[at])
            {
                case MailQueueEffect.Load(var from, var most):
                    var behind = disk.Values.Where(entry => entry.Place >= from).OrderBy(entry => entry.Due.UnixMilliseconds).ThenBy(entry => entry.Id, StringComparer.Ordinal).ToArray();
                    course.Feed(new MailQueueInput.Loaded(
                        behind.Take(most).Select(entry => new QueueItem(entry.Id, entry)).Gather(), behind.Length > most ? behind[most].Place : Option<ScheduledEntry>.None, Noon));
                    break;
                case MailQueueEffect.Attempt { Id: var id }:
                    order.Add(id);
                    if (come < Coming)
                    {
                        var fresh = Entries.Fresh() with { Id = $"b{come++:00}" };
                        disk[fresh.Id] = fresh;
                        course.Take(fresh);
                    }

                    course.Feed(QueueCourse.Report(disk[id], Entries.Took));
                    break;
                case MailQueueEffect.Remove(var entry, _):
                    disk.Remove(entry.Id);
                    course.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon));
                    break;
            }

            Assert.That(course.Queue.Waiting, Is.LessThanOrEqualTo(8));
        }

        Assert.That(order, Has.Count.EqualTo(Waiting + Coming));
        Assert.That(order, Is.Ordered);
        Assert.That(course.Queue.Count, Is.Zero);
    }

    [Test]
    public void An_entry_that_is_to_be_tried_keeps_no_others_in_memory()
    {
        var course = new QueueCourse(room: 4);
        for (var mail = 1; mail <= 2; mail++)
        {
            course.Take(Entries.Fresh() with { Id = $"attempted{mail}" });
        }

        var wanted = Entries.Fresh() with { Id = "wanted", AcceptedAt = Noon + TimeSpan.FromHours(1) };
        course.Feed(new MailQueueInput.Requested(Seqs.Of(new OwnerRequest(1, wanted.Id, "retry")), Noon)).Feed(new MailQueueInput.Found(wanted.Id, new QueueItem(wanted.Id, wanted), Noon));
        for (var mail = 1; mail <= 20; mail++)
        {
            course.Take(Entries.Fresh() with { Id = $"id{mail}", AcceptedAt = Noon + TimeSpan.FromSeconds(mail) });
        }

        Assert.That((course.Queue.Waiting, course.Queue.Entries.ContainsKey(wanted.Id)), Is.EqualTo((4, true)));
    }

    [Test]
    public void The_queue_takes_no_more_memory_for_having_worked_long()
    {
        var course = new QueueCourse();
        Send(course, 1000);
        var (early, late) = (Cost(() => Send(course, 1000)), 0L);
        Send(course, 20_000);
        late = Cost(() => Send(course, 1000));
        Assert.That(course.Queue.Count, Is.EqualTo(0));
        Assert.That(late, Is.LessThan(early * 1.2));
    }

    static void Send(QueueCourse course, int times)
    {
        for (var i = 0; i < times; i++)
        {
            course.Effects.Clear();
            course.Take(Entries.Fresh()).Feed(QueueCourse.Report(Entries.Fresh(), Entries.Took)).Feed(new MailQueueInput.Written("id1", new WriteOutcome.Stored(), Noon));
        }
    }

    static long Cost(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
