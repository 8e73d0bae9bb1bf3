using Laitos.Domain.Addresses;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Rules;

public class AddressRulesLaws
{
    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool Every_recipient_has_one_fate(RuleList list, Delivery delivery) => Decide(list, delivery) switch
    {
        RecipientVerdict.Taken({ IsSome: true } route) => route.ForAll(each => each.Recipient == delivery.Recipient && each.Destinations.AsEnumerable().Distinct().Count() == each.Destinations.Count),
        RecipientVerdict.Refused(var reply, { IsSome: true }) => reply.Code is >= 400 and < 600,
        _ => false,
    };

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool The_first_that_matches_decides(RuleList list, Delivery delivery)
    {
        var address = delivery.Recipient is ForwardPath.Recipient(var mailbox) ? mailbox : JourneyMails.Box("postmaster@mx.example.com");
        var first = list.Rules.AsEnumerable().TakeWhile(rule => rule.Fit(delivery.Sender, address, delivery.Now) != RuleFit.Matches).Count();
        var cut = new RuleList(list.Rules.AsEnumerable().Take(first + 1).Gather());
        return Decide(list, delivery) == Decide(cut, delivery)
            && (first == list.Rules.Count || DecidedBy(Decide(list, delivery)) == AddressRules.NameOf(first));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool The_order_of_rules_that_do_not_both_match_makes_no_difference(RuleList list, Delivery delivery, int at)
    {
        if (list.Rules.Count < 2)
        {
            return true;
        }

        var i = (int)((uint)at % (uint)(list.Rules.Count - 1));
        var address = delivery.Recipient is ForwardPath.Recipient(var mailbox) ? mailbox : JourneyMails.Box("postmaster@mx.example.com");
        bool Matches(int j) => list.Rules[j].Fit(delivery.Sender, address, delivery.Now) == RuleFit.Matches;
        var rules = list.Rules.ToArray();
        (rules[i], rules[i + 1]) = (rules[i + 1], rules[i]);
        return (Matches(i) && Matches(i + 1)) || Fate(Decide(list, delivery)) == Fate(Decide(new RuleList(rules.Gather()), delivery));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool A_rule_that_is_told_to_be_covered_decides_nothing(RuleList list, Delivery delivery) =>
        RuleCoverage.Of(list.Rules).ForAll(covered =>
            DecidedBy(Decide(list, delivery)) != AddressRules.NameOf(covered.Rule)
            || (covered.ButPostmaster && (delivery.Recipient is ForwardPath.Postmaster || delivery.Recipient.ToString()!.Contains("<postmaster@", StringComparison.OrdinalIgnoreCase))));

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool Mail_for_postmaster_is_always_taken_and_never_dropped(RuleList list, Delivery delivery) =>
        Seqs.Of<ForwardPath>(new ForwardPath.Postmaster(), Path("postmaster@example.com"), Path("POSTMASTER@blog.example.com"))
            .ForAll(path => Decide(list, delivery with { Recipient = path }) is RecipientVerdict.Taken({ IsSome: true } route) && route.ForAll(each => !each.IsDropped));

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 300)]
    public bool After_its_end_a_rule_matches_nothing(RuleList list, Delivery delivery)
    {
        var without = new RuleList(list.Rules.Filter(rule => !rule.Until.Exists(end => end <= delivery.Now)).Strict());
        return Fate(Decide(list, delivery)) == Fate(Decide(without, delivery));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 300)]
    public bool A_rule_for_other_senders_might_as_well_not_be_there(RuleList list, Delivery delivery)
    {
        var without = new RuleList(list.Rules.Filter(rule => rule.From.IsEmpty || rule.From.Exists(pattern => pattern.Matches(delivery.Sender))).Strict());
        return Fate(Decide(list, delivery)) == Fate(Decide(without, delivery));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 300)]
    public bool Every_rule_that_is_passed_over_is_for_the_address(RuleList list, Delivery delivery) =>
        list.For("owner@private.test").PassedOver(delivery.Sender, delivery.Recipient, delivery.Now).ForAll(each => each.Fit is RuleFit.Expired or RuleFit.OtherSender or RuleFit.Postmaster);

    [Test]
    public void A_detail_is_kept_or_cut()
    {
        var rules = new RuleList(Seqs.Of(
            Rule("keep@example.com", new RuleAction.Forward(Seqs.Of(JourneyMails.Box("me@private.test"), JourneyMails.Box("you@private.test")), DetailTreatment.Keep)),
            Rule("cut@example.com", new RuleAction.Forward(Seqs.Of(JourneyMails.Box("me@private.test")), DetailTreatment.Cut)),
            Rule("*@example.com", new RuleAction.ForwardToDefault(DetailTreatment.Keep))));
        Assert.That(Destinations("keep+Tag@example.com"), Is.EqualTo("me+Tag@private.test,you+Tag@private.test"));
        Assert.That(Destinations("keep@example.com"), Is.EqualTo("me@private.test,you@private.test"));
        Assert.That(Destinations("cut+tag@example.com"), Is.EqualTo("me@private.test"));
        Assert.That(Destinations("other+tag@example.com"), Is.EqualTo("owner+tag@private.test"));

        string Destinations(string address) => Decide(rules, new Delivery(new ReversePath.Null(), Path(address), JourneyMails.Noon)) is RecipientVerdict.Taken({ IsSome: true } route)
            ? route.Match(each => string.Join(",", each.Destinations), () => "") : "";
    }

    [TestCase("550 5.1.1 No such address", "550 5.1.1 No such address")]
    [TestCase("550 gone for good", "550 5.2.1 gone for good")]
    [TestCase("450 4.2.1", "450 4.2.1 Mail for this address is not taken")]
    [TestCase("554", "554 5.2.1 Mail for this address is not taken")]
    public void A_refusal_is_read(string text, string reply) => Assert.That(((Reply)RefusalReply.Parse(text)).ToString(), Is.EqualTo(reply));

    [TestCase("")]
    [TestCase("250 ok")]
    [TestCase("421 4.3.2 closing")]
    [TestCase("550-5.1.1 more")]
    [TestCase("550 4.1.1 wrong class")]
    [TestCase("550 5.1.1 schön")]
    [TestCase("550 5.1.1 two\r\nlines")]
    [TestCase("gone")]
    [TestCase("5500 gone")]
    public void What_is_no_refusal_is_not(string text) => Assert.That(RefusalReply.Parse(text).IsLeft);

    [TestCase("2026-12-31", "2027-01-01T00:00:00.000Z")]
    [TestCase("2026-12-31T18:00Z", "2026-12-31T18:00:00.000Z")]
    [TestCase("2026-12-31T18:00:00+01:00", "2026-12-31T17:00:00.000Z")]
    [TestCase("2026-12-31T18:00:00.250Z", "2026-12-31T18:00:00.250Z")]
    public void The_end_of_a_rule_is_read(string text, string until)
    {
        var end = (Instant)RuleExpiry.Parse(text);
        Assert.That(end.ToString(), Is.EqualTo(until));
        Assert.That((Instant)RuleExpiry.Parse(RuleExpiry.Format(end)), Is.EqualTo(end));
    }

    [TestCase("tomorrow")]
    [TestCase("2026-13-01")]
    [TestCase("2026-12-31T18:00:00")]
    [TestCase("31.12.2026")]
    [TestCase("9999-12-31")]
    [TestCase("0001-01-01T00:00Z")]
    public void What_is_no_end_is_not(string text) => Assert.That(RuleExpiry.Parse(text).IsLeft);

    static AddressRule Rule(string to, RuleAction action) => new(Seqs.Of((AddressPattern)AddressPattern.Parse(to)), default, default, action);

    static ForwardPath.Recipient Path(string address) => new(JourneyMails.Box(address));

    static RecipientVerdict Decide(RuleList list, Delivery delivery) => list.For("owner@private.test").Decide(delivery.Sender, delivery.Recipient, delivery.Now);

    static string DecidedBy(RecipientVerdict verdict) => verdict switch
    {
        RecipientVerdict.Taken(var route) => route.Match(each => each.DecidedBy, () => ""),
        RecipientVerdict.Refused(_, var rule) => rule.IfNone(""),
        _ => throw new AssertionException("neither taken nor refused"),
    };

    /// The verdict without the place of the rule.
    static RecipientVerdict Fate(RecipientVerdict verdict) => verdict switch
    {
        RecipientVerdict.Taken(var route) => new RecipientVerdict.Taken(route.Map(each => each with { DecidedBy = "" })),
        RecipientVerdict.Refused(var reply, _) => new RecipientVerdict.Refused(reply, Option<string>.None),
        _ => verdict,
    };
}
