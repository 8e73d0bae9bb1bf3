using Laitos.Domain.Queue;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>When a mail is stored at once.</summary>
public class PressureLaws
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 500)]
    public bool More_pressure_never_leads_back_to_waiting(Pressure pressure, byte underWay, byte waiting, ushort slower, byte fewer)
    {
        var more = new Pressure(
            pressure.UnderWay + underWay, pressure.Waiting + waiting, Math.Max(1, pressure.Connections - fewer),
            pressure.RecentMedian + TimeSpan.FromMilliseconds(slower), pressure.IsPaused);
        return !Spools(pressure) || Spools(more);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)])]
    public bool A_paused_relay_is_not_waited_for(Pressure pressure) => Spools(pressure with { IsPaused = true });

    [TestCase(0, 0, 10, 100, ExpectedResult = false)]
    [TestCase(10, 40, 10, 5_000, ExpectedResult = true, Description = "six rounds of five seconds")]
    [TestCase(10, 39, 10, 5_000, ExpectedResult = false, Description = "five rounds of five seconds")]
    [TestCase(0, 100, 10, 0, ExpectedResult = true)]
    [TestCase(0, 0, 0, 25_000, ExpectedResult = false)]
    [TestCase(-5, -5, -5, 25_001, ExpectedResult = true)]
    public bool The_rule(int underWay, int waiting, int connections, int median) =>
        Spools(new Pressure(underWay, waiting, connections, TimeSpan.FromMilliseconds(median), false));

    [Property]
    public bool The_median_is_that_of_the_latest(byte[] times)
    {
        var pace = (times ?? []).Aggregate(Pace.Unknown, (pace, time) => pace.With(TimeSpan.FromMilliseconds(time)));
        var latest = (times ?? []).TakeLast(Pace.Remembered).Order().ToArray();
        return pace.Median == TimeSpan.FromMilliseconds(latest.Length == 0 ? 0 : latest[latest.Length / 2]) && pace.Latest.Count == latest.Length;
    }

    static bool Spools(Pressure pressure) => pressure.SpoolsAtOnce(Patience, mostWaiting: 100);
}
