namespace Laitos.Domain.Queue;

/// <summary>How long the latest attempts took, the newest last.</summary>
public sealed record DeliveryTimes(Seq<TimeSpan> Latest)
{
    /// <summary>How many attempts are remembered.</summary>
    public const int Remembered = 31;

    /// <summary>No attempt has been measured.</summary>
    public static DeliveryTimes Unknown { get; } = new(default(Seq<TimeSpan>));

    /// <summary>The same with one more attempt; the oldest is forgotten when there are too many.</summary>
    public DeliveryTimes With(TimeSpan took) => new((Latest.Count < Remembered ? Latest : Latest.Tail).Add(took));

    /// <summary>Half of the attempts took at least as long; zero when there is none.</summary>
    public TimeSpan Median => Latest.IsEmpty ? TimeSpan.Zero : Latest.AsEnumerable().Order().ElementAt(Latest.Count / 2);
}
