using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Authentication;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Filtering;

public class ScreeningLaws
{
    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool Two_rounds_settle_it_and_the_first_asks_all_lists(ScreeningCase given)
    {
        var roundsResult = Judge(given);
        var first = Screening.Questions(given.Policy, given.Health, given.Client);
        return roundsResult.Rounds <= 2 && roundsResult.Asked.Take(first.Count).SequenceEqual(first)
            && roundsResult.Asked.Skip(first.Count).All(question => question.Type == RecordType.Txt);
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 100)]
    public bool A_list_that_is_not_proven_yet_proves_itself_by_the_answers_of_the_same_round(ScreeningCase given)
    {
        var proofs = given.Policy.Lists.Fold(given.World, (world, list) => Passing(list).Answers.ToArray().Aggregate(world, (all, item) => all.AddOrUpdate(item.Question, item.Answer)));
        var fresh = given with { Health = BlocklistHealth.Start(given.Policy.Lists), World = proofs };
        return Judge(fresh).Result == Judge(fresh with { Health = Health(given.Policy.Lists) }).Result && Judge(fresh).Rounds <= 2;
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool Surplus_answers_and_their_order_change_nothing(ScreeningCase given)
    {
        var all = given.World.Fold(Knowledge.Empty, (known, item) => known.With(item.Key, Reversed(item.Value)));
        var known = Judge(given).Asked.Reverse().Aggregate(all, (sofar, question) => sofar.With(question, Reversed(given.Ask(question))));
        return Screening.Judge(given.Policy, given.Health, given.Client, known) == Prelude.Success<Question, ScreeningVerdict>(Judge(given).Result);
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool A_list_that_does_not_answer_never_turns_a_welcome_into_a_refusal(ScreeningCase given, byte index) =>
        Judge(given) is var before
        && (before.Result.IsBlocked || before.Asked.Count == 0
            || !Judge(given.With(before.Asked[index % before.Asked.Count], new Answer.Unavailable("?"))).Result.IsBlocked);

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool A_higher_threshold_never_blocks_more(ScreeningCase given, byte more) =>
        Judge(given).Result.IsBlocked
        || !Judge(given with { Policy = given.Policy with { Threshold = given.Policy.Threshold + more } }).Result.IsBlocked;

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool A_list_that_knows_nothing_changes_nothing(ScreeningCase given)
    {
        var idle = Blocklist.Of("idle.example", 3);
        var more = given with { Policy = given.Policy with { Lists = given.Policy.Lists.Add(idle) }, Health = Health(given.Policy.Lists.Filter(list => given.Health.Of(list) is ListHealth.Healthy).Add(idle)) };
        return Judge(more).Result == Judge(given).Result;
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool Only_lists_that_hold_such_addresses_and_are_not_set_aside_are_asked(ScreeningCase given)
    {
        var roundsResult = Judge(given);
        return given.Policy.Lists.ForAll(list =>
            (given.Health.Of(list) is not ListHealth.SetAside && (list.Ipv6 || !given.Client.IsV6) && !given.Client.IsPrivate)
            || given.Policy.Lists.Exists(other => other.Zone == list.Zone && other.Ipv6 && !given.Client.IsPrivate && given.Health.Of(list) is not ListHealth.SetAside)
            || !roundsResult.Asked.Contains(list.Membership(given.Client)));
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool With_all_lists_set_aside_nothing_is_asked_and_nobody_blocked(ScreeningCase given)
    {
        var dead = given.Policy.Lists.Fold(
            BlocklistHealth.Start(given.Policy.Lists),
            (board, list) => board.After(Noon, list, Proof(list, new Answer.Unavailable("time-out"), new Answer.Unavailable("time-out"))).Next);
        return Judge(given with { Health = dead }) is { Asked.Count: 0, Rounds: 0, Result.IsBlocked: false };
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool A_list_gone_mad_blocks_nobody(ScreeningCase given)
    {
        var everything = AddressRecords(Ip("127.0.0.2"));
        var mad = given.Policy.Lists.Fold(
            BlocklistHealth.Start(given.Policy.Lists),
            (board, list) => board.After(Noon, list, Passing(list)).Next.After(Noon, list, Proof(list, everything, everything)).Next);
        return !Rounds.Run(known => Screening.Judge(given.Policy, mad, given.Client, known), _ => everything).Result.IsBlocked;
    }

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool Only_counted_answers_are_listings(ScreeningCase given) =>
        Judge(given).Result.Listings.ForAll(listing =>
            !listing.Answers.IsEmpty
            && listing.Answers.ForAll(answer => ListAnswers.IsWithin(listing.List.Counts, answer))
            && given.Ask(listing.List.Membership(given.Client)) is Answer.Records);

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 80)]
    public bool An_explanation_is_one_short_line_without_keys(ScreeningCase given)
    {
        const string key = "ABCDEFGHIJKLMNOPQRSTUV";
        var verdict = Judge(given).Result;
        var text = verdict.Explain();
        return new[] { text, verdict.ExplainScore(), verdict.ExplainFailures() }.All(line => line.Length <= 400 && line.All(c => c is >= ' ' and <= '~') && (!line.Contains(key, StringComparison.OrdinalIgnoreCase) || given.Policy.Lists.ForAll(list => !list.Zone.Contains(key, StringComparison.OrdinalIgnoreCase))))
            && (verdict.ExplainScore().Length == 0) == verdict.Listings.IsEmpty && (verdict.ExplainFailures().Length == 0) == verdict.Failures.IsEmpty
            && verdict.Listings.ForAll(listing => listing.Reason.ForAll(reason => reason.Length <= 200 && (listing.List.Name == listing.List.Zone || !reason.Contains("abcdefgh", StringComparison.OrdinalIgnoreCase))))
            && (!verdict.IsBlocked || text.Length > 0);
    }

    [Test]
    public void A_refusal_names_the_list_and_its_reason()
    {
        var (zen, dnswl) = (Blocklist.Of("zen.spamhaus.org", 3), Blocklist.Of("list.dnswl.org", -1));
        var client = Ip("192.0.2.1");
        var given = new ScreeningCase(new ScreeningPolicy(Seqs.Of(zen, dnswl), 1), Health([zen, dnswl]), client, HashMap<Question, Answer>.Empty)
            .With(zen.Membership(client), AddressRecords(Ip("127.0.0.4"), Ip("127.0.0.2"), Ip("127.0.0.4")))
            .With(zen.Reason(client), AuthenticationArbitraries.Texts("https://www.spamhaus.org/query/ip/192.0.2.1"));
        var verdict = Judge(given).Result;
        Assert.That(verdict.Explain(), Is.EqualTo("192.0.2.1 is listed by zen.spamhaus.org (https://www.spamhaus.org/query/ip/192.0.2.1)"));
        Assert.That(verdict, Has.Property("Score").EqualTo(3).And.Property("IsBlocked").True);
        Assert.That(Judge(given.With(dnswl.Membership(client), AddressRecords(Ip("127.0.5.1")))).Result.Score, Is.EqualTo(2));
        Assert.That(Judge(given.With(dnswl.Membership(client), new Answer.Unavailable("?"))).Result.Score, Is.EqualTo(2));
    }

    /// "Why was this not blocked?"
    [Test]
    public void A_client_under_the_threshold_is_told_with_its_score_and_the_lists_that_were_silent()
    {
        var (heavy, good, silent) = (Blocklist.Of("heavy.test", 2), Blocklist.Of("good.test", -1), Blocklist.Of("silent.test"));
        var client = Ip("192.0.2.1");
        var given = new ScreeningCase(new ScreeningPolicy(Seqs.Of(heavy, good, silent), 3), Health([heavy, good, silent]), client, HashMap<Question, Answer>.Empty)
            .With(heavy.Membership(client), AddressRecords(Ip("127.0.0.2")))
            .With(good.Membership(client), AddressRecords(Ip("127.0.0.2")))
            .With(silent.Membership(client), new Answer.Unavailable("did not answer in time"));
        var verdict = Judge(given).Result;
        Assert.That(verdict.ExplainScore(), Is.EqualTo("heavy.test +2; good.test -1 [score 1 of 3]"));
        Assert.That(verdict.ExplainFailures(), Is.EqualTo("silent.test (did not answer in time)"));
    }

    [Test]
    public void An_error_code_is_a_failure_of_the_list()
    {
        var zen = Blocklist.Of("zen.spamhaus.org");
        var client = Ip("192.0.2.1");
        var given = new ScreeningCase(new ScreeningPolicy(Seqs.Of(zen), 1), Health([zen]), client, HashMap<Question, Answer>.Empty)
            .With(zen.Membership(client), AddressRecords(Ip("127.255.255.254")));
        Assert.That(Judge(given).Result, Is.EqualTo(new ScreeningVerdict(client, 1, default, Seqs.Of(new ListFailure(zen, "error code 127.255.255.254")))));
    }

    static RoundsResult<ScreeningVerdict> Judge(ScreeningCase given) =>
        Rounds.Run(known => Screening.Judge(given.Policy, given.Health, given.Client, known), given.Ask);

    static Answer Reversed(Answer answer) =>
        answer is Answer.Records(var data) ? new Answer.Records(data.AsEnumerable().Reverse().Gather()) : answer;
}
