using Laitos.Domain.Dns;

namespace Laitos.Properties.Arbitraries;

/// <summary>A mail with authors of some of few domains, so that answers about them matter.</summary>
public sealed record AuthoredMail(string Sender, string[] Authors, string Body)
{
    public string Text => $"Received: by earlier.test\r\nFrom: {string.Join(", ", Authors.Select((author, i) => $"\"Author {i}\" <{author}>"))}\r\nSubject: s\r\n\r\n{Body}";
}

/// <summary>A DNS in which every name answers the same way each time: by its kind, drawn once.</summary>
public sealed record SmallDns(int[] Kinds)
{
    public Answer Answer(Question question) => Kinds[(uint)question.Name.Length % (uint)Kinds.Length] switch
    {
        0 => Text("v=DMARC1; p=reject"),
        1 => Text("v=DMARC1; p=none"),
        2 => Text("v=DMARC1; p=quarantine; sp=none; np=reject"),
        3 => Text("v=spf1 -all"),
        4 => new Answer.NoData(),
        5 => new Answer.Unavailable("SERVFAIL"),
        _ => new Answer.NoSuchDomain(),
    };

    static Answer.Records Text(string text) => new(Seqs.Of<RecordData>(new RecordData.Text(Octets.Utf8(text))));
}

public static class JourneyArbitraries
{
    static readonly Gen<string> Address =
        from local in Gen.Elements("alice", "bob", "\"a b\"", "x+y")
        from domain in Gen.Elements("bank.test", "mail.bank.test", "a.b.c.d.e.f.g.h.i.deep.test", "shop.example", "test")
        select $"{local}@{domain}";

    public static Arbitrary<AuthoredMail> MailsWithAuthors() => (
        from sender in Gen.OneOf(Address, Gen.Constant(""))
        from authors in Address.ArrayOf(3)
        from count in Gen.Choose(1, 3)
        from body in Gen.Elements("", "hello\r\n", "From: not@a.field\r\n", "bytes \u00e9\u00ff\r\n.\r\n")
        select new AuthoredMail(sender, authors[..count], body)).ToArbitrary();

    public static Arbitrary<SmallDns> Zones() => Gen.Choose(0, 6).ArrayOf(7).Select(kinds => new SmallDns(kinds)).ToArbitrary();
}
