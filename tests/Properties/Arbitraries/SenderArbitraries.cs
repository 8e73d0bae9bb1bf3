using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Arbitraries;

/// <summary>A signature as a verifier found it.</summary>
/// <param name="Domain">Who signed.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Expires">Seconds from now until it expires; none for never.</param>
/// <param name="HasBodyLimit">True when it covers the beginning of the body alone.</param>
/// <param name="InTest">True when its key is in test.</param>
/// <param name="Covered">The field names that it covers.</param>
public sealed record SignatureCase(string Domain, DkimResult Result, int? Expires, bool HasBodyLimit, bool InTest, string[] Covered)
{
    public SignatureResult Found => new(
        Result, Result == DkimResult.Pass ? "" : "why", DomainName.Parse(Domain).ToOption(), "s1", "@" + Domain, "rsa-sha256", 2048, Option<Instant>.None,
        Expires is { } seconds ? JourneyMails.Noon + TimeSpan.FromSeconds(seconds) : Option<Instant>.None, HasBodyLimit, Covered.Gather(), InTest, "abcdefgh");
}

/// <summary>Who claims to have sent a mail, and what the DNS says of it. Both domains named here publish the same policy, unless the sender's has one of its own.</summary>
public sealed record SenderCase(string Author, string SpfDomain, string Spf, string Policy, SignatureCase[] Signatures)
{
    public Seq<DomainName> Authors => Seqs.Of(JourneyMails.Domain(Author));

    public SpfRequest Request => SpfRequest.Of(JourneyMails.Ip("192.0.2.1"), "client.test", "someone@" + SpfDomain, JourneyMails.Domain("mx.example.com"), JourneyMails.Noon);

    public SignatureFindings Findings => new(Signatures.Select(each => each.Found).Gather(), new ArcFinding(ArcResult.None, 0, Option<DomainName>.None, ""), 0);

    /// <summary>The policy of the envelope sender's domain where it is another than the author's; null for the same.</summary>
    public string? SenderPolicy { get; init; }

    /// <summary>What the DNS says of the client's names.</summary>
    public Answer Pointer { get; init; } = new Answer.NoData();

    public Answer Answer(Question question) =>
        question.Type == RecordType.Ptr ? Pointer :
        SenderPolicy is { } own && question.Name == "_dmarc." + SpfDomain && SpfDomain != Author ? Text(own) :
        question.Name.StartsWith("_dmarc.", StringComparison.Ordinal) ? question.Name.Split('.').Length == 3 ? Text(Policy) : new Answer.NoSuchDomain()
        : question.Type == RecordType.Txt && question.Name == SpfDomain ? Text(Spf)
        : new Answer.NoData();

    static Answer Text(string text) => text switch
    {
        "" => new Answer.NoData(),
        "?" => new Answer.Unavailable("SERVFAIL"),
        _ => new Answer.Records(Seqs.Of<RecordData>(new RecordData.Text(Octets.Utf8(text)))),
    };
}

public static class SenderArbitraries
{
    static readonly Gen<string> Name = Gen.Elements("bank.test", "mail.bank.test", "a.mail.bank.test", "shop.test", "bank.example");

    static readonly Gen<SignatureCase> Signature =
        from domain in Name
        from result in Gen.Frequency((4, Gen.Constant(DkimResult.Pass)), (1, Gen.Elements(Enum.GetValues<DkimResult>())))
        from expires in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Elements<int?>(1, 60, 10_000_000)))
        from limit in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        from test in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
        from covered in Gen.Elements<string[]>(["from"], ["from", "from", "subject"], ["from", "received"], ["from", "x-laitos-loop"], ["from", "authentication-results"])
        select new SignatureCase(domain, result, expires, limit, test, covered);

    public static Arbitrary<SenderCase> Senders() => (
        from author in Name
        from spfDomain in Gen.Frequency((2, Gen.Constant(author)), (2, Name))
        from spf in Gen.Elements("v=spf1 ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", "v=spf1 -all", "v=spf1 ~all", "", "?")
        from policy in Policy
        from own in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, Policy.Select(text => (string?)text)))
        from signatures in Signature.ArrayOf().Resize(3)
        select new SenderCase(author, spfDomain, spf, policy, signatures) { SenderPolicy = own }).ToArbitrary();

    static Gen<string> Policy => Gen.Elements("v=DMARC1; p=reject", "v=DMARC1; p=quarantine; adkim=s", "v=DMARC1; p=reject; t=y", "v=DMARC1; p=none", "", "?", "v=DMARC1; p=reject; aspf=s");
}
