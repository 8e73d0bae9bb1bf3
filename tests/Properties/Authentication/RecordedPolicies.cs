using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Authentication;

/// <summary>Which domains laitos takes for enforcing, as recorded, and where we differ on purpose.</summary>
public class RecordedPolicies
{
    /// <summary>The domains for which we answer otherwise than laitos, and why.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["a.b.c.d.e.f.g.h.enforce.test"] = "laitos gives up on long names; RFC 9989 §4.10 skips labels",
    };

    [Test]
    public void Agree_but_for_the_differences_named()
    {
        var lines = Suites.Lines("vectors/unit-dmarc-old.jsonl").ToList();
        var zone = lines.Single(line => line.GetProperty("fn").GetString()!.StartsWith("ZONE", StringComparison.Ordinal)).GetProperty("out").EnumerateObject()
            .ToDictionary(item => "_dmarc." + item.Name, item => AuthenticationArbitraries.Texts([.. item.Value.EnumerateArray().Select(text => text.GetString()!)]));
        var world = new DmarcWorld(zone);
        Answer Ask(Question question) => question.Name.EndsWith("servfail.test", StringComparison.Ordinal) ? new Answer.Unavailable("SERVFAIL") : world.Ask(question);
        var differing = (from line in lines
                         where line.GetProperty("fn").GetString() == "IsDmarcPolicyEnforcing"
                         let text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line.GetProperty("in").GetString()!))
                         let theirs = line.GetProperty("out").GetProperty("enforcing").GetBoolean()
                         let ours = DomainName.Parse(text).Match(domain => DmarcPolicyLaws.Discover(Ask, domain).Result.IsEnforcing, _ => false)
                         where ours != theirs
                         select text).Distinct().ToList();
        Assert.That(differing, Is.EquivalentTo(Differences.Keys));
    }
}
