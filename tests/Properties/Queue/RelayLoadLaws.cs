using Laitos.Domain.Queue;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>When a mail is stored at once.</summary>
public class RelayLoadLaws
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 500)]
    public bool More_pressure_never_leads_back_to_waiting(RelayLoad relayLoad, byte underWay, byte waiting, ushort slower, byte fewer)
    {
        var more = new RelayLoad(
            relayLoad.UnderWay + underWay, relayLoad.Waiting + waiting, Math.Max(1, relayLoad.Connections - fewer),
            relayLoad.RecentMedian + TimeSpan.FromMilliseconds(slower), relayLoad.IsPaused);
        return !Spools(relayLoad) || Spools(more);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)])]
    public bool A_paused_relay_is_not_waited_for(RelayLoad relayLoad) => Spools(relayLoad with { IsPaused = true });

    [TestCase(0, 0, 10, 100, ExpectedResult = false)]
    [TestCase(10, 40, 10, 5_000, ExpectedResult = true, Description = "six rounds of five seconds")]
    [TestCase(10, 39, 10, 5_000, ExpectedResult = false, Description = "five rounds of five seconds")]
    [TestCase(0, 100, 10, 0, ExpectedResult = true)]
    [TestCase(0, 0, 0, 25_000, ExpectedResult = false)]
    [TestCase(-5, -5, -5, 25_001, ExpectedResult = true)]
    public bool The_rule(int underWay, int waiting, int connections, int median) =>
        Spools(new RelayLoad(underWay, waiting, connections, TimeSpan.FromMilliseconds(median), false));

    [Property]
    public bool The_median_is_that_of_the_latest(byte[] times)
    {
        var deliveryTimes = (times ?? []).Aggregate(DeliveryTimes.Unknown, (deliveryTimes, time) => deliveryTimes.With(TimeSpan.FromMilliseconds(time)));
        var latest = (times ?? []).TakeLast(DeliveryTimes.Remembered).Order().ToArray();
        return deliveryTimes.Median == TimeSpan.FromMilliseconds(latest.Length == 0 ? 0 : latest[latest.Length / 2]) && deliveryTimes.Latest.Count == latest.Length;
    }

    static bool Spools(RelayLoad relayLoad) => relayLoad.SpoolsAtOnce(Patience, mostWaiting: 100);
}
