using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Authentication;

/// <summary>
/// Which domains laitos takes for enforcing, as recorded, and where we differ on purpose. The recorded zone has policies at top-level names, which laitos
/// asks only for themselves; the tree walk would hand them down to everybody, so they are hidden from all others here.
/// </summary>
public class RecordedPolicies
{
    const string Labels = "the walk ends at one label, not at two, and long names are not given up (RFC 9989 §4.10)";
    const string Grammar = "defect 23: laitos looks for a substring; we read the record";
    const string Subdomains = "defect 23: sp is heeded";

    /// <summary>The domains for which we answer otherwise than laitos, and why.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["a.b.c.d.e.f.g.h.enforce.test"] = Labels,
        ["c.d.a.b"] = Labels,
        ["a.b.late.test"] = Grammar,
        ["a.b.prefix.test"] = Grammar,
        ["sub.prefix.test"] = Grammar,
        ["a.b.rua.test"] = Grammar,
        ["sub.rua.test"] = Grammar,
        ["a.b.spaced.test"] = Grammar,
        ["sub.spnone.test"] = Subdomains,
        ["a.b.own.enforce.test"] = "not the nearest record is inherited but that of the Organizational Domain (RFC 9989 §4.10.1)",
    };

    [Test]
    public void Agree_but_for_the_differences_named()
    {
        var lines = Suites.Lines("vectors/unit-dmarc-old.jsonl").ToList();
        var zone = lines.Single(line => line.GetProperty("fn").GetString()!.StartsWith("ZONE", StringComparison.Ordinal)).GetProperty("out").EnumerateObject()
            .ToDictionary(item => "_dmarc." + item.Name, item => AuthenticationArbitraries.Texts([.. item.Value.EnumerateArray().Select(text => text.GetString()!)]));
        var world = new DmarcWorld(zone);
        Answer Ask(Question question, DomainName author) =>
            question.Name.EndsWith("servfail.test", StringComparison.Ordinal) ? new Answer.Unavailable("SERVFAIL")
            : question.Name.Count(c => c == '.') == 1 && question.Name != "_dmarc." + author ? new Answer.NoSuchDomain()
            : world.Ask(question);
        var differing = (from line in lines
                         where line.GetProperty("fn").GetString() == "IsDmarcPolicyEnforcing"
                         let text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line.GetProperty("in").GetString()!))
                         let theirs = line.GetProperty("out").GetProperty("enforcing").GetBoolean()
                         let ours = DomainName.Parse(text).Match(domain => DmarcPolicyLaws.Discover(question => Ask(question, domain), domain).Result.IsEnforcing, _ => false)
                         where ours != theirs
                         select text).Distinct().ToList();
        Assert.That(differing, Is.EquivalentTo(Differences.Keys));
    }
}
