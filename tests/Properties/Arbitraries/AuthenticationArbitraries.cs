using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Properties.Arbitraries;

/// <summary>A zone of DMARC records in a small tree of names, so that walks meet them often; other names do not exist.</summary>
public sealed record DmarcWorld(IReadOnlyDictionary<string, Answer> Answers)
{
    public Answer Ask(Question question) => Answers.GetValueOrDefault(question.Name) ?? new Answer.NoSuchDomain();

    public DmarcWorld With(string name, Answer answer) => new(new Dictionary<string, Answer>(Answers) { [name] = answer });

    public override string ToString() => string.Join("\n", Answers.Select(item => $"{item.Key}: {item.Value}"));
}

/// <summary>A text in the neighbourhood of the grammar of DMARC records.</summary>
public sealed record RecordText(string Value);

public static class AuthenticationArbitraries
{
    /// <summary>Domains of 1 to 12 labels below two roots, short ones more often.</summary>
    public static Gen<DomainName> Domain =>
        from root in Gen.Elements("example", "com", "example.com", "bank.example", "test")
        from labels in Gen.Frequency((5, Gen.Choose(0, 2)), (2, Gen.Choose(3, 7)), (1, Gen.Choose(8, 10)))
        from rest in Gen.Elements("a", "b").ListOf(labels)
        select Name(string.Join('.', rest.Append(root)));

    public static Gen<string> Tag => Gen.Frequency(
        (6, from name in Gen.Elements("p", "sp", "np") from value in Gen.Elements("none", "quarantine", "reject", "REJECT", "bogus", "") select $"{name}={value}"),
        (3, Gen.Elements("psd=y", "psd=n", "psd=u", "psd=x")),
        (2, Gen.Elements("t=y", "t=n", "t=maybe")),
        (3, Gen.Elements("rua=mailto:d@example.com", "rua=nonsense", "rua=mailto:a@b!10m,https://c/d", "ruf=mailto:f@g", "fo=1:d:s", "adkim=s", "aspf=S", "adkim=q")),
        (2, Gen.Elements("", " ", "x=y", "pct=50", "=", "p", "n\u00e9=\u00fc", "v=DMARC1")));

    public static Gen<string> Text => Gen.Frequency(
        (8, from tags in Tag.ListOf() from between in Gen.Elements(";", "; ", " ; ", ";\t") select string.Join(between, tags.Prepend("v=DMARC1"))),
        (2, Gen.Elements("v=DMARC1", "v=DMARC1; p=reject", "v=spf1 -all", "v=DMARC12; p=reject", "p=reject; v=DMARC1", "v=dmarc1; p=reject", "V = DMARC1 ; P = Reject", "")));

    public static Gen<Answer> TextAnswer => Gen.Frequency<Answer>(
        (6, Text.Select(text => Texts(text))),
        (1, from one in Text from two in Text select Texts(one, two)),
        (1, Gen.Constant<Answer>(new Answer.NoData())),
        (1, Gen.Constant<Answer>(new Answer.Unavailable("time-out"))));

    public static Arbitrary<DomainName> Domains() => Domain.ToArbitrary();

    public static Arbitrary<RecordText> RecordTexts() => Text.Select(text => new RecordText(text)).ToArbitrary();

    public static Arbitrary<DmarcWorld> Worlds() =>
        (from records in (from domain in Domain from answer in TextAnswer select (Name: "_dmarc." + domain, Answer: answer)).ListOf()
         from hosts in (from domain in Domain from answer in Existence select (Name: domain.Value, Answer: answer)).ListOf()
         select new DmarcWorld(records.Concat(hosts).DistinctBy(item => item.Name).ToDictionary(item => item.Name, item => item.Answer)))
        .ToArbitrary();

    public static Answer Texts(params string[] values) =>
        new Answer.Records(values.Select(RecordData (value) => new RecordData.Text(Octets.Latin1(value))).Gather());

    public static DomainName Name(string text) =>
        DomainName.Parse(text).Match(domain => domain, error => throw new InvalidOperationException(error.ToString()));

    static Gen<Answer> Existence => Gen.Elements<Answer>(new Answer.NoData(), new Answer.NoSuchDomain(), new Answer.Unavailable("SERVFAIL"));
}
