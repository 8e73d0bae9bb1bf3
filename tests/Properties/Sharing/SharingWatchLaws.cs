using Laitos.Domain.Sharing;

namespace Laitos.Properties.Sharing;

public class SharingWatchLaws
{
    static readonly Instant Noon = new(1_800_000_000_000);

    [Property(MaxTest = 200)]
    public void The_owner_is_told_when_it_begins_and_when_it_is_over((bool IsTrouble, byte Seconds)[] script)
    {
        var (watch, now, isAway) = (SharingWatch.Start(SharedKinds.Standard), Noon, false);
        foreach (var (isTrouble, seconds) in script ?? [])
        {
            now += TimeSpan.FromSeconds(seconds);
            (watch, var told) = watch.Heard(!isTrouble ? new SharedReply.Answered() : seconds % 2 == 0 ? new SharedReply.Late() : new SharedReply.Failed("away"), now);
            Assert.That(told.Map(fact => fact.Name), Is.EqualTo(isTrouble == isAway ? Option<string>.None : isTrouble ? "trouble" : "notice"));
            Assert.That((watch.MayAsk(now), watch.MayAsk(now + SharingWatch.Pause)), Is.EqualTo((!isTrouble, true)));
            isAway = isTrouble;
        }
    }

    [Test]
    public void A_clock_that_is_set_back_does_not_lengthen_the_pause() =>
        Assert.That(SharingWatch.Start(default).Heard(new SharedReply.Late(), Noon).Next.MayAsk(Noon + TimeSpan.FromHours(-1)));

    [Test]
    public void Nothing_is_shared_but_what_was_asked_for([Values] SharedKind kind) =>
        Assert.That((SharingWatch.Start(Seqs.Of(kind)).Kinds, SharingWatch.Start(Seqs.Of(kind)).IsShared(kind), SharingWatch.Start(default).IsShared(kind)), Is.EqualTo((Seqs.Of(kind), true, false)));

    [Property(MaxTest = 200)]
    public void What_is_done_now_and_then_is_done_at_most_once_in_so_long_whatever_the_clock_does(short[] steps)
    {
        var (each, now, turns) = (TimeSpan.FromSeconds(60), Noon, 0);
        var sweeping = new Periodic(each, now);
        foreach (var step in steps ?? [])
        {
            now += TimeSpan.FromSeconds(step % 100);
            var isDue = sweeping.IsDue(now);
            Assert.That(isDue, Is.EqualTo(now - sweeping.Last > each || now < sweeping.Last));
            (sweeping, turns) = isDue ? (sweeping.Done(now), turns + 1) : (sweeping, turns);
            Assert.That(sweeping.IsDue(now), Is.False);
        }
    }
}
