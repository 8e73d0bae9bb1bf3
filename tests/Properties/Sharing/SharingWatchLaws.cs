using Laitos.Domain.Sharing;

namespace Laitos.Properties.Sharing;

public class SharingWatchLaws
{
    static readonly Instant Noon = new(1_800_000_000_000);

    [Property(MaxTest = 200)]
    public void The_owner_is_told_when_it_begins_and_when_it_is_over((bool IsTrouble, byte Seconds)[] script)
    {
        var (watch, now, isAway) = (SharingWatch.Start, Noon, false);
        foreach (var (isTrouble, seconds) in script ?? [])
        {
            now += TimeSpan.FromSeconds(seconds);
            (watch, var told) = watch.Heard(isTrouble ? "away" : Option<string>.None, now);
            Assert.That(told.Map(fact => fact.Name), Is.EqualTo(isTrouble == isAway ? Option<string>.None : isTrouble ? "trouble" : "notice"));
            Assert.That((watch.MayAsk(now), watch.MayAsk(now + SharingWatch.Pause)), Is.EqualTo((!isTrouble, true)));
            isAway = isTrouble;
        }
    }

    [Test]
    public void A_clock_that_is_set_back_does_not_lengthen_the_pause() =>
        Assert.That(SharingWatch.Start.Heard("away", Noon).Next.MayAsk(Noon + TimeSpan.FromHours(-1)));
}
