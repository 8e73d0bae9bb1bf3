using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Properties.Support;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Filtering;

public class BlocklistLaws
{
    /// <summary>Names that laitos refuses to build: it asks no list about IPv6; we build them, and ask only lists that declare it.</summary>
    static bool IsIpv6Difference(string address) => IpAddress.Parse(address).Match(ip => ip.IsV6, _ => false);

    [Test]
    public void Names_are_built_as_laitos_builds_them() => Assert.Multiple(() =>
    {
        foreach (var vector in Suites.Lines("vectors/unit-smtpd-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "GetBlacklistLookupName"))
        {
            var (address, zone) = (vector.GetProperty("in")[0].GetString()!, vector.GetProperty("in")[1].GetString()!);
            var theirs = vector.GetProperty("out").GetProperty("name").GetString();
            var ours = IpAddress.Parse(address).Match(ip => Blocklist.Of(zone).NameOf(ip), _ => "");
            Assert.That(IsIpv6Difference(address) ? "" : ours, Is.EqualTo(theirs), vector.ToString());
        }
    });

    [Test]
    public void An_IPv6_address_stands_in_nibbles() => Assert.That(
        Blocklist.Of("v6.example").NameOf(Ip("2001:db8::1")),
        Is.EqualTo("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.v6.example"));

    [Test]
    public void A_key_in_the_zone_is_not_shown()
    {
        var list = Blocklist.Of("abcdefghijklmnopqrstuvwxyz.zen.dq.spamhaus.net");
        Assert.That(list.Name, Is.EqualTo("***.zen.dq.spamhaus.net"));
        Assert.That($"{list} {new HealthNotice.SetAside(list, "gone")}", Does.Not.Contain("abcdefghijk"));
        Assert.That(list.Mask("see ABCDEFGHIJKLMNOPQRSTUVWXYZ."), Is.EqualTo("see ***."));
    }

    [Test]
    public void The_lists_of_laitos_are_sixteen_and_one_listing_blocks()
    {
        var preset = BlocklistPresets.Laitos;
        Assert.That(preset.Lists.Map(list => list.Zone).Distinct().Count(), Is.EqualTo(16));
        Assert.That(preset.Lists, Has.All.Matches<Blocklist>(list => list.Weight >= preset.Threshold));
        Assert.That(preset.Lists.Filter(list => list.Ipv6).Map(list => list.Zone), Is.EqualTo(Seqs.Of("zen.spamhaus.org")));
    }

    [Test]
    public void In_the_modern_preset_only_one_list_blocks_alone()
    {
        var preset = BlocklistPresets.Modern;
        Assert.That(preset.Lists.Filter(list => list.Weight >= preset.Threshold).Map(list => list.Zone), Is.EqualTo(Seqs.Of("zen.spamhaus.org")));
    }
}
