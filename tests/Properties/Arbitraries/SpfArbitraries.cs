using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;

namespace Laitos.Properties.Arbitraries;

/// <summary>A small DNS whose few names refer to each other, so that includes, redirects and exchangers are met often; other names do not exist.</summary>
public sealed record SpfWorld(IReadOnlyDictionary<Question, Answer> Records)
{
    public Answer Ask(Question question) => Records.GetValueOrDefault(question) ?? new Answer.NoSuchDomain();

    public static SpfWorld Empty { get; } = new(new Dictionary<Question, Answer>());

    public static SpfWorld Of(string domain, string record) => Empty.With(domain, record);

    public SpfWorld With(string domain, string text) =>
        new(new Dictionary<Question, Answer>(Records) { [new Question(domain, RecordType.Txt)] = AuthenticationArbitraries.Texts(text) });

    public override string ToString() => string.Join("\n", Records.Select(item => $"{item.Key}: {item.Value}"));
}

public static class SpfArbitraries
{
    static readonly string[] Names = ["a.example", "b.example", "c.example", "mail.a.example", "x.b.example"];

    public static Arbitrary<IpAddress> Addresses() => Address.ToArbitrary();

    public static Arbitrary<SpfRequest> Requests() =>
        (from client in Address
         from domain in Gen.Frequency((8, Gen.Elements(Names)), (1, Gen.Elements("example", "[192.0.2.1]", "a..example", "", "A.Example.")))
         from local in Gen.Elements("joe", "joe.smith-x", "", "a@b", "ü")
         select RequestFor(client.ToString(), domain) with { LocalPart = local })
        .ToArbitrary();

    public static Arbitrary<SpfWorld> Worlds() =>
        (from items in (from question in AnyQuestion from answer in AnswerTo(question.Type) select (Question: question, Answer: answer)).ListOf(24)
         select new SpfWorld(items.DistinctBy(item => item.Question).ToDictionary(item => item.Question, item => item.Answer)))
        .ToArbitrary();

    public static SpfRequest RequestFor(string client, string domain) =>
        new((IpAddress)IpAddress.Parse(client), SpfIdentity.MailFrom, "joe", domain, "mail.a.example", AuthenticationArbitraries.Name("me.example"), new Instant(0));

    static Gen<IpAddress> Address => Gen.Elements("192.0.2.1", "192.0.2.2", "192.0.3.1", "198.51.100.9", "2001:db8::1", "2001:db8::2", "2001:db8:1::1")
        .Select(text => (IpAddress)IpAddress.Parse(text));

    static Gen<Question> AnyQuestion =>
        from name in Gen.Frequency((9, Gen.Elements(Names)), (1, Gen.Elements("1.2.0.192.in-addr.arpa", "why.example")))
        from type in name.EndsWith("arpa", StringComparison.Ordinal)
            ? Gen.Constant(RecordType.Ptr)
            : Gen.Frequency((4, Gen.Constant(RecordType.Txt)), (2, Gen.Elements(RecordType.A, RecordType.Aaaa, RecordType.Mx)))
        select new Question(name, type);

    static Gen<Answer> AnswerTo(RecordType type) => Gen.Frequency<Answer>(
        (8, Data(type).NonEmptyListOf().Select(Answer (data) => new Answer.Records(data.Take(type == RecordType.Txt ? 1 : 12).Gather()))),
        (1, Gen.Elements<Answer>(new Answer.NoData(), new Answer.NoSuchDomain(), new Answer.Unavailable("SERVFAIL"))));

    static Gen<RecordData> Data(RecordType type) => type switch
    {
        RecordType.Txt => Text.Select(RecordData (text) => new RecordData.Text(Octets.Latin1(text))),
        RecordType.Mx => Gen.Elements(Names).Select(RecordData (host) => new RecordData.Exchange(10, host)),
        RecordType.Ptr => Gen.Elements(Names).Select(RecordData (name) => new RecordData.Name(name)),
        RecordType.A => Address.Where(address => !address.IsV6).Select(RecordData (address) => new RecordData.Address(address)),
        _ => Address.Where(address => address.IsV6).Select(RecordData (address) => new RecordData.Address(address)),
    };

    static Gen<string> Text => Gen.Frequency(
        (9, from terms in Term.ListOf() select string.Join(' ', terms.Prepend("v=spf1"))),
        (1, Gen.Elements("v=spf1", "v=spf10 -all", "because %{i} may not use %{d}", "%{d1r-+}", "")));

    static Gen<string> Term => Gen.Frequency(
        (6, from qualifier in Gen.Elements("", "+", "-", "~", "?") from mechanism in Mechanism select qualifier + mechanism),
        (2, from name in Gen.Elements("redirect", "exp", "unknown") from target in Target select $"{name}={target}"),
        (1, Gen.Elements("", "all:x", "ip4", "a:", "a/33", "include", "%{p}", "moo", "exists:%{x}", "a//129", "redirect=", "\u00fc")));

    static Gen<string> Mechanism => Gen.Frequency(
        (4, from name in Gen.Elements("include", "exists", "a", "mx", "ptr") from target in Target select $"{name}:{target}"),
        (2, Gen.Elements("a", "mx", "ptr", "a/24", "mx/24//64", "a//32")),
        (2, Gen.Elements("ip4:192.0.2.0/24", "ip4:192.0.2.1", "ip6:2001:db8::/32", "ip6:2001:db8::1")),
        (1, Gen.Constant("all")));

    static Gen<string> Target => Gen.Frequency(
        (8, Gen.Elements(Names)),
        (2, Gen.Elements("%{d}", "%{o}", "%{d2}", "%{ir}.a.example", "%{p}", "%{l}.b.example", "%{p2}.example", "%{s}", "%{h}", "why.example")));
}
