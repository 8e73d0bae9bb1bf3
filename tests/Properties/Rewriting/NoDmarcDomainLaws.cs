using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Rewriting;

/// <summary>The name in the place of a protected domain is always a domain, and always another one.</summary>
public class NoDmarcDomainLaws
{
    [Property(Arbitrary = [typeof(RewritingArbitraries)], MaxTest = 500)]
    public bool A_marked_domain_is_a_domain_and_another_one(DomainText domain, int random)
    {
        var marked = NoDmarcDomain.Of(domain.Text, random).Bind(text => DomainName.Parse(text).ToOption());
        return marked.Exists(name => DomainName.Parse(domain.Text).ForAll(original => name != original && !name.Value.EndsWith("." + original.Value, StringComparison.Ordinal)));
    }

    [Property(Arbitrary = [typeof(RewritingArbitraries)], MaxTest = 1000)]
    public bool The_top_level_domain_stays(DomainText domain, int random)
    {
        var before = Labels(domain.Text);
        var after = Labels(NoDmarcDomain.Of(domain.Text, random).IfNone(""));
        return before.Length == 1 || after[^1] == before[^1];
    }

    [Property(Arbitrary = [typeof(RewritingArbitraries)], MaxTest = 1000)]
    public bool The_mark_ends_the_label_in_front_of_the_last_dot(DomainText domain, NonNegativeInt random)
    {
        var labels = NoDmarcDomain.Of(domain.Text, random.Get).IfNone("").Split('.');
        return labels[Math.Max(0, labels.Length - 2)].EndsWith($"-laitos-nodmarc-{random.Get % 1000:000}", StringComparison.Ordinal)
            || !domain.Text.All(char.IsAscii);
    }

    [TestCase("protected-domain.com", 123, "protected-domain-laitos-nodmarc-123.com")]
    [TestCase("bank.example", 7, "bank-laitos-nodmarc-007.example")]
    [TestCase("a.b.Bank.Example", 0, "a.b.Bank-laitos-nodmarc-000.Example")]
    [TestCase("bank", 999, "bank-laitos-nodmarc-999")]
    [TestCase("bank.example.", 1, "bank-laitos-nodmarc-001.example")]
    [TestCase("bücher.example", 1, "bücher-laitos-nodmarc-001.example")]
    [TestCase("bank.example", 12345, "bank-laitos-nodmarc-345.example")]
    [TestCase("bank.example", -1, "bank-laitos-nodmarc-001.example")]
    [TestCase("bank.example", int.MinValue, "bank-laitos-nodmarc-648.example")]
    public void Examples(string domain, int random, string expected) => Assert.That(NoDmarcDomain.Of(domain, random).IfNone("none"), Is.EqualTo(expected));

    [TestCase("[192.0.2.1]")]
    [TestCase("")]
    [TestCase("a..b")]
    [TestCase(".")]
    [TestCase("-a.example")]
    public void What_is_no_domain_is_not_marked(string text) => Assert.That(NoDmarcDomain.Of(text, 1).IsNone);

    [Test]
    public void A_label_that_becomes_too_long_loses_its_end() =>
        Assert.That(NoDmarcDomain.Of("sub." + new string('a', 43) + "-" + new string('b', 19) + ".example", 5).IfNone(""), Is.EqualTo("sub." + new string('a', 43) + "-laitos-nodmarc-005.example"));

    [Test]
    public void A_name_that_becomes_too_long_loses_labels_at_its_left()
    {
        var name = string.Join('.', Enumerable.Repeat("abcdefghi", 24)) + ".bank.example";
        Assert.That(name, Has.Length.EqualTo(252));
        Assert.That(NoDmarcDomain.Of(name, 5).IfNone(""), Is.EqualTo(string.Join('.', Enumerable.Repeat("abcdefghi", 23 - 1)) + ".bank-laitos-nodmarc-005.example"));
    }

    static string[] Labels(string domain) => DomainName.Parse(domain).Match(Right: name => name.Labels.ToArray(), Left: _ => []);
}
