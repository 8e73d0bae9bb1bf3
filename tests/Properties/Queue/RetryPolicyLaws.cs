using Laitos.Domain.Queue;

namespace Laitos.Properties.Queue;

/// <summary>The schedule of retries.</summary>
public class RetryPolicyLaws
{
    static readonly Instant Never = new(long.MaxValue / 4);

    [Property]
    public bool The_pause_differs_from_the_schedule_by_a_tenth_at_most(PositiveInt attempts, double jitter)
    {
        var pause = RetryPolicy.Standard.Next(attempts.Get, Entries.Noon, jitter, Never) - Entries.Noon;
        var planned = RetryPolicy.Standard.Delay(attempts.Get);
        return pause >= (planned * 0.9) - TimeSpan.FromMilliseconds(1) && pause <= (planned * 1.1) + TimeSpan.FromMilliseconds(1);
    }

    [Property]
    public bool More_jitter_is_never_earlier(PositiveInt attempts, byte one, byte other) =>
        RetryPolicy.Standard.Next(attempts.Get, Entries.Noon, Math.Min(one, other) / 255.0, Never) <= RetryPolicy.Standard.Next(attempts.Get, Entries.Noon, Math.Max(one, other) / 255.0, Never);

    [Property]
    public bool The_last_attempt_is_made_at_expiry(PositiveInt attempts, ushort seconds)
    {
        var expires = Entries.Noon + TimeSpan.FromSeconds(seconds + 1);
        return RetryPolicy.Standard.Next(attempts.Get, Entries.Noon, 0.5, expires) <= expires;
    }

    [Test]
    public void The_standard_schedule() =>
        Assert.That(
            Enumerable.Range(1, 8).Select(attempts => RetryPolicy.Standard.Delay(attempts).TotalMinutes),
            Is.EqualTo(new double[] { 1, 5, 15, 30, 60, 60, 60, 60 }));

    [Test]
    public void A_schedule_of_nothing_does_not_spin()
    {
        Assert.That(new RetryPolicy(default, TimeSpan.Zero, TimeSpan.Zero).Delay(1), Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(new RetryPolicy(Seqs.Of(TimeSpan.Zero), TimeSpan.Zero, TimeSpan.Zero).Delay(3), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Past_expiry_the_schedule_goes_on() =>
        Assert.That(RetryPolicy.Standard.Next(1, Entries.Noon, 0.5, Entries.Noon), Is.EqualTo(Entries.Noon + TimeSpan.FromMinutes(1)));
}
