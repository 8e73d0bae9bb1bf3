using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Authentication.Spf;

public class SpfCheckLaws
{
    /// Ten terms of every record on the way, ten hosts of ten mail exchangers, the client's names, the explanation.
    const int MostQuestions = 250;

    /// As many as the shell asks at most (AskUntilKnown).
    const int MostRounds = 20;

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 200)]
    public bool Whatever_the_records_say_a_check_ends_within_few_rounds_and_questions(SpfWorld world, SpfRequest request)
    {
        var outcome = Run(world, request);
        return outcome.Rounds <= MostRounds && outcome.Asked.Count <= MostQuestions;
    }

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 150)]
    public bool Answers_that_come_one_by_one_lead_to_the_same_result(SpfWorld world, SpfRequest request)
    {
        var known = Knowledge.Empty;
        while (SpfCheck.Of(known, request).FailToSeq() is { IsEmpty: false } missing)
        {
            known = known.With(missing.Last, world.Ask(missing.Last));
        }

        return SpfCheck.Of(known, request).SuccessToSeq().Head == Run(world, request).Result;
    }

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 150)]
    public bool An_answer_that_nobody_asked_for_changes_nothing(SpfWorld world, SpfRequest request, SpfWorld other)
    {
        var surplus = other.Records.Keys.Where(question => !world.Records.ContainsKey(question))
            .Aggregate(Knowledge.Empty, (known, question) => known.With(new Question("surplus." + question.Name, question.Type), other.Ask(question)));
        return Rounds.Run(known => SpfCheck.Of(known.With(surplus), request), world.Ask).Result == Run(world, request).Result;
    }

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 150)]
    public bool A_domain_that_is_silent_gives_a_temporary_error_and_no_other(SpfWorld world, SpfRequest request)
    {
        var silent = Rounds.Run(known => SpfCheck.Of(known, request), _ => new Answer.Unavailable("?")).Result;
        return silent.Result is SpfResult.TempError or SpfResult.None && (silent.Result == SpfResult.None) == (Run(SpfWorld.Empty, request).Asked.Count == 0);
    }

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 200)]
    public bool A_network_holds_the_addresses_that_begin_with_its_bits(IpAddress client, IpAddress network, byte length)
    {
        var request = SpfArbitraries.RequestFor(client.ToString(), "a.example");
        var bits = length % ((network.IsV6 ? 128 : 32) + 1);
        var world = SpfWorld.Of(request.Domain, $"v=spf1 {(network.IsV6 ? "ip6" : "ip4")}:{network}/{bits} -all");
        var holds = network.IsV6 == request.Client.IsV6 && Bits(network).Take(bits).SequenceEqual(Bits(request.Client).Take(bits));
        return Run(world, request).Result.Result is var result && result == (holds ? SpfResult.Pass : SpfResult.Fail);
    }

    [Property(Arbitrary = [typeof(SpfArbitraries)], MaxTest = 150)]
    public bool The_first_match_decides(IpAddress client, byte before, byte index)
    {
        var request = SpfArbitraries.RequestFor(client.ToString(), "a.example");
        string[] qualifiers = ["+", "-", "~", "?"];
        SpfResult[] results = [SpfResult.Pass, SpfResult.Fail, SpfResult.SoftFail, SpfResult.Neutral];
        var none = string.Concat(Enumerable.Repeat("-ip4:198.51.100.77 ", before % 30));
        var world = SpfWorld.Of(request.Domain, $"v=spf1 {none}{qualifiers[index % 4]}all {qualifiers[(index + 1) % 4]}all");
        return Run(world, request).Result.Result == results[index % 4];
    }

    [Test]
    public void A_record_that_includes_itself_ends_in_a_permanent_error()
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", "a.example");
        Assert.That(Run(SpfWorld.Of("a.example", "v=spf1 include:a.example -all"), request).Result.Result, Is.EqualTo(SpfResult.PermError));
        Assert.That(Run(SpfWorld.Of("a.example", "v=spf1 redirect=a.example"), request).Result.Result, Is.EqualTo(SpfResult.PermError));
    }

    [Test]
    public void A_record_of_thousands_of_terms_is_gone_through_without_recursion()
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", "a.example");
        var text = "v=spf1 " + string.Concat(Enumerable.Repeat("ip4:192.0.2.2 ", 4000)) + "-all";
        Assert.That(Run(SpfWorld.Of("a.example", text), request).Result.Result, Is.EqualTo(SpfResult.Fail));
    }

    [Test]
    public void Macros_cannot_make_a_text_grow_without_bound()
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", "a.example");
        var world = SpfWorld.Of("a.example", "v=spf1 -all exp=why.example").With("why.example", string.Concat(Enumerable.Repeat("%{s}%{h}", 8000)));
        Assert.That(Run(world, request).Result.Explanation, Has.Length.EqualTo(512));
    }

    [Test]
    public void The_null_sender_is_checked_by_the_name_of_its_greeting()
    {
        var request = SpfRequest.Of((IpAddress)IpAddress.Parse("192.0.2.1"), "mx.a.example", "", AuthenticationArbitraries.Name("me.example"), new Instant(0));
        Assert.That(request, Is.EqualTo(request with { Identity = SpfIdentity.Helo, LocalPart = "postmaster", Domain = "mx.a.example" }));
        Assert.That(Run(SpfWorld.Of("mx.a.example", "v=spf1 a:%{l}.test ip4:192.0.2.1 -all"), request).Result.Result, Is.EqualTo(SpfResult.Pass));
    }

    static RoundsResult<SpfFinding> Run(SpfWorld world, SpfRequest request) => Rounds.Run(known => SpfCheck.Of(known, request), world.Ask);

    static IEnumerable<bool> Bits(IpAddress address) => address.Octets.Span.ToArray().SelectMany(octet => Enumerable.Range(0, 8).Select(bit => (octet & (0x80 >> bit)) != 0));
}
