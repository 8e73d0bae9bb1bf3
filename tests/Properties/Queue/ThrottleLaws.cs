using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>How hard a relay is pressed.</summary>
public class ThrottleLaws
{
    static readonly DeliveryReport Well = Entries.Report(Entries.Took);
    static readonly DeliveryReport Less = Entries.Report(new Outcome.Deferred(Reply.Of(421, 7, 0, "unusual rate")));

    [Property(MaxTest = 500)]
    public bool Never_more_than_the_limit_are_under_way_and_some_always_get_through(byte[] events, byte most)
    {
        var limit = 1 + (most % 12);
        var throttle = Throttle.Start(limit);
        var now = Entries.Noon;
        foreach (var what in events ?? [])
        {
            now += TimeSpan.FromSeconds(what);
            throttle = what % 4 == 0 && throttle.UnderWay > 0
                ? Throttle.Ended(throttle, what % 3 == 0 ? Well : what % 3 == 1 ? Less : Option<DeliveryReport>.None, now)
                : Throttle.Admit(throttle, now).Next;
            if (throttle.UnderWay > limit || throttle.UnderWay < 0 || throttle.Allowed < 1 || throttle.Allowed > limit || throttle.PausedUntil - now > Throttle.LongestPause)
            {
                return false;
            }
        }

        var idle = Enumerable.Range(0, throttle.UnderWay).Aggregate(throttle, (state, _) => Throttle.Ended(state, Option<DeliveryReport>.None, now));
        return Throttle.Admit(idle, now + Throttle.LongestPause).Admission is Admission.Now;
    }

    [Property]
    public bool Nothing_begins_during_a_pause(byte complaints, byte seconds)
    {
        var throttle = Enumerable.Range(0, complaints % 8).Aggregate(Throttle.Start(), (state, _) => Complained(state).Throttle);
        var (next, admission) = Throttle.Admit(throttle, Entries.Noon + TimeSpan.FromSeconds(seconds));
        return !next.IsPaused(Entries.Noon + TimeSpan.FromSeconds(seconds)) || (admission == new Admission.At(next.PausedUntil) && next == throttle);
    }

    [Test]
    public void A_restart_is_gentle_and_success_opens_the_way()
    {
        var throttle = Throttle.Start();
        Assert.That(Admitted(throttle), Is.EqualTo(2));
        throttle = Enumerable.Range(0, 20).Aggregate(throttle, (state, _) => Throttle.Ended(Throttle.Admit(state, Entries.Noon).Next, Well, Entries.Noon));
        Assert.That(Admitted(throttle), Is.EqualTo(10));
    }

    [Test]
    public void Complaints_halve_and_pause_ever_longer_until_one_succeeds()
    {
        var throttle = Throttle.Start() with { Allowed = 10 };
        var seen = new List<(int, double)>();
        var now = Entries.Noon;
        for (var i = 0; i < 7; i++)
        {
            throttle = Throttle.Ended(Throttle.Admit(throttle, now).Next, Less, now);
            seen.Add((throttle.Allowed, (throttle.PausedUntil - now).TotalSeconds));
            now = throttle.PausedUntil;
        }

        Assert.That(seen, Is.EqualTo(new (int, double)[] { (5, 30), (2, 60), (1, 120), (1, 240), (1, 480), (1, 600), (1, 600) }));
        throttle = Throttle.Ended(Throttle.Admit(throttle, now).Next, Well, now);
        Assert.That((throttle.Allowed, throttle.LastPause), Is.EqualTo((2, TimeSpan.Zero)));
    }

    [Test]
    public void Complaints_of_attempts_from_before_the_pause_count_once()
    {
        var throttle = Throttle.Start() with { Allowed = 10, UnderWay = 10 };
        throttle = Enumerable.Range(0, 10).Aggregate(throttle, (state, _) => Throttle.Ended(state, Less, Entries.Noon));
        Assert.That((throttle.Allowed, throttle.UnderWay, throttle.LastPause), Is.EqualTo((5, 0, Throttle.FirstPause)));
    }

    [TestCase("421 4.2.1 bye", ExpectedResult = true)]
    [TestCase("450 4.7.1 sending rate exceeded", ExpectedResult = true)]
    [TestCase("450 4.7.1 greylisted", ExpectedResult = false)]
    [TestCase("421 4.7.28 unusual rate of mail", ExpectedResult = true)]
    [TestCase("451 4.7.28 later", ExpectedResult = true)]
    [TestCase("451 4.7.0 later", ExpectedResult = true)]
    [TestCase("452 4.5.3 Too many recipients", ExpectedResult = false)]
    [TestCase("451 4.3.2 the relay is closing: 421 bye", ExpectedResult = true)]
    [TestCase("452 4.2.2 mailbox full", ExpectedResult = false)]
    [TestCase("451 4.4.1 the relay cannot be reached", ExpectedResult = false)]
    [TestCase("451 4.7.5 TLS with the relay failed", ExpectedResult = false)]
    [TestCase("451 4.7.8 the relay refused the login", ExpectedResult = false)]
    [TestCase("550 5.7.1 too many bad words", ExpectedResult = false)]
    public bool Which_replies_ask_for_less(string reply) =>
        ReplyCodec.Read(ReplyProgress.Start, Octets.Utf8(reply + "\r\n").Span) is ReplyRead.Complete(var read, _) && Throttle.AsksForLess(read);

    static (Throttle Throttle, Instant Now) Complained(Throttle throttle)
    {
        var now = throttle.PausedUntil > Entries.Noon ? throttle.PausedUntil : Entries.Noon;
        return (Throttle.Ended(Throttle.Admit(throttle, now).Next, Less, now), now);
    }

    static int Admitted(Throttle throttle)
    {
        var count = 0;
        for (var (state, admission) = Throttle.Admit(throttle, Entries.Noon); admission is Admission.Now; (state, admission) = Throttle.Admit(state, Entries.Noon))
        {
            count++;
        }

        return count;
    }
}
