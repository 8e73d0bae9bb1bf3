using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Filtering;

public class BlocklistHealthLaws
{
    static readonly Blocklist List = Blocklist.Of("bl.example");

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 200)]
    public bool A_list_is_tested_at_127_0_0_2_and_127_0_0_1(Blocklist list) =>
        BlocklistHealth.TestQuestions(list).SequenceEqual(
            [new Question("2.0.0.127." + list.Zone, RecordType.A), new Question("1.0.0.127." + list.Zone, RecordType.A)]);

    [Property(MaxTest = 200)]
    public bool One_notice_comes_with_each_change_and_none_otherwise(bool[] passes)
    {
        var board = BlocklistHealth.Start(Seqs.Of(List));
        var (now, expected) = (Noon, true);
        foreach (var pass in passes)
        {
            var (next, notices) = board.After(now, List, pass ? Passing(List) : Knowledge.Empty);
            var right = pass == expected ? notices.IsEmpty : notices.Count == 1 && notices.Head is HealthNotice.Restored == pass;
            if (!right || (next.Of(List) is ListHealth.Healthy) != pass || next.NextCheck.Exists(check => check <= now || check > now + BlocklistHealth.Interval))
            {
                return false;
            }

            (board, expected, now) = (next, pass, now + TimeSpan.FromMinutes(1));
        }

        return true;
    }

    [TestCase("127.0.0.2", null, null)]
    [TestCase("127.0.0.10", null, null)]
    [TestCase(null, null, "it does not list its test entry 127.0.0.2")]
    [TestCase("203.0.113.9", null, "it does not list its test entry 127.0.0.2")]
    [TestCase("127.0.0.2", "127.0.0.2", "it lists 127.0.0.1, so perhaps everything")]
    [TestCase("203.0.113.9", "203.0.113.9", "it lists 127.0.0.1, so perhaps everything")]
    [TestCase("127.255.255.254", null, "it refuses to answer us (127.255.255.254)")]
    [TestCase("127.255.255.254", "127.255.255.254", "it refuses to answer us (127.255.255.254)")]
    [TestCase("?", null, "it does not answer (time-out)")]
    [TestCase("127.0.0.2", "?", "it does not answer (time-out)")]
    public void The_fault_of_a_list_is(string? present, string? absent, string? fault) =>
        Assert.That(ListTest.Fault(List, Proof(List, Answered(present), Answered(absent))), Is.EqualTo(Prelude.Optional(fault)));

    [Test]
    public void A_list_set_aside_is_tested_again_soon_then_hourly_and_a_healthy_one_hourly()
    {
        var board = BlocklistHealth.Start(Seqs.Of(List));
        Assert.That(board.Due(Noon), Is.EqualTo(Seqs.Of(List)));
        var now = Noon;
        foreach (var minutes in new[] { 5, 15, 60, 60 })
        {
            board = board.After(now, List, Knowledge.Empty).Next;
            Assert.That(board.Of(List), Is.InstanceOf<ListHealth.SetAside>().With.Property(nameof(ListHealth.SetAside.Since)).EqualTo(Noon));
            Assert.That(board.Due(now + TimeSpan.FromMinutes(minutes) + TimeSpan.FromMilliseconds(-1)), Is.Empty);
            now += TimeSpan.FromMinutes(minutes);
            Assert.That(board.Due(now), Is.EqualTo(Seqs.Of(List)));
        }

        board = board.After(now, List, Passing(List)).Next;
        Assert.That(board.Of(List), Is.EqualTo(new ListHealth.Healthy(now, now + TimeSpan.FromHours(1))));
        var later = board.After(now + TimeSpan.FromHours(1), List, Passing(List)).Next;
        Assert.That(later.Of(List), Is.EqualTo(new ListHealth.Healthy(now, now + TimeSpan.FromHours(2))));
    }

    [Test]
    public void Entries_of_one_zone_share_one_test()
    {
        var lists = Seqs.Of(List, List with { Weight = -2, Zone = "BL.example." });
        var board = BlocklistHealth.Start(lists);
        Assert.That(board.Due(Noon).Count, Is.EqualTo(1));
        Assert.That(lists.Map(board.After(Noon, List, Passing(List)).Next.Of), Has.All.InstanceOf<ListHealth.Healthy>());
    }

    static Answer Answered(string? code) => code switch
    {
        null => new Answer.NoSuchDomain(),
        "?" => new Answer.Unavailable("time-out"),
        _ => AddressRecords(Ip(code)),
    };
}
