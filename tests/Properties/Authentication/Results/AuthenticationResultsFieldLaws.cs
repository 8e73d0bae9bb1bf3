using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Authentication.Results;

/// <summary>Whatever strangers put into domains, addresses and explanations, the field is one well-formed field.</summary>
public class AuthenticationResultsFieldLaws
{
    [Property(Arbitrary = [typeof(ResultsArbitraries)], MaxTest = 1000)]
    public void It_is_one_field_of_printable_ASCII_in_lines_of_bounded_length(MethodResult[] results)
    {
        var field = AuthenticationResultsField.Write(ResultsArbitraries.Service, results.Gather());
        var section = HeaderSection.Parse(Octets.Copy([.. field.Span, .. "Next: one\r\n\r\n"u8]));
        Assert.That(section.Fields.Map(one => one.Name), Is.EqualTo(new[] { "Authentication-Results", "Next" }));
        var text = field.ToLatin1();
        Assert.That(text.Replace("\r\n ", "", StringComparison.Ordinal)[..^2], Does.Match("^[ -~]*$"));
        Assert.That(text, Does.EndWith("\r\n"));
        Assert.That(Folding.LongestLine(field), Is.LessThanOrEqualTo(Folding.Limit));
        Assert.That(text, Does.StartWith("Authentication-Results: mx.example.com;"));
    }

    [Property(Arbitrary = [typeof(ResultsArbitraries)], MaxTest = 500)]
    public void It_is_known_as_ours_when_it_comes_back(MethodResult[] results)
    {
        var section = HeaderSection.Parse(AuthenticationResultsField.Write(ResultsArbitraries.Service, results.Gather()));
        Assert.That(ClaimedResults.Removal(section, ResultsArbitraries.Service), Is.EqualTo(Seqs.Of<HeaderEdit>(new HeaderEdit.Remove(0))));
        Assert.That(ClaimedResults.Removal(section, AuthenticationArbitraries.Name("mx.example.org")).IsEmpty);
    }

    /// So nothing in it can end the comment, and it needs no escapes: what strangers write stands in reasons and properties, which are quoted.
    [Property(Arbitrary = [typeof(ResultsArbitraries)], MaxTest = 500)]
    public bool A_comment_is_made_of_words_of_ours(MethodResult result) =>
        result.Comment.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '=' or '.' or '-' or '_') && result.Comment.Length <= "i=50 d=".Length + 253;

    [Test]
    public void Nothing_checked_is_none() =>
        Assert.That(AuthenticationResultsField.Write(ResultsArbitraries.Service, default).ToLatin1(), Is.EqualTo("Authentication-Results: mx.example.com; none\r\n"));

    [Test]
    public void A_field_as_it_is_read_by_people()
    {
        var spf = MethodResult.Spf(SpfArbitraries.RequestFor("192.0.2.1", "a.example"), new SpfFinding(SpfResult.Pass, "a.example", "ip4", "", ""));
        var author = AuthenticationArbitraries.Name("bank.example");
        var dmarc = MethodResult.Dmarc(ResultCode.Fail, author, new DmarcFinding.Published(AssessmentPolicy.Reject, PolicyTag.Sp, author, Testing: false), "neither SPF nor DKIM is aligned");
        Assert.That(AuthenticationResultsField.Write(ResultsArbitraries.Service, Seqs.Of(spf, dmarc)).ToLatin1(), Is.EqualTo(
            "Authentication-Results: mx.example.com;\r\n"
            + " spf=pass smtp.mailfrom=joe@a.example;\r\n"
            + " dmarc=fail (sp=reject) reason=\"neither SPF nor DKIM is aligned\"\r\n"
            + " header.from=bank.example\r\n"));
    }

    [TestCase("joe", "a.example", "joe@a.example")]
    [TestCase("Joe.Smith", "A.Example", "Joe.Smith@a.example")]
    [TestCase("srs0=x=y=b.example=joe", "a.example", "\"srs0=x=y=b.example=joe@a.example\"", TestName = "An address that is not made of tokens is quoted whole")]
    [TestCase("\"a \\\" b\"", "a.example", "\"\\\"a \\\\\\\" b\\\"@a.example\"")]
    [TestCase("müller", "a.example", "a.example", TestName = "Of a local part beyond ASCII the domain stays")]
    [TestCase("joe", "bücher.example", "joe@xn--bcher-kva.example")]
    [TestCase("joe", "[192.0.2.1]", "\"joe@[192.0.2.1]\"", TestName = "An address in brackets is no domain-name")]
    [TestCase("", "a.example", "@a.example")]
    [TestCase("x y", "a.example\r\nFrom: z", "\"x y@a.example??From: z\"", TestName = "What is no address is quoted, without its line breaks")]
    public void A_reverse_path(string local, string domain, string written)
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", domain) with { LocalPart = local };
        var field = AuthenticationResultsField.Write(ResultsArbitraries.Service, Seqs.Of(MethodResult.Spf(request, new SpfFinding(SpfResult.None, domain, "default", "", "")))).ToLatin1();
        Assert.That(field, Is.EqualTo($"Authentication-Results: mx.example.com;\r\n spf=none smtp.mailfrom={written}\r\n"));
    }

    /// Quoted twice, each of its marks takes three octets: the line would be too long.
    [Test]
    public void Of_an_address_that_is_much_too_long_the_domain_stays()
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", "a.example") with { LocalPart = $"\"{string.Concat(Enumerable.Repeat("\\\"", 250))}\"" };
        var field = AuthenticationResultsField.Write(ResultsArbitraries.Service, Seqs.Of(MethodResult.Spf(request, new SpfFinding(SpfResult.None, "a.example", "default", "", "")))).ToLatin1();
        Assert.That(field, Is.EqualTo("Authentication-Results: mx.example.com;\r\n spf=none smtp.mailfrom=a.example\r\n"));
    }

    [Test]
    public void Signatures_and_a_chain()
    {
        var bank = AuthenticationArbitraries.Name("bank.example");
        var signature = new SignatureResult(
            DkimResult.Pass, "", bank, "s1", "@bank.example", "rsa-sha256", 2048, Option<Instant>.None, Option<Instant>.None, false, Seqs.Of("from"), InTest: true, "a/b+c=d9xyz");
        var broken = signature with { Result = DkimResult.Fail, Reason = "the body was changed", InTest = false, Domain = Option<Laitos.Domain.Addresses.DomainName>.None };
        var results = Seqs.Of(MethodResult.Dkim(signature), MethodResult.Dkim(broken), MethodResult.Unsigned, MethodResult.Arc(new ArcFinding(ArcResult.Pass, 2, bank, "")));
        Assert.That(AuthenticationResultsField.Write(ResultsArbitraries.Service, results).ToLatin1(), Is.EqualTo(
            "Authentication-Results: mx.example.com;\r\n"
            + " dkim=pass (test mode) header.d=bank.example header.s=s1 header.a=rsa-sha256\r\n header.b=\"a/b+c=d9\";\r\n"
            + " dkim=fail reason=\"the body was changed\" header.s=s1 header.a=rsa-sha256\r\n header.b=\"a/b+c=d9\";\r\n"
            + " dkim=none;\r\n"
            + " arc=pass (i=2 d=bank.example)\r\n"));
    }

    [Test]
    public void A_policy_that_is_tried_out_or_malformed_is_told()
    {
        var bank = AuthenticationArbitraries.Name("bank.example");
        var tried = MethodResult.Dmarc(ResultCode.Pass, bank, new DmarcFinding.Published(AssessmentPolicy.Quarantine, PolicyTag.P, bank, Testing: true));
        var malformed = MethodResult.Dmarc(ResultCode.PermError, bank, new DmarcFinding.Malformed(AssessmentPolicy.Reject, bank));
        Assert.That((tried.Comment, malformed.Comment), Is.EqualTo(("p=quarantine t=y", "p=reject by a malformed record")));
    }

    [TestCase("is refused", "by all", "is refused")]
    [TestCase("", "by all", "by all")]
    public void Of_SPF_the_problem_is_told_before_the_domains_own_words(string problem, string explanation, string reason) =>
        Assert.That(MethodResult.Spf(SpfArbitraries.RequestFor("192.0.2.1", "a.example"), new SpfFinding(SpfResult.Fail, "a.example", "all", problem, explanation)).Reason, Is.EqualTo(reason));

    [TestCase("mail.a.example", "mail.a.example")]
    [TestCase("[192.0.2.1]", "\"[192.0.2.1]\"")]
    [TestCase("a;dkim=pass", "\"a;dkim=pass\"")]
    [TestCase("a(b", "\"a(b\"")]
    public void A_name_of_EHLO(string name, string written)
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", name) with { Identity = SpfIdentity.Helo, HelloName = name };
        var field = AuthenticationResultsField.Write(ResultsArbitraries.Service, Seqs.Of(MethodResult.Spf(request, new SpfFinding(SpfResult.Fail, name, "all", "", "go (away)\\")))).ToLatin1();
        Assert.That(field, Is.EqualTo($"Authentication-Results: mx.example.com;\r\n spf=fail reason=\"go (away)\\\\\" smtp.helo={written}\r\n"));
    }
}
