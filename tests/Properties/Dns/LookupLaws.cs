using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class LookupLaws
{
    static readonly NameServer Nobody = NameServer.Parse("198.51.100.1").IfLeft(error => throw new InvalidOperationException(error.ToString()));

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 250)]
    public bool A_lookup_ends_within_its_identities_whatever_happens(LookupPolicy policy, Question question, History history)
    {
        var play = Lookups.Play(policy, question, history);
        return play.Sent.Count <= LookupPolicy.MaxQueries && play.Done is { Ttl.Ticks: >= 0 };
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 250)]
    public bool What_does_not_answer_the_question_changes_nothing(LookupPolicy policy, Question question, History history)
    {
        var quiet = history with { Happenings = [.. history.Happenings.Where(happening => happening < Happening.WrongId)] };
        var (noisy, calm) = (Lookups.Play(policy, question, history), Lookups.Play(policy, question, quiet));
        return noisy.Done == calm.Done && noisy.Sent.SequenceEqual(calm.Sent);
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool Every_packet_is_a_query_of_its_own_identity(LookupPolicy policy, Question question, History history)
    {
        var sent = Lookups.Play(policy, question, history).Sent.Select(Lookups.QueryOf).ToArray();
        return sent.Select(query => query.Header.Id).SequenceEqual(Lookups.Ids.Take(sent.Length))
            && sent.All(query => query.Header.Flags == Header.RecursionDesired && query.Questions.Count == 1 && query.Questions.Head.Class == 1)
            && sent.All(query => query.Edns.IsNone || query.Edns == Edns.Plain(1232));
    }

    /// The servers in turn, round by round, as long as none of them says anything.
    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool Silent_servers_are_asked_in_rounds(LookupPolicy policy)
    {
        var sent = Lookups.Play(policy, new Question("a.test", RecordType.A), new History([])).Sent;
        var expected = policy.Timeouts.SelectEach(timeout => policy.Servers.Map(server => (server, timeout)));
        return sent.Select(effect => effect is LookupEffect.SendUdp udp ? (udp.Server, udp.Timeout) : default).SequenceEqual(expected);
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 250)]
    public bool Any_packet_is_answered_or_passed_over(LookupPolicy policy, Packet packet)
    {
        var start = DnsLookup.Advance(policy, new Lookup.Idle(new Question("a.test", RecordType.A)), new LookupInput.Start(Seqs.Of(1, 2)));
        return policy.Servers.IsEmpty
            || DnsLookup.Advance(policy, start.Next, new LookupInput.PacketReceived(packet.Octets, policy.Servers.Head)).Effects.Count == 1;
    }

    [TestCase(Happening.Records, "records", 50)]
    [TestCase(Happening.NoData, "NODATA", 40)]
    [TestCase(Happening.NoDataWithoutAuthority, "NODATA", 0)]
    [TestCase(Happening.Denied, "NXDOMAIN", 40)]
    [TestCase(Happening.AliasWithRecords, "records", 30)]
    [TestCase(Happening.AliasLoop, "unavailable", 0)]
    [TestCase(Happening.ServerFailure, "unavailable", 0)]
    [TestCase(Happening.Refused, "unavailable", 0)]
    [TestCase(Happening.Referral, "unavailable", 0)]
    [TestCase(Happening.TimedOut, "unavailable", 0)]
    [TestCase(Happening.NetworkFailed, "unavailable", 0)]
    public void A_response_has_one_meaning(Happening happening, string answer, int ttl)
    {
        var play = Lookups.Play(Lookups.OneServer, new Question("a.test", RecordType.A), new History([happening]));
        Assert.That((Word(play.Done.Answer), play.Done.Ttl), Is.EqualTo((answer, TimeSpan.FromSeconds(ttl))));
    }

    [Test]
    public void What_is_cut_is_asked_again_over_TCP()
    {
        var play = Lookups.Play(Lookups.OneServer, new Question("a.test", RecordType.A), new History([Happening.Cut, Happening.Records]));
        Assert.That(play.Sent.Map(effect => effect.GetType()), Is.EqualTo(new[] { typeof(LookupEffect.SendUdp), typeof(LookupEffect.SendTcp) }));
        Assert.That(Word(play.Done.Answer), Is.EqualTo("records"));
    }

    [Test]
    public void Who_does_not_understand_EDNS_is_asked_without()
    {
        var play = Lookups.Play(Lookups.OneServer, new Question("a.test", RecordType.A), new History([Happening.FormatError, Happening.Records]));
        Assert.That(play.Sent.Map(effect => Lookups.QueryOf(effect).Edns.IsSome), Is.EqualTo(new[] { true, false }));
        Assert.That(Word(play.Done.Answer), Is.EqualTo("records"));
    }

    [TestCase(8, "records")]
    [TestCase(9, "unavailable")]
    public void At_most_eight_aliases_are_followed_from_response_to_response(int aliases, string answer)
    {
        var history = new History([.. Enumerable.Repeat(Happening.AliasOnly, aliases), Happening.Records]);
        var play = Lookups.Play(Lookups.OneServer, new Question("a.test", RecordType.A), history);
        Assert.That(Word(play.Done.Answer), Is.EqualTo(answer));
        Assert.That(Lookups.QueryOf(play.Sent.Last()).Questions.Head.Question.Name, Does.EndWith("a.test").And.StartWith("next."));
    }

    /// The least TTL on the way counts: 30 s of the alias, not 50 s of the record.
    [Test]
    public void An_answer_is_kept_no_longer_than_the_aliases_that_led_to_it()
    {
        var play = Lookups.Play(Lookups.OneServer, new Question("a.test", RecordType.A), new History([Happening.AliasOnly, Happening.Records]));
        Assert.That(play.Done.Ttl, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_name_that_no_packet_can_hold_does_not_exist() =>
        Assert.That(Word(Lookups.Play(Lookups.OneServer, new Question("a..b", RecordType.A), new History([])).Done.Answer), Is.EqualTo("NXDOMAIN"));

    [Test]
    public void Only_the_server_that_was_asked_is_heard()
    {
        var asking = DnsLookup.Advance(Lookups.OneServer, new Lookup.Idle(new Question("a.test", RecordType.A)), new LookupInput.Start(Seqs.Of(1)));
        var response = Lookups.Tell(Lookups.QueryOf(asking.Effects.Last), Happening.Records, Nobody);
        Assert.That(DnsLookup.Advance(Lookups.OneServer, asking.Next, response), Is.EqualTo(new Step<Lookup, LookupEffect>(asking.Next, Seqs.Of<LookupEffect>(new LookupEffect.Listen()))));
    }

    [Test]
    public void What_was_not_asked_for_ends_the_lookup() =>
        Assert.That(DnsLookup.Advance(Lookups.OneServer, new Lookup.Finished(), new LookupInput.TimedOut()).Effects.Last, Is.InstanceOf<LookupEffect.Done>());

    static string Word(Answer answer) => answer switch
    {
        Answer.Records => "records",
        Answer.NoData => "NODATA",
        Answer.NoSuchDomain => "NXDOMAIN",
        _ => "unavailable",
    };
}
