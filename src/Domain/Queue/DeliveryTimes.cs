namespace Laitos.Domain.Queue;

/// <summary>How long the latest attempts took, the newest last.</summary>
public sealed record DeliveryTimes(SlidingWindow<TimeSpan> Latest)
{
    /// <summary>How many attempts are remembered.</summary>
    public const int Remembered = 31;

    /// <summary>No attempt has been measured.</summary>
    public static DeliveryTimes Unknown { get; } = new(SlidingWindow<TimeSpan>.Empty(Remembered));

    /// <summary>The same with one more attempt; the oldest is forgotten when there are too many.</summary>
    public DeliveryTimes With(TimeSpan took) => new(Latest.With(took));

    /// <summary>Half of the attempts took at least as long; zero when there is none.</summary>
    public TimeSpan Median => Latest.Count == 0 ? TimeSpan.Zero : Latest.Order().ElementAt(Latest.Count / 2);
}
