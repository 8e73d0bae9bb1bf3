using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Message;

namespace Laitos.Properties.Authentication.Results;

/// <summary>Fields that claim to be ours go, in whatever form they claim it, and no other octet does.</summary>
public class ClaimedResultsLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries), typeof(ResultsArbitraries)], MaxTest = 1000)]
    public void Exactly_the_claims_among_other_fields_go(WellFormed mail, IncomingResults[] incoming, int seed)
    {
        var fields = mail.Fields.Select(field => (Field: field, IsClaim: false)).Concat(incoming.Select(one => (Field: one.Field.ToLatin1(), one.IsClaim))).ToArray();
        new Random(seed).Shuffle(fields);
        var before = Octets.Latin1(string.Concat(fields.Select(one => one.Field)) + "\r\n" + mail.Body);
        var after = SampleMails.Edit(before, ClaimedResults.Removal(HeaderSection.Parse(before), ResultsArbitraries.Service));
        Assert.That(after.ToLatin1(), Is.EqualTo(string.Concat(fields.Where(one => !one.IsClaim).Select(one => one.Field)) + "\r\n" + mail.Body));
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public void Of_a_mail_without_such_fields_nothing_is_touched(Head head) =>
        Assert.That(ClaimedResults.Removal(HeaderSection.Parse(head.Octets), ResultsArbitraries.Service).IsEmpty);

    [Property(MaxTest = 1000)]
    public void Garbage_is_read_to_its_end(byte[] garbage) =>
        Assert.That(ClaimedResults.IsClaim(new Octets(garbage), ResultsArbitraries.Service), Is.False);

    [TestCase(" bücher.example; none", true)]
    [TestCase(" xn--bcher-kva.example; none", true)]
    [TestCase(" BÜCHER.example; none", true)]
    [TestCase(" bucher.example; none", false)]
    public void An_internationalised_name(string body, bool isClaim) =>
        Assert.That(ClaimedResults.IsClaim(Octets.Utf8(body), AuthenticationArbitraries.Name("bücher.example")), Is.EqualTo(isClaim));

    [Test]
    public void An_internationalised_name_in_front_of_octets_that_are_no_UTF_8() =>
        Assert.That(ClaimedResults.IsClaim(Octets.Copy([.. Octets.Utf8(" bücher.example; x").Span, 0xff]), AuthenticationArbitraries.Name("bücher.example")));

    [TestCase(" (open mx.example.com; none", false, TestName = "What stands behind the parenthesis is another name")]
    [TestCase(" ((mx.example.com; none", true, TestName = "A parenthesis that nothing closes is passed over")]
    [TestCase(" \"mx.example.com; none", true, TestName = "A quote that nothing closes, too")]
    [TestCase("mx.example.com", true, TestName = "Nothing behind the name")]
    [TestCase(" other.example; x=mx.example.com", false, TestName = "The name elsewhere is no claim")]
    public void Odd_forms(string body, bool isClaim) => Assert.That(ClaimedResults.IsClaim(Octets.Latin1(body), ResultsArbitraries.Service), Is.EqualTo(isClaim));

    [Test]
    public void The_field_within_a_chain_is_no_claim()
    {
        var section = SampleMails.Section("ARC-Authentication-Results: i=1; mx.example.com; none\r\nX-Authentication-Results: mx.example.com; none\r\n\r\n");
        Assert.That(ClaimedResults.Removal(section, ResultsArbitraries.Service).IsEmpty);
    }
}
