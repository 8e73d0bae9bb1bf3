using Laitos.Domain.Addresses;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Arbitraries;

/// <summary>A pattern and a text over so few letters that they often match.</summary>
public sealed record GlobCase(string Pattern, string Other, string Text);

/// <summary>A recipient at one of our domains, and who writes to it when.</summary>
public sealed record Delivery(ReversePath Sender, ForwardPath Recipient, Instant Now);

/// <summary>Rules of one configuration, whose addresses are few.</summary>
public sealed record RuleList(Seq<AddressRule> Rules)
{
    public AddressRules For(params string[] owners) => new(Rules, JourneyMails.Domain("mx.example.com"), owners.Select(JourneyMails.Box).Gather());
}

public static class RuleArbitraries
{
    static readonly Instant Noon = JourneyMails.Noon;

    static Gen<string> Words(string letters, int most) => Gen.Choose(0, most).SelectMany(n => Gen.Elements(letters.ToCharArray()).ArrayOf(n)).Select(word => new string(word));

    static Gen<string> Locals { get; } = Gen.Frequency(
        (4, Words("ab", 3).Select(word => "a" + word)), (1, Words("ab+", 4).Select(word => "a" + word)), (1, Gen.Elements("postmaster", "Postmaster", "B", "shop-1", "shop-a+tag", "b+a%x", "\"a b\"", "ä")));

    static Gen<string> LocalPatterns { get; } = Gen.Frequency(
        (3, Words("ab*", 3).Select(word => "a" + word)), (3, Gen.Elements("*", "a*", "*a", "a*b", "*a*b*", "**")), (1, Words("ab*+", 4).Select(word => "a" + word)), (1, Gen.Elements("postmaster", "p*", "shop-*", "B", "\"a *\"", "a+*")));

    /// <summary>Which addresses of ours; each pattern matches one of two domains at least.</summary>
    public static Gen<AddressPattern> Patterns { get; } =
        from local in LocalPatterns
        from domain in Gen.Elements("example.com", "blog.example.com", "*", "*.example.com", "EXAMPLE.com")
        select (AddressPattern)AddressPattern.Parse($"{local}@{domain}");

    static Gen<SenderPattern> Senders { get; } = Gen.Elements("<>", "*@*", "*@shop.test", "news@shop.test", "*@*.test").Select(text => (SenderPattern)SenderPattern.Parse(text));

    /// <summary>What rules do.</summary>
    public static Gen<RuleAction> Actions { get; } = Gen.OneOf(
        from count in Gen.Choose(1, 2)
        from mailboxes in Gen.Elements("me@private.test", "you@private.test", "me+in@private.test").ArrayOf(count)
        from detail in Gen.Elements(DetailTreatment.Cut, DetailTreatment.Keep)
        select (RuleAction)new RuleAction.Forward(mailboxes.Select(JourneyMails.Box).Distinct().Gather(), detail),
        Gen.Elements(DetailTreatment.Cut, DetailTreatment.Keep).Select(RuleAction (detail) => new RuleAction.ForwardToDefault(detail)),
        Gen.Elements("550 5.1.1 gone", "450 4.2.1 later", "551 5.1.6 moved").Select(RuleAction (text) => new RuleAction.Refuse((Reply)RefusalReply.Parse(text))),
        Gen.Constant<RuleAction>(new RuleAction.Drop()));

    static Gen<Seq<A>> Few<A>(Gen<A> one) => Gen.Frequency((2, Gen.Constant(default(Seq<A>))), (3, one.Select(item => Seqs.Of(item))), (1, one.Two().Select(two => Seqs.Of(two.Item1, two.Item2))));

    /// <summary>Rules for domains of ours.</summary>
    public static Gen<AddressRule> Rules { get; } =
        from to in Few(Patterns)
        from senders in Gen.Frequency((3, Gen.Constant(default(Seq<SenderPattern>))), (1, Few(Senders)))
        from until in Gen.Frequency((3, Gen.Constant(Option<Instant>.None)), (1, Gen.Choose(-2, 2).Select(days => Prelude.Some(Noon + TimeSpan.FromDays(days)))))
        from action in Actions
        select new AddressRule(to, senders, until, action);

    public static Arbitrary<RuleList> Lists() => Gen.Choose(1, 5).SelectMany(count => Rules.ArrayOf(count)).Select(rules => new RuleList(rules.Gather())).ToArbitrary();

    public static Arbitrary<Delivery> Deliveries() => (
        from sender in Gen.Frequency((1, Gen.Constant<ReversePath>(new ReversePath.Null())), (3, Gen.Elements("news@shop.test", "a@mail.shop.test", "a@[192.0.2.1]").Select(ReversePath (text) => new ReversePath.Sender(JourneyMails.Box(text)))))
        from recipient in Gen.Frequency(
            (1, Gen.Constant<ForwardPath>(new ForwardPath.Postmaster())),
            (9, from local in Locals from domain in Gen.Elements("example.com", "blog.example.com") select (ForwardPath)new ForwardPath.Recipient(JourneyMails.Box($"{local}@{domain}"))))
        from hours in Gen.Choose(-60, 60)
        select new Delivery(sender, recipient, Noon + TimeSpan.FromHours(hours))).ToArbitrary();

    public static Arbitrary<GlobCase> Globs() => (
        from pattern in Words("aab*", 8) from other in Words("ab*", 6) from text in Words("aaaB", 12) select new GlobCase(pattern, other, text)).ToArbitrary();
}
