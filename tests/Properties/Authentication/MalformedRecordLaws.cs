using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AuthenticationArbitraries;

namespace Laitos.Properties.Authentication;

/// <summary>Records that are void by the letter and enforced in the field; and that nothing else is taken for one.</summary>
public class MalformedRecordLaws
{
    static readonly DomainName Bank = Name("bank.example");

    [TestCase("v=DMARC1 p=reject", "reject")]
    [TestCase("v=DMARC1, p=quarantine, rua=mailto:d@bank.example", "quarantine")]
    [TestCase("v=DMARC1: p=reject", "reject")]
    [TestCase("v=DMARC1;p:reject", "reject")]
    [TestCase(@"v=DMARC1\; p=reject\; pct=100", "reject")]
    [TestCase("v=dmarc1; p=reject", "reject")]
    [TestCase("v=DMARC1; P=REJECT; p=none", "reject")]
    [TestCase("v=DMARC1; p=reject; p=reject", "reject")]
    [TestCase("v=DMARC1; v=DMARC1; p=quarantine", "quarantine")]
    [TestCase("p=reject; v=DMARC1", "reject")]
    [TestCase(" ; v=DMARC1; p=reject", "reject")]
    [TestCase("\"v=DMARC1; p=reject\"", "reject")]
    [TestCase("v=DMARC1; p=\"reject\"", "reject")]
    [TestCase("v=DMARC1; p=\u201creject\u201d", "reject")]
    [TestCase("v=DMARC1;\u00a0p=reject", "reject")]
    [TestCase("_dmarc.bank.example. IN TXT v=DMARC1; p=reject", "reject")]
    [TestCase("DMARC1; p=reject", "reject")]
    [TestCase("v = DMARC 1; p = reject", "reject")]
    [TestCase("v=DMARC1; p=rejected", "reject")]
    [TestCase("v=DMARC1; p=quar", "quarantine")]
    [TestCase("v=DMARC1; p=reject; sp=bogus", "reject")]
    [TestCase("v=DMARC1; p=quarantine; np=bogus; rua=mailto:d@bank.example", "quarantine")]
    [TestCase("v=DMARC1 p=none", "not enforcing")]
    [TestCase("v=DMARC1; p=bogus", "not enforcing")]
    [TestCase("v=DMARC1; p=re", "not enforcing")]
    [TestCase("v=DMARC1; p=none; rua=mailto:x?p=reject@y", "not enforcing")]
    [TestCase("v=DMARC1 p=none rua=mailto:x?p=reject@y", "not enforcing")]
    [TestCase("v=DMARC1 pp=reject", "not enforcing")]
    [TestCase("v=DMARC12; p=reject", "not enforcing")]
    [TestCase("v=spf1 p=reject", "not enforcing")]
    [TestCase("v=DMARC1 p=none sp=reject", "not enforcing")]
    [TestCase("", "not enforcing")]
    public void A_record_of_the_author_reads(string text, string policy)
    {
        var finding = At(Bank, Utf8(text));
        Assert.That(finding is DmarcFinding.Malformed malformed ? malformed.Policy.ToString().ToLowerInvariant() : "not enforcing", Is.EqualTo(policy));
        Assert.That(finding.IsEnforcing, Is.EqualTo(policy != "not enforcing"));
    }

    [Test]
    public void Several_whole_records_void_each_other_and_malformed_ones_beside_others_count() => Assert.Multiple(() =>
    {
        Assert.That(At(Bank, Texts("v=DMARC1; p=none", "v=DMARC1; p=reject")), Is.EqualTo(new DmarcFinding.None()));
        Assert.That(At(Bank, Texts("v=DMARC1; p=none", "v=DMARC1 p=reject")), Is.EqualTo(new DmarcFinding.Malformed(AssessmentPolicy.Reject, Bank)));
        Assert.That(At(Bank, Texts("v=spf1 -all", "v=DMARC1 p=reject")), Is.EqualTo(new DmarcFinding.Malformed(AssessmentPolicy.Reject, Bank)));
    });

    [Test]
    public void A_malformed_record_speaks_for_subdomains_and_a_sound_one_below_it_goes_first() => Assert.Multiple(() =>
    {
        Assert.That(At(Name("mail.bank.example"), Utf8("v=DMARC1 p=none sp=reject")), Is.EqualTo(new DmarcFinding.Malformed(AssessmentPolicy.Reject, Bank)));
        var world = new DmarcWorld(new Dictionary<string, Answer> { ["_dmarc.bank.example"] = Utf8("v=DMARC1 p=reject"), ["_dmarc.mail.bank.example"] = Texts("v=DMARC1; p=none") });
        Assert.That(Found(world, Name("mail.bank.example")).IsEnforcing, Is.False);
    });

    /// What is sound is read by the letter alone, and what the letter enforces stays.
    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 500)]
    public bool A_sound_record_is_never_in_doubt(RecordText text, DomainName author) =>
        !DmarcRecord.IsSound(Octets.Latin1(text.Value))
        || AuthorPolicyOf(new DmarcWorld(new Dictionary<string, Answer> { ["_dmarc." + author] = Texts(text.Value) }), author)
            == DmarcPolicyLaws.Discover(new DmarcWorld(new Dictionary<string, Answer> { ["_dmarc." + author] = Texts(text.Value) }).Ask, author).Result;

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 500)]
    public bool Doubt_only_ever_adds_to_what_the_letter_enforces(DmarcWorld world, DomainName author) =>
        DmarcPolicyLaws.Discover(world.Ask, author).Result is var letter && AuthorPolicyOf(world, author) is var found
        && (found == letter || (found is DmarcFinding.Malformed && !letter.IsEnforcing && letter is not DmarcFinding.Unknown));

    [Property(MaxTest = 1000)]
    public bool Any_text_is_read_or_not(string? text) => MalformedRecord.Read("v=DMARC1" + text).ForAll(policies => policies.Domain >= AssessmentPolicy.None);

    static DmarcFinding At(DomainName author, Answer answer) => Found(new DmarcWorld(new Dictionary<string, Answer> { ["_dmarc.bank.example"] = answer }), author);

    static DmarcFinding Found(DmarcWorld world, DomainName author) => AuthorPolicyOf(world, author);

    static DmarcFinding AuthorPolicyOf(DmarcWorld world, DomainName author) =>
        Rounds.Run(known => AuthorPolicy.Of(known, Seqs.Of(author), Option<DomainName>.None), world.Ask).Result.Findings.Head.Finding;

    static Answer.Records Utf8(string text) => new(Seqs.Of<RecordData>(new RecordData.Text(Octets.Utf8(text))));
}
