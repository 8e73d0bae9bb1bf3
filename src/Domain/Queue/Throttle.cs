using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>
/// How hard one relay may be pressed. It begins gently, so that a restart with a full queue is no stampede; each success allows one attempt more at
/// a time, up to the limit; a relay that asks us to slow down gets half as many and a pause, which doubles when that does not help.
/// </summary>
/// <param name="Most">The most attempts at a time that there may ever be.</param>
/// <param name="Allowed">How many there may be now: 1 to <paramref name="Most"/>.</param>
/// <param name="UnderWay">How many there are.</param>
/// <param name="PausedUntil">Before this time no attempt begins.</param>
/// <param name="LastPause">How long the last pause was; zero when the relay has been well since.</param>
public sealed record Throttle(int Most, int Allowed, int UnderWay, Instant PausedUntil, TimeSpan LastPause)
{
    /// <summary>The attempts at a time where nothing else is said.</summary>
    public const int StandardMost = 10;

    /// <summary>The first pause.</summary>
    public static TimeSpan FirstPause { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(10);

    /// How many attempts there may be before the first success.
    const int Gentle = 2;

    /// <summary>The throttle of a relay that we have not spoken to yet.</summary>
    /// <param name="most">The most attempts at a time, at least 1.</param>
    public static Throttle Start(int most = StandardMost) =>
        new(Math.Max(1, most), Math.Min(Gentle, Math.Max(1, most)), UnderWay: 0, new Instant(0), TimeSpan.Zero);

    /// <summary>True while the relay is being left alone.</summary>
    public bool IsPaused(Instant now) => now < PausedUntil;

    /// <summary>Whether an attempt may begin now. One that may is counted, and is to be followed by <see cref="Ended"/>.</summary>
    public static (Throttle Next, Admission Admission) Admit(Throttle throttle, Instant now) =>
        throttle.IsPaused(now) ? (throttle, new Admission.At(throttle.PausedUntil))
        : throttle.UnderWay >= throttle.Allowed ? (throttle, new Admission.AfterAnother())
        : (throttle with { UnderWay = throttle.UnderWay + 1 }, new Admission.Now());

    /// <summary>An attempt came to an end, or broke off without a report. Complaints during a pause come from before it, and count no more.</summary>
    public static Throttle Ended(Throttle throttle, Option<DeliveryReport> report, Instant now)
    {
        var ended = throttle with { UnderWay = Math.Max(0, throttle.UnderWay - 1) };
        var outcomes = report.Match(found => found.Outcomes, () => default);
        return outcomes.Exists(item => item.Outcome is Outcome.Deferred(var reply) && AsksForLess(reply)) ? ended.IsPaused(now) ? ended : ended.Slower(now)
            : outcomes.Exists(item => item.Outcome is Outcome.Delivered) ? ended with { Allowed = Math.Min(ended.Most, ended.Allowed + 1), LastPause = TimeSpan.Zero }
            : ended;
    }

    /// <summary>
    /// True for a reply that complains of too much at once: 421, or what we make of it; a system or network that is too busy (4.3.2 and 4.4.5 of RFC 3463
    /// §3.4, §3.5); 4.7.0 and the unregistered 4.7.20 and above, by which large receivers mean the rate; or the word itself.
    /// </summary>
    public static bool AsksForLess(Reply reply) =>
        reply.Code == 421
        || (reply.IsTransient && (reply.Status.Exists(IsAboutLoad) || Words.Exists(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase))));

    static bool IsAboutLoad(EnhancedStatus status) =>
        status is { Subject: 3, Detail: 2 } or { Subject: 4, Detail: 5 } or { Subject: 7, Detail: 0 or >= 20 };

    static Seq<string> Words { get; } = Seqs.Of("rate limit", "ratelimit", "rate-limit", "rate of", "sending rate", "message rate", "too many connections", "too many messages", "too many concurrent", "throttl", "slow down");

    Throttle Slower(Instant now)
    {
        var pause = LastPause == TimeSpan.Zero ? FirstPause : LastPause * 2 < LongestPause ? LastPause * 2 : LongestPause;
        return this with { Allowed = Math.Max(1, Allowed / 2), PausedUntil = now + pause, LastPause = pause };
    }
}

/// <summary>Whether an attempt may begin.</summary>
public abstract record Admission
{
    Admission() { }

    /// <summary>Now.</summary>
    public sealed record Now : Admission;

    /// <summary>Not before this time.</summary>
    public sealed record At(Instant Time) : Admission;

    /// <summary>When another attempt has come to its end.</summary>
    public sealed record AfterAnother : Admission;
}

/// <summary>How busy the way to the relay is, as measured when a mail has just arrived.</summary>
/// <param name="UnderWay">Attempts that are being made.</param>
/// <param name="Waiting">Mails that wait for a connection, their senders with them.</param>
/// <param name="Connections">The connections that may be used at a time.</param>
/// <param name="RecentMedian">How long the latest attempts took: half of them longer.</param>
/// <param name="IsPaused">True while the relay has asked us to go slow.</param>
public sealed record RelayLoad(int UnderWay, int Waiting, int Connections, TimeSpan RecentMedian, bool IsPaused)
{
    /// <summary>
    /// How long one more mail would take: as many rounds of attempts as it takes until all before it, and it itself, have been through.
    /// </summary>
    public TimeSpan Expected
    {
        get
        {
            var rounds = Math.Ceiling(((double)Math.Max(0, UnderWay) + Math.Max(0, Waiting) + 1) / Math.Max(1, Connections));
            return TimeSpan.FromMilliseconds(Math.Min(RecentMedian.TotalMilliseconds * rounds, TimeSpan.FromDays(1).TotalMilliseconds));
        }
    }

    /// <summary>
    /// Whether to store a mail at once instead of letting its sender wait for an attempt: when the wait would probably outlast the patience, when too
    /// many wait already, or when the relay wants a pause. More of anything never turns the answer back.
    /// </summary>
    /// <param name="patience">How long a sender is let wait.</param>
    /// <param name="mostWaiting">How many senders may wait for a connection at a time.</param>
    public bool SpoolsAtOnce(TimeSpan patience, int mostWaiting) => IsPaused || Waiting >= mostWaiting || Expected > patience;
}

/// <summary>How long the latest attempts took, the newest last.</summary>
public sealed record DeliveryTimes(SlidingWindow<TimeSpan> Latest)
{
    /// <summary>How many attempts are remembered.</summary>
    public const int Remembered = 15;

    /// <summary>No attempt has been measured.</summary>
    public static DeliveryTimes Unknown { get; } = new(SlidingWindow.Empty<TimeSpan>(Remembered));

    /// <summary>The same with one more attempt; the oldest is forgotten when there are too many.</summary>
    public DeliveryTimes With(TimeSpan took) => new(Latest.With(took));

    /// <summary>Half of the attempts took at least as long; zero when there is none.</summary>
    public TimeSpan Median
    {
        get
        {
            Span<TimeSpan> sorted = Latest.Count <= Remembered ? stackalloc TimeSpan[Remembered] : new TimeSpan[Latest.Count];
            for (var i = 0; i < Latest.Count; i++)
            {
                sorted[i] = Latest[i];
            }

            sorted[..Latest.Count].Sort();
            return Latest.Count == 0 ? TimeSpan.Zero : sorted[Latest.Count / 2];
        }
    }
}
