using Laitos.Domain.Authentication;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Authentication;

public class DmarcRecordLaws
{
    [Property(MaxTest = 1000)]
    public bool Any_octets_are_a_record_or_an_error(byte[] octets)
    {
        _ = DmarcRecord.Parse(new Octets(octets));
        return DmarcRecord.Parse(new Octets((byte[])[.. "v=DMARC1;"u8, .. octets])).Match(record => record.AggregateReports.ForAll(uri => uri.Contains(':', StringComparison.Ordinal)), error => error.Expected.Length > 0);
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Blanks_around_signs_and_a_closing_semicolon_mean_nothing(RecordText text) =>
        Parse(text.Value) == Parse(text.Value.Replace("=", " \t= ").Replace(";", "\t; ") + " ; ");

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Unknown_tags_mean_nothing(RecordText text) => Parse(text.Value) == Parse(text.Value + "; zz=1");

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Letter_case_means_nothing_behind_the_version(RecordText text) =>
        !text.Value.StartsWith("v=DMARC1;", StringComparison.Ordinal)
        || Parse(text.Value).Map(Policies) == Parse("v=DMARC1" + text.Value[8..].ToUpperInvariant()).Map(Policies);

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool The_order_of_tags_means_nothing(RecordText text)
    {
        var parts = text.Value.Split(';');
        return Parse(text.Value) == Parse(string.Join(';', parts.Take(1).Concat(parts.Skip(1).Reverse())));
    }

    [TestCase("v=DMARC1; p=reject", "reject")]
    [TestCase("v=DMARC1;p=reject;", "reject")]
    [TestCase("V = DMARC1 ; P = Reject", "reject")]
    [TestCase("v=DMARC1; p=reject;;; p x=none", "reject")]
    [TestCase("v=DMARC1; p=none; rua=mailto:x?p=reject@y", "none")]
    [TestCase("v=DMARC1; rua=mailto:d@example.com!10m", "none")]
    [TestCase("v=DMARC1; p=quarantine; np=bogus; rua=mailto:d@example.com", "none")]
    [TestCase("v=DMARC1; p=quarantine; np=bogus", "silent")]
    [TestCase("v=DMARC1", "silent")]
    [TestCase("v=DMARC1; p=bogus; rua=d@example.com", "silent")]
    [TestCase("v=DMARC1; p=bogus; rua=mailto:@", "silent")]
    [TestCase("v=DMARC1; p=r\u00e9ject", "silent")]
    [TestCase("v=dmarc1; p=reject", "no record")]
    [TestCase("v=DMARC12; p=reject", "no record")]
    [TestCase("v=DMARC1 p=reject", "no record")]
    [TestCase("p=reject; v=DMARC1", "no record")]
    [TestCase("; v=DMARC1; p=reject", "no record")]
    [TestCase("v=DMARC1; p=none; p=reject", "no record")]
    [TestCase("v=DMARC1; v=DMARC1; p=reject", "no record")]
    [TestCase("", "no record")]
    public void The_policy_of_a_record_is(string text, string policy) =>
        Assert.That(
            Parse(text).Match(record => record.Policies.Match(policies => policies.Domain.ToString().ToLowerInvariant(), () => "silent"), () => "no record"),
            Is.EqualTo(policy));

    [Test]
    public void Every_tag_that_a_decision_rests_on_is_read()
    {
        var record = Parse("v=DMARC1; p=none; sp=quarantine; np=reject; psd=n; t=y; adkim=s; aspf=r; rua=mailto:a@b!2k, https://c/d , bad; ruf=mailto:e@f; fo=1:d:x");
        Assert.That(record, Is.EqualTo(Prelude.Some(new DmarcRecord(
            new StatedPolicies(AssessmentPolicy.None, AssessmentPolicy.Quarantine, AssessmentPolicy.Reject),
            false,
            true,
            Seqs.Of("mailto:a@b", "https://c/d"))
        {
            Alignment = new AlignmentModes(AlignmentMode.Strict, AlignmentMode.Relaxed),
        })));
    }

    static Option<DmarcRecord> Parse(string text) => DmarcRecord.Parse(Octets.Latin1(text)).ToOption();

    static (Option<StatedPolicies> Policies, Option<bool> Psd, bool Testing) Policies(DmarcRecord record) => (record.Policies, record.PublicSuffix, record.Testing);
}
