using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class NameLaws
{
    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool Letter_case_and_a_trailing_dot_do_not_count(OwnerName name) =>
        new Question(name.Text.ToUpperInvariant() + ".", RecordType.A) == new Question(name.Text, RecordType.A);

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool A_name_lies_within_itself_and_every_ending_of_its_labels(OwnerName name)
    {
        var labels = name.Text.Split('.');
        return Enumerable.Range(0, labels.Length).All(skip => Name.IsWithin(name.Text, string.Join('.', labels[skip..])))
            && Name.IsWithin(name.Text, "")
            && !Name.IsWithin(name.Text, "a" + name.Text);
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool A_name_is_sent_exactly_when_a_packet_holds_it(OwnerName name) => Name.IsSendable(name.Text) == name.Text.Length <= 253;

    [TestCase("a..b", false)]
    [TestCase(".a", false)]
    [TestCase("..", false)]
    [TestCase("", true)]
    [TestCase(@"a\046b", false)]
    [TestCase("a b", false)]
    [TestCase("ä.test", false)]
    [TestCase("_dmarc.xn--mnchen-3ya.test", true)]
    public void What_is_no_name_is_not_sent(string text, bool sent) => Assert.That(Name.IsSendable(text), Is.EqualTo(sent));

    [TestCase(63, true)]
    [TestCase(64, false)]
    public void A_label_has_at_most_63_octets(int length, bool fits) => Assert.That(Name.IsSendable(new string('a', length)), Is.EqualTo(fits));

    [TestCase(61, true)]
    [TestCase(62, false)]
    public void A_name_has_at_most_255_octets(int last, bool fits)
    {
        var text = string.Join('.', new[] { 63, 63, 63, last }.Select(length => new string('a', length)));
        Assert.That(Name.IsSendable(text), Is.EqualTo(fits));
        Assert.That(Name.IsSendable(new Question(text + ".", RecordType.A).Name), Is.EqualTo(fits));
    }

    [TestCase("b.a", "a", true)]
    [TestCase("ba", "a", false)]
    [TestCase("a", "b.a", false)]
    public void Within_counts_labels(string name, string ancestor, bool within) => Assert.That(Name.IsWithin(name, ancestor), Is.EqualTo(within));
}
