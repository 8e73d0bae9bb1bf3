namespace Laitos.Domain.Queue;

/// <summary>When a mail that could not be delivered is tried again, and when it is given up (RFC 5321 §4.5.4.1).</summary>
/// <param name="Delays">How long to wait after the first attempt, the second, and so on; the last of them repeats. At least one.</param>
/// <param name="Expire">How long after its acceptance a mail is given up.</param>
/// <param name="DelayNoticeAfter">How long after its acceptance the owner is told that a mail is late.</param>
public sealed record RetryPolicy(Seq<TimeSpan> Delays, TimeSpan Expire, TimeSpan DelayNoticeAfter)
{
    /// <summary>1, 5, 15, 30 minutes, then hourly, for three days; a notice after four hours.</summary>
    public static RetryPolicy Standard { get; } = new(
        Seqs.Of(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)),
        Expire: TimeSpan.FromDays(3),
        DelayNoticeAfter: TimeSpan.FromHours(4));

    /// The shortest pause: a schedule of zeros must not keep the daemon spinning.
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The pause after an attempt, without jitter.</summary>
    /// <param name="attempts">How many attempts have been made, at least 1.</param>
    public TimeSpan Delay(int attempts)
    {
        var delays = Delays.IsEmpty ? Standard.Delays : Delays;
        var delay = delays[Math.Clamp(attempts - 1, 0, delays.Count - 1)];
        return delay < Shortest ? Shortest : delay;
    }

    /// <summary>
    /// When to try next: after the pause, shortened or lengthened by up to a tenth so that mails deferred together do not come back together;
    /// at the time of expiry at the latest, so that the last attempt is made then.
    /// </summary>
    /// <param name="attempts">How many attempts have been made, at least 1.</param>
    /// <param name="now">When the last one ended.</param>
    /// <param name="jitter">Drawn from 0 to 1; a number outside counts as the nearest of these.</param>
    /// <param name="expires">When the mail expires.</param>
    public Instant Next(int attempts, Instant now, double jitter, Instant expires)
    {
        var drawn = double.IsNaN(jitter) ? 0.5 : Math.Clamp(jitter, 0, 1);
        var next = now + (Delay(attempts) * (0.9 + (0.2 * drawn)));
        return next < expires || expires <= now ? next : expires;
    }
}
