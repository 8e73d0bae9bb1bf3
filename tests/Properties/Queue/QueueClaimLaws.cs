using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>The queue of a daemon that shares its spool, by example; the simulation lets several of them live through whole histories.</summary>
public class QueueClaimLaws
{
    static readonly QueuePolicy Policy = new(RetryPolicy.Standard, TimeSpan.FromSeconds(10));

    static Instant Noon => Entries.Noon;

    [Test]
    public void Nothing_is_claimed_or_attempted_unless_the_lease_holds()
    {
        var entry = Entries.Fresh();
        var course = new Course(isLeased: false).Store(entry);
        Assert.That(course.Effects, Is.Empty);
        course.Feed(new MailQueueInput.Leased(Noon, Noon));
        Assert.That(course.Effects, Is.Empty, "it is over at that moment");
        course.Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromSeconds(1), Noon));
        Assert.That(course.Effects.Select(effect => effect.GetType()), Is.EquivalentTo(new[] { typeof(MailQueueEffect.Attempt), typeof(MailQueueEffect.ClaimDue) }));
    }

    [Test]
    public void What_rests_is_let_go_of_with_the_write_and_what_is_due_at_once_is_not()
    {
        var entry = Entries.Fresh();
        var course = new Course().Store(entry).Feed(Report(entry, Entries.Busy));
        Assert.That(course.Last<MailQueueEffect.Save>() is { Claim: Course.Claim, IsReleased: true });
        course.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon));
        Assert.That(course.Queue.Entries, Is.Empty, "others may work on it");
    }

    [Test]
    public void What_was_claimed_and_is_not_due_by_the_daemons_own_clock_is_let_go_of()
    {
        var early = Entries.Fresh() with { Due = Noon + TimeSpan.FromHours(1), Attempts = 1 };
        var course = new Course().Claimed(early);
        Assert.That(course.Last<MailQueueEffect.Release>() is { Claim: Course.Claim });
        Assert.That(course.Effects.OfType<MailQueueEffect.Attempt>(), Is.Empty);
    }

    [Test]
    public void What_was_claimed_and_cannot_be_read_is_set_aside()
    {
        var course = new Course().Feed(new MailQueueInput.Claimed(Seqs.Of(new QueueItem("id9", SyntaxError.At("a whole row", "a damaged one"))), Course.Claim, Option<Instant>.None, Noon));
        Assert.That((course.Last<MailQueueEffect.SetAside>(), course.Queue.Entries.Count), Is.EqualTo((new MailQueueEffect.SetAside("id9", Course.Claim), 0)));
    }

    [Test]
    public void A_claim_that_comes_back_after_it_was_lost_is_nobodys()
    {
        var entry = Entries.Fresh();
        var course = new Course().Feed(new MailQueueInput.ClaimsLost(Course.Claim, Noon)).Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon)).Claimed(entry).Store(entry with { Id = "id2" });
        Assert.That((course.Queue.Entries.Count, course.Effects.OfType<MailQueueEffect.Attempt>().Count()), Is.EqualTo((0, 0)));
    }

    [Test]
    public void What_was_lost_while_it_was_attempted_is_claimed_anew_and_looked_at_once_its_outcome_is_refused()
    {
        var entry = Entries.Fresh();
        var course = new Course().Store(entry).Feed(new MailQueueInput.ClaimsLost(Course.Claim, Noon)).Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon)).Claimed(entry, Course.Claim + 1);
        Assert.That(course.Effects.OfType<MailQueueEffect.Attempt>().Count(), Is.EqualTo(1), "one at a time");
        course.Feed(Report(entry, Entries.Took));
        Assert.That(course.Last<MailQueueEffect.Remove>() is { Claim: Course.Claim }, "under the claim that it had");
        course.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Gone(), Noon));
        Assert.That(course.Last<MailQueueEffect.Find>() is { Id: var id } && id == entry.Id);
        course.Feed(new MailQueueInput.Found(entry.Id, new QueueItem(entry.Id, entry), Noon) { Claim = Course.Claim + 1, LaidDown = Option<Seq<long>>.Some(default) });
        Assert.That(course.Effects.OfType<MailQueueEffect.Attempt>().Count(), Is.EqualTo(2));
    }

    /// It lay in the spool, claimed by a daemon that did not know it, for as long as the daemon ran.
    [Test]
    public void What_was_let_go_of_and_is_claimed_again_before_that_is_told_is_looked_for()
    {
        foreach (var outcome in new WriteOutcome[] { new WriteOutcome.Stored(), new WriteOutcome.Gone() })
        {
            var entry = Entries.Fresh();
            var course = new Course().Store(entry).Feed(Report(entry, Entries.Busy));
            course.Claimed(course.Last<MailQueueEffect.Save>().Entry).Feed(new MailQueueInput.Written(entry.Id, outcome, Noon));
            Assert.That(course.Last<MailQueueEffect.Find>().Id, Is.EqualTo(entry.Id), $"{outcome}");
        }
    }

    [Test]
    public void What_is_claimed_before_it_is_told_to_be_stored_is_looked_for()
    {
        var entry = Entries.Fresh();
        Course Begun() => new Course().Feed(new MailQueueInput.Storing(Seqs.Of(entry.Id), Noon)).Feed(new MailQueueInput.ClaimsLost(Course.Claim, Noon)).Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon)).Claimed(entry, Course.Claim + 1);
        var stored = new MailQueueInput.Stored(Seqs.Of(entry), Option<string>.None, Noon) { Claim = Course.Claim };
        Assert.That(Begun().Feed(stored).Last<MailQueueEffect.Find>().Id, Is.EqualTo(entry.Id));
        Assert.That(Begun().Feed(new MailQueueInput.NotStored(Seqs.Of(entry.Id), Noon)).Last<MailQueueEffect.Find>().Id, Is.EqualTo(entry.Id), "told to have failed, and made");
        var delivered = Begun().Feed(stored with { UnderWay = entry.Id }).Feed(Report(entry, Entries.Took)).Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Gone(), Noon));
        Assert.That(delivered.Last<MailQueueEffect.Find>().Id, Is.EqualTo(entry.Id), "its first attempt was under way");
    }

    [Test]
    public void What_was_written_before_its_claim_was_lost_and_told_afterwards_is_not_attempted()
    {
        var entry = Entries.Fresh() with { AuthorChange = Entries.Change };
        var course = new Course().Store(entry).Feed(Report(entry, Entries.Unproven)).Feed(new MailQueueInput.ClaimsLost(Course.Claim, Noon)).Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon));
        Assert.That(course.Last<MailQueueEffect.Save>().IsReleased, Is.False, "it is due at once, with another author's address");
        course.Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Stored(), Noon));
        Assert.That((course.Queue.Entries.Count, course.Effects.OfType<MailQueueEffect.Attempt>().Count()), Is.EqualTo((0, 1)));
    }

    [Test]
    public void A_request_about_a_mail_that_another_works_on_waits_and_is_not_fulfilled_twice()
    {
        var course = new Course().Feed(new MailQueueInput.Requested(Seqs.Of(new OwnerRequest(1, "id1", "drop")), Noon)).Feed(new MailQueueInput.Elsewhere("id1", Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.Find>().Count(), Is.EqualTo(1));
        course.Feed(new MailQueueInput.TimerElapsed(Noon + Policy.DiskPause));
        Assert.That(course.Effects.OfType<MailQueueEffect.Find>().Count(), Is.EqualTo(2));
        course.Feed(new MailQueueInput.Found("id1", new QueueItem("id1", Entries.Fresh()), Noon) { Claim = Course.Claim, LaidDown = Option<Seq<long>>.Some(default) });
        Assert.That(course.Effects.OfType<MailQueueEffect.Remove>(), Is.Empty, "the other has done what was requested meanwhile");
    }

    [Test]
    public void When_the_spool_works_again_outcomes_are_written_before_anything_is_attempted()
    {
        var entry = Entries.Fresh();
        var course = new Course().Store(entry).Feed(Report(entry, Entries.Took)).Feed(new MailQueueInput.Leased(Noon, Noon)).Feed(new MailQueueInput.Written(entry.Id, new WriteOutcome.Failed("away"), Noon)).Store(entry with { Id = "id2" });
        var before = course.Effects.Count;
        course.Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon));
        Assert.That(course.Effects.Skip(before).First(), Is.InstanceOf<MailQueueEffect.Remove>());
    }

    [Test]
    public void When_the_spool_works_again_what_others_let_go_of_meanwhile_is_claimed_at_once()
    {
        var course = new Course().Feed(new MailQueueInput.Claimed(default, Course.Claim, Option<Instant>.None, Noon)).Feed(new MailQueueInput.Leased(Noon, Noon));
        Assert.That(course.Effects.OfType<MailQueueEffect.ClaimDue>().Count(), Is.EqualTo(1));
        course.Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon + TimeSpan.FromSeconds(1)));
        Assert.That(course.Effects.OfType<MailQueueEffect.ClaimDue>().Count(), Is.EqualTo(2));
    }

    /// By the server's clock, whatever the daemon's says: the daemon stops relying on a lease before it can be taken away.
    [Property]
    public bool A_lease_is_relied_on_no_longer_than_the_server_keeps_it(ushort length, short skew, ushort sent)
    {
        var (policy, server) = (new LeasePolicy(TimeSpan.FromSeconds(1 + length)), Noon);
        var asked = server + TimeSpan.FromSeconds(skew);
        var granted = server + TimeSpan.FromMilliseconds(sent);
        return policy.ReliedOnUntil(asked) + TimeSpan.FromSeconds(-skew) < granted + policy.Length && policy.RenewedEach * 2 < policy.ReliedOnUntil(asked) - asked;
    }

    static MailQueueInput.Attempted Report(QueueEntry entry, Outcome outcome) =>
        new(entry.Id, new DeliveryReport(entry.Owed.Map(recipient => (recipient, outcome))), Noon, 0.5);

    sealed class Course
    {
        public const long Claim = 5;

        public Course(bool isLeased = true)
        {
            Feed(new MailQueueInput.PhaseBegan(QueuePhase.Open, Noon));
            _ = isLeased ? Feed(new MailQueueInput.Leased(Noon + TimeSpan.FromMinutes(1), Noon)) : this;
        }

        public MailQueue Queue { get; private set; } = MailQueue.StartShared(connections: 2);

        public List<MailQueueEffect> Effects { get; } = [];

        public Course Feed(MailQueueInput input)
        {
            (Queue, var effects) = MailQueueProcess.Advance(Policy, Queue, input);
            Effects.AddRange(effects.AsEnumerable());
            return this;
        }

        public Course Store(QueueEntry entry) =>
            Feed(new MailQueueInput.Storing(Seqs.Of(entry.Id), Noon)).Feed(new MailQueueInput.Stored(Seqs.Of(entry), Option<string>.None, Noon) { Claim = Claim });

        public Course Claimed(QueueEntry entry, long claim = Claim) => Feed(new MailQueueInput.Claimed(Seqs.Of(new QueueItem(entry.Id, entry)), claim, Option<Instant>.None, Noon));

        public T Last<T>()
            where T : MailQueueEffect => Effects.OfType<T>().Last();
    }
}
