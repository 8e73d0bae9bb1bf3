using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Authentication;

/// <summary>Identifier alignment and the evaluation of DMARC (RFC 9989 §4.4, §5.3).</summary>
public class DmarcEvaluationLaws
{
    [Test]
    public void Recorded_alignments_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in TreeWalkLaws.Section("alignment"))
        {
            var mode = vector.GetProperty("mode").GetString() == "strict" ? AlignmentMode.Strict : AlignmentMode.Relaxed;
            var aligned = Rounds.Run(known => DmarcAlignment.Of(known, mode, TreeWalkLaws.Domain(vector, "author"), TreeWalkLaws.Domain(vector, "authenticated")), TreeWalkLaws.Zone(vector)).Result;
            Assert.That(aligned == Alignment.Yes, Is.EqualTo(vector.GetProperty("aligned").GetBoolean()), vector.ToString());
        }
    });

    [Property(Arbitrary = [typeof(SenderArbitraries)])]
    public bool Alignment_is_mutual(SenderCase given)
    {
        var (one, other) = (AuthenticationArbitraries.Name(given.Author), AuthenticationArbitraries.Name(given.SpfDomain));
        return Aligned(given, one, other) == Aligned(given, other, one);
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)])]
    public bool Strict_alignment_implies_relaxed(SenderCase given)
    {
        var (one, other) = (AuthenticationArbitraries.Name(given.Author), AuthenticationArbitraries.Name(given.SpfDomain));
        return Rounds.Run(known => DmarcAlignment.Of(known, AlignmentMode.Strict, one, other), given.Answer).Result != Alignment.Yes || Aligned(given, one, other) == Alignment.Yes;
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public Property A_pass_names_what_it_rests_on_and_a_fail_rests_on_nothing(SenderCase given)
    {
        var evaluation = Evaluated(given).Dmarc.Head;
        return (evaluation.Result switch
        {
            DmarcResult.Pass => evaluation.BySpf || !evaluation.Signatures.IsEmpty,
            _ => !evaluation.BySpf && evaluation.Signatures.IsEmpty,
        }
        && evaluation.Signatures.ForAll(signature => signature is { Result: DkimResult.Pass, InTest: false }))
            .Classify(evaluation.Result == DmarcResult.Pass, "pass").Classify(evaluation.Result == DmarcResult.Fail, "fail")
            .Classify(evaluation.Result == DmarcResult.None, "none").Classify(evaluation.Result == DmarcResult.TempError, "temperror");
    }

    /// <summary>Only a proved sender is written to: by SPF, by a signature of his very domain, or as an author that DMARC proves; and nobody is the null sender.</summary>
    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 500)]
    public bool A_sender_is_proved_by_his_own_domain_alone(SenderCase given)
    {
        var sender = Evaluated(given);
        var isProved = sender.Spf.Result == SpfResult.Pass
            || given.Signatures.Any(signature => signature is { Result: DkimResult.Pass, InTest: false } && signature.Domain == given.SpfDomain)
            || (sender.Dmarc.Head.Result == DmarcResult.Pass && given.Author == given.SpfDomain);
        return sender.ProvesSender == isProved && !(sender with { Request = sender.Request with { Identity = SpfIdentity.Helo } }).ProvesSender;
    }

    [TestCase("?", null, DmarcResult.TempError)]
    [TestCase("v=spf1 -all", DkimResult.TempError, DmarcResult.TempError)]
    [TestCase("v=spf1 -all", DkimResult.Fail, DmarcResult.Fail)]
    public void What_the_DNS_does_not_tell_is_no_failure(string spf, DkimResult? signature, DmarcResult result) => Assert.That(
        Evaluated(new SenderCase("bank.test", "bank.test", spf, "v=DMARC1; p=reject", signature is { } one ? [new SignatureCase("bank.test", one, null, false, false, ["from"])] : [])).Dmarc.Head.Result,
        Is.EqualTo(result));

    [TestCase("v=DMARC1; p=reject; aspf=s", DmarcResult.Fail)]
    [TestCase("v=DMARC1; p=reject; adkim=s", DmarcResult.Pass)]
    public void Each_method_has_its_own_mode_of_alignment(string policy, DmarcResult result) =>
        Assert.That(Evaluated(new SenderCase("bank.test", "mail.bank.test", "v=spf1 ip4:192.0.2.1 -all", policy, [])).Dmarc.Head.Result, Is.EqualTo(result));

    [Property(Arbitrary = [typeof(SenderArbitraries)])]
    public bool Any_order_of_answers_gives_the_same_result(SenderCase given, int seed)
    {
        var together = Evaluated(given);
        var (known, random) = (Knowledge.Empty, new Random(seed));
        while (true)
        {
            var decided = SenderAuthentication.Of(known, given.Request, given.Authors, given.Findings);
            if (decided.IsSuccess)
            {
                return decided.Match(Succ: found => found.Equals(together), Fail: _ => false);
            }

            var missing = decided.Match(Succ: _ => default, Fail: questions => questions);
            var one = missing[random.Next(missing.Count)];
            known = known.With(one, given.Answer(one));
        }
    }

    /// Somebody appended a text to a mail whose signature covers the beginning of the body alone.
    [TestCase("v=DMARC1; p=reject", "v=spf1 -all", true, false)]
    [TestCase("v=DMARC1; p=reject", "v=spf1 -all", false, true)]
    [TestCase("v=DMARC1; p=reject", "v=spf1 ip4:192.0.2.1 -all", true, true)]
    [TestCase("", "v=spf1 -all", true, false)]
    [TestCase("", "v=spf1 -all", false, true)]
    public void A_signature_of_a_part_of_the_body_proves_no_author(string policy, string spf, bool hasLimit, bool proves) => Assert.That(
        Evaluated(new SenderCase("bank.test", "bank.test", spf, policy, [new SignatureCase("bank.test", DkimResult.Pass, null, hasLimit, false, ["from"])])).ProvesAuthors, Is.EqualTo(proves));

    [Test]
    public void A_mail_of_several_authors_is_evaluated_for_each_and_one_without_for_none()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 +all", "v=DMARC1; p=reject", []);
        var two = Rounds.Run(known => SenderAuthentication.Of(known, given.Request, given.Authors.Add(AuthenticationArbitraries.Name("shop.test")), given.Findings), given.Answer).Result;
        Assert.That(two.Dmarc.Map(each => (each.Author.Value, each.Result)), Is.EqualTo(new[] { ("bank.test", DmarcResult.Pass), ("shop.test", DmarcResult.Fail) }));
        var none = Rounds.Run(known => SenderAuthentication.Of(known, given.Request, default, given.Findings), given.Answer).Result;
        Assert.That((none.Dmarc.IsEmpty, none.ProvesAuthors, two.ProvesAuthors), Is.EqualTo((true, false, false)), "nobody is no author that is proved");
    }

    static Alignment Aligned(SenderCase given, Domain.Addresses.DomainName one, Domain.Addresses.DomainName other) =>
        Rounds.Run(known => DmarcAlignment.Of(known, AlignmentMode.Relaxed, one, other), given.Answer).Result;

    static SenderAuthentication Evaluated(SenderCase given) => Rounds.Run(known => SenderAuthentication.Of(known, given.Request, given.Authors, given.Findings), given.Answer).Result;
}
