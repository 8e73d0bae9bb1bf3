using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class NameLaws
{
    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool The_canonical_text_of_a_canonical_name_is_itself(OwnerName name) => Name.Canonical(name.Text) == name.Text;

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool Letter_case_and_a_trailing_dot_do_not_count(OwnerName name) => Name.Canonical(name.Text.ToUpperInvariant() + ".") == name.Text;

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool A_name_lies_within_itself_and_every_ending_of_its_labels(OwnerName name)
    {
        var labels = name.Text.Split('.');
        return Enumerable.Range(0, labels.Length).All(skip => Name.IsWithin(name.Text, string.Join('.', labels[skip..])))
            && Name.IsWithin(name.Text, "")
            && !Name.IsWithin(name.Text, "a" + name.Text);
    }

    [Property]
    public bool Any_text_gives_labels_or_an_error(string? text) =>
        Name.Labels(text ?? "").Match(
            labels => labels.ForAll(label => label.Length is > 0 and <= Name.MaxLabel) && labels.Sum(label => label.Length + 1) < Name.MaxOctets,
            error => error.Expected.Length > 0);

    [TestCase("Example.TEST.", "example.test")]
    [TestCase(@"\065\.b", @"a\046b")]
    [TestCase(@"a\@b.test", @"a\064b.test")]
    [TestCase(@"a\\.test", @"a\092.test")]
    [TestCase(@"a b", @"a\032b")]
    [TestCase(".", "")]
    public void A_text_has_one_canonical_form(string text, string expected) => Assert.That(Name.Canonical(text) == expected);

    [TestCase("a..b")]
    [TestCase(".a")]
    [TestCase("..")]
    [TestCase(@"a\")]
    [TestCase(@"a\25")]
    [TestCase(@"a\256")]
    [TestCase("ä.test")]
    public void What_is_no_name_is_refused(string text) => Assert.That(Name.Labels(text).IsLeft);

    [TestCase(63, true)]
    [TestCase(64, false)]
    public void A_label_has_at_most_63_octets(int length, bool fits) => Assert.That(Name.Labels(new string('a', length)).IsRight, Is.EqualTo(fits));

    [TestCase(61, true)]
    [TestCase(62, false)]
    public void A_name_has_at_most_255_octets(int last, bool fits)
    {
        var text = string.Join('.', new[] { 63, 63, 63, last }.Select(length => new string('a', length)));
        Assert.That(Name.Labels(text).IsRight, Is.EqualTo(fits));
        Assert.That(Name.Labels(text + ".").IsRight, Is.EqualTo(fits));
    }

    [TestCase("b.a", "a", true)]
    [TestCase("ba", "a", false)]
    [TestCase("a", "b.a", false)]
    public void Within_counts_labels(string name, string ancestor, bool within) => Assert.That(Name.IsWithin(name, ancestor), Is.EqualTo(within));
}
