using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class LookupLaws
{
    static readonly Question Asked = new("a.test", RecordType.A);

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 500)]
    public bool A_lookup_ends_whatever_happens_and_asks_nothing_twice(LookupPolicy policy, Question question, History history)
    {
        var (asked, done) = Play(policy, question, history);
        return asked.Count <= policy.MaxAttempts && asked.Distinct().Count() == asked.Count && done.Ttl >= TimeSpan.Zero;
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 500)]
    public bool Only_a_response_to_the_question_becomes_an_answer(LookupPolicy policy, Question question, History history) =>
        Play(policy, question, history).Done.Answer is Answer.Unavailable
        || history.Results.Any(result => result is QueryResult.Responded(var response) && response.Question == question);

    /// The servers in turn, round by round, as long as none of them says anything.
    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool Silent_servers_are_asked_in_rounds(LookupPolicy policy)
    {
        var (asked, done) = Play(policy, Asked, new History([]));
        var expected = policy.Timeouts.SelectEach(timeout => policy.Servers.Map(server => (server, timeout)));
        return asked.Select(ask => (ask.Server, ask.Timeout)).SequenceEqual(expected) && done.Server.IsNone;
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool The_preferred_server_is_asked_first_and_the_others_in_their_order(LookupPolicy policy)
    {
        var preferred = policy.Servers.Last;
        var servers = policy.Preferring(preferred).Servers;
        return servers.Head == preferred && servers.Tail.SequenceEqual(policy.Servers.Where(server => server != preferred));
    }

    [Test]
    public void What_is_false_or_broken_is_asked_again_over_TCP_at_the_same_server() =>
        Assert.That(Ways(new QueryResult.Broken("x"), new QueryResult.Broken("x")), Is.EqualTo(new[] { new Attempt(0), new Attempt(0, Tcp: true), new Attempt(1) }));

    [Test]
    public void Who_does_not_understand_EDNS_is_asked_without()
    {
        var puzzled = new QueryResult.Responded(new Response(ResponseCode.FormatError, Option<Question>.None, false, default, default));
        Assert.That(Ways(puzzled, puzzled), Is.EqualTo(new[] { new Attempt(0), new Attempt(0, Edns: false), new Attempt(1) }));
    }

    [TestCase("a..b")]
    [TestCase("x.")]
    public void A_name_that_no_packet_can_hold_does_not_exist(string start)
    {
        var question = new Question(start + string.Concat(Enumerable.Repeat("y.", 130)), RecordType.A);
        Assert.That(Lookup.Begin(LookupPolicy.Asking(Seqs.Of(Server(1))), question), Is.EqualTo(new LookupStep.Done(new Answer.NoSuchDomain(), default, Option<NameServer>.None)));
    }

    [Test]
    public void Without_a_server_nothing_is_known() =>
        Assert.That(Lookup.Begin(LookupPolicy.Asking(default), Asked), Is.InstanceOf<LookupStep.Done>().With.Property("Answer").EqualTo(new Answer.Unavailable("no DNS server is configured")));

    /// How two servers are asked in one round.
    static Attempt[] Ways(params QueryResult[] results) =>
        [.. Play(new LookupPolicy(Seqs.Of(Server(1), Server(2)), Seqs.Of(TimeSpan.FromSeconds(1))), Asked, new History(results)).Asked.Select(ask => ask.Attempt)];

    /// After the last result there is silence.
    static (List<LookupStep.Ask> Asked, LookupStep.Done Done) Play(LookupPolicy policy, Question question, History history)
    {
        var results = new Queue<QueryResult>(history.Results);
        var asked = new List<LookupStep.Ask>();
        var step = Lookup.Begin(policy, question);
        while (step is LookupStep.Ask ask)
        {
            asked.Add(ask);
            step = Lookup.After(policy, question, ask, results.TryDequeue(out var result) ? result : new QueryResult.Silent("silent"));
        }

        return (asked, (LookupStep.Done)step);
    }

    static NameServer Server(int last) => NameServer.Parse($"192.0.2.{last}").IfLeft(error => throw new InvalidOperationException(error.ToString()));
}
