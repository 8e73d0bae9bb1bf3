namespace Laitos.Domain.Queue;

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
    public const int Remembered = 31;

    /// <summary>No attempt has been measured.</summary>
    public static DeliveryTimes Unknown { get; } = new(SlidingWindow.Empty<TimeSpan>(Remembered));

    /// <summary>The same with one more attempt; the oldest is forgotten when there are too many.</summary>
    public DeliveryTimes With(TimeSpan took) => new(Latest.With(took));

    /// <summary>Half of the attempts took at least as long; zero when there is none.</summary>
    public TimeSpan Median => Latest.Count == 0 ? TimeSpan.Zero : Latest.Order().ElementAt(Latest.Count / 2);
}
