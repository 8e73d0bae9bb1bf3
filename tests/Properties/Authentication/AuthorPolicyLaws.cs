using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AuthenticationArbitraries;

namespace Laitos.Properties.Authentication;

public class AuthorPolicyLaws
{
    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool Each_domain_has_the_finding_that_it_has_alone(DmarcWorld world, DomainName[] authors, DomainName envelope)
    {
        var roundsResult = Of(world.Ask, authors, envelope);
        return roundsResult.Result.Findings.ForAll(each =>
                each.Finding is DmarcFinding.Unknown
                || (DmarcPolicyLaws.Discover(world.Ask, each.Domain).Result is var letter && (each.Finding == letter || (!letter.IsEnforcing && each.Finding is DmarcFinding.Malformed))))
            && roundsResult.Result.Findings.Map(each => each.Domain).SequenceEqual(authors.Append(envelope).Distinct())
            && roundsResult.Rounds <= TreeWalk.MaxQuestions + 1;
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 200)]
    public bool The_first_round_asks_of_all_domains_at_once(DomainName[] authors, DomainName envelope)
    {
        var few = authors.Distinct().Take(AuthorPolicy.MaxAuthorDomains).ToArray();
        var questions = AuthorPolicy.Of(Knowledge.Empty, Seqs.Of<DomainName>(few), envelope).Match(_ => default, missing => missing);
        return questions.SequenceEqual(few.Append(envelope).Distinct().Select(PolicyLookup.QuestionOf));
    }

    /// <summary>A From field may name a thousand domains. A sequence that is joined anew for each costs the square.</summary>
    [Test]
    public void Ten_times_as_many_domains_take_ten_times_the_memory() => Assert.That(Octets(1000), Is.LessThan(20 * Octets(100)));

    static long Octets(int count)
    {
        var authors = Enumerable.Range(0, count).Select(n => Name($"d{n}.test")).Gather();
        var known = Knowledge.Of([.. authors.AsEnumerable().Take(AuthorPolicy.MaxAuthorDomains).Select(domain => (PolicyLookup.QuestionOf(domain), Texts("v=DMARC1; p=none")))]);
        Assert.That(AuthorPolicy.Of(known, authors, Option<DomainName>.None).IsSuccess);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = AuthorPolicy.Of(known, authors, Option<DomainName>.None);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Test]
    public void More_domains_than_are_looked_up_stay_unknown()
    {
        var authors = Enumerable.Range(0, 30).Select(n => Name($"d{n}.test")).ToArray();
        var roundsResult = Of(question => Texts("v=DMARC1; p=none"), authors, Name("e.test"));
        Assert.That(roundsResult.Asked, Has.Count.EqualTo(AuthorPolicy.MaxAuthorDomains + 1));
        Assert.That(roundsResult.Result.Unknown, Is.EquivalentTo(authors[AuthorPolicy.MaxAuthorDomains..]));
        Assert.That(roundsResult.Result.Enforcing, Is.Empty);
    }

    [Test]
    public void Enforcing_and_unknown_domains_are_told_apart()
    {
        var world = new DmarcWorld(new Dictionary<string, Answer>
        {
            ["_dmarc.strict.test"] = Texts("v=DMARC1; p=reject"),
            ["_dmarc.trial.test"] = Texts("v=DMARC1; p=quarantine; t=y"),
            ["_dmarc.silent.test"] = new Answer.Unavailable("time-out"),
        });
        var roundsResult = Of(world.Ask, [Name("trial.test"), Name("strict.test"), Name("open.test")], Name("silent.test"));
        Assert.That(roundsResult.Result.Enforcing, Is.EqualTo(Seqs.Of(Name("strict.test"))));
        Assert.That(roundsResult.Result.Unknown, Is.EqualTo(Seqs.Of(Name("silent.test"))));
    }

    [Test]
    public void A_mail_without_domains_asks_nothing() =>
        Assert.That(AuthorPolicy.Of(Knowledge.Empty, default, Option<DomainName>.None).IsSuccess);

    static RoundsResult<Enforcement> Of(Func<Question, Answer> world, DomainName[] authors, DomainName envelope) =>
        Rounds.Run(known => AuthorPolicy.Of(known, Seqs.Of<DomainName>(authors), envelope), world);
}
