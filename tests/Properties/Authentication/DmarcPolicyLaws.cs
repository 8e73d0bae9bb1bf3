using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AuthenticationArbitraries;

namespace Laitos.Properties.Authentication;

public class DmarcPolicyLaws
{
    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool At_most_nine_questions_settle_a_policy(DmarcWorld world, DomainName author) =>
        Discover(world.Ask, author).Asked.Count <= TreeWalk.MaxQuestions + 1;

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool Answers_that_were_not_asked_for_change_nothing(DmarcWorld world, DomainName author)
    {
        var all = world.Answers.Aggregate(Knowledge.Empty, (known, item) => known
            .With(new Question(item.Key, RecordType.Txt), item.Value)
            .With(new Question(item.Key, RecordType.A), item.Value));
        var roundsResult = Discover(world.Ask, author);
        var known = roundsResult.Asked.Reverse().Aggregate(all, (sofar, question) => sofar.With(question, world.Ask(question)));
        return DmarcPolicy.Of(known, author) == Prelude.Success<Question, DmarcFinding>(roundsResult.Result);
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool A_question_without_an_answer_makes_the_policy_unknown(DmarcWorld world, DomainName author, byte index)
    {
        var asked = Discover(world.Ask, author).Asked;
        var silent = asked[index % asked.Count];
        return Discover(question => question == silent ? new Answer.Unavailable("?") : world.Ask(question), author).Result is DmarcFinding.Unknown;
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool No_such_name_no_data_and_foreign_texts_are_the_same(DmarcWorld world, DomainName author, DomainName at)
    {
        var findings = new[] { new Answer.NoSuchDomain(), new Answer.NoData(), Texts("v=spf1 -all", "hello"), Texts("v=DMARC1; p=none; psd=n", "v=DMARC1; p=reject") }
            .Select(answer => Discover(world.With("_dmarc." + at, answer).Ask, author).Result);
        return findings.Distinct().Count() == 1;
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Letter_case_of_the_domain_means_nothing(DmarcWorld world, DomainName author) =>
        Discover(world.Ask, Name(author.Value.ToUpperInvariant() + ".")) is var shouted && shouted.Result == Discover(world.Ask, author).Result;

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Testing_lowers_what_is_enforced_by_one_step(DmarcWorld world, DomainName author) =>
        Discover(world.Ask, author).Result is not DmarcFinding.Published published
        || published.Effective == (published.Testing && published.Stated > AssessmentPolicy.None ? published.Stated - 1 : published.Stated);

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool An_own_record_is_all_that_is_asked_for(DmarcWorld world, DomainName author)
    {
        var roundsResult = Discover(world.With("_dmarc." + author, Texts("v=DMARC1; p=quarantine")).Ask, author);
        return roundsResult.Asked.Count == 1 && roundsResult.Result == new DmarcFinding.Published(AssessmentPolicy.Quarantine, PolicyTag.P, author, false);
    }

    [TestCase("example", "v=DMARC1; p=reject; psd=y; np=none", PolicyTag.P, AssessmentPolicy.Reject, TestName = "A_public_suffix_speaks_for_those_who_say_nothing")]
    [TestCase("example", "v=DMARC1; p=none; psd=y; sp=reject; np=quarantine", PolicyTag.Sp, AssessmentPolicy.Reject, TestName = "A_public_suffix_speaks_with_sp")]
    [TestCase("b.example", "v=DMARC1; p=none; sp=quarantine", PolicyTag.Sp, AssessmentPolicy.Quarantine, TestName = "An_organization_speaks_with_sp")]
    public void An_inherited_policy(string at, string record, PolicyTag tag, AssessmentPolicy policy)
    {
        var world = new DmarcWorld(new Dictionary<string, Answer> { ["_dmarc." + at] = Texts(record), ["a.b.example"] = new Answer.NoData() });
        Assert.That(Discover(world.Ask, Name("a.b.example")).Result, Is.EqualTo(new DmarcFinding.Published(policy, tag, Name(at), false)));
    }

    [Test]
    public void The_record_of_the_organization_goes_before_that_of_the_suffix_and_any_between()
    {
        var world = new DmarcWorld(new Dictionary<string, Answer>
        {
            ["_dmarc.b.giant.bank.example"] = Texts("v=DMARC1; p=none"),
            ["_dmarc.giant.bank.example"] = Texts("v=DMARC1; p=quarantine"),
            ["_dmarc.bank.example"] = Texts("v=DMARC1; p=reject; psd=y"),
        });
        var author = Name("a.b.giant.bank.example");
        Assert.That(Discover(world.Ask, author).Result, Is.EqualTo(new DmarcFinding.Published(AssessmentPolicy.Quarantine, PolicyTag.P, Name("giant.bank.example"), false)));
        Assert.That(
            Discover(world.With("_dmarc.giant.bank.example", new Answer.NoData()).Ask, author).Result,
            Is.EqualTo(new DmarcFinding.Published(AssessmentPolicy.Reject, PolicyTag.P, Name("bank.example"), false)));
    }

    [Test]
    public void Recorded_policies_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in TreeWalkLaws.Section("policy"))
        {
            var author = Name(vector.GetProperty("author_is_subdomain").GetBoolean() ? "mail.example.com" : "example.com");
            var world = new DmarcWorld(new Dictionary<string, Answer>
            {
                ["_dmarc.example.com"] = Texts(vector.GetProperty("record").GetString()!),
                [author.Value] = vector.GetProperty("author_exists").GetBoolean() ? new Answer.NoData() : new Answer.NoSuchDomain(),
            });
            var stated = Discover(world.Ask, author).Result is DmarcFinding.Published published ? published.Stated.ToString().ToLowerInvariant() : null;
            Assert.That(stated, Is.EqualTo(vector.GetProperty("policy").GetString()), vector.ToString());
        }
    });

    internal static RoundsResult<DmarcFinding> Discover(Func<Question, Answer> world, DomainName author) =>
        Rounds.Run(known => DmarcPolicy.Of(known, author), world);
}
