using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;

namespace Laitos.Properties.Arbitraries;

/// <summary>An Authentication-Results field that another wrote, and whether it claims to come from <c>mx.example.com</c>.</summary>
public sealed record IncomingResults(Octets Field, bool IsClaim);

public static class ResultsArbitraries
{
    public static DomainName Service { get; } = AuthenticationArbitraries.Name("mx.example.com");

    static readonly string Long = string.Join('.', Enumerable.Repeat(new string('l', 61), 4));

    static Gen<string> Text => Gen.Frequency(
        (3, AddressArbitraries.Hostile),
        (1, Gen.Elements("", "\r\nFrom: a@b", "; dkim=pass header.d=bank.test", "*/\\", "(((", "\\", "\"", new string('x', 3000), new string('"', 3000), new string('ü', 3000))));

    public static Arbitrary<MethodResult> Results() => Gen.OneOf(Spf, Dkim, Dmarc, Arc).ToArbitrary();

    public static Arbitrary<MethodResult[]> Several() => Results().Generator.ListOf().Select(results => results.Take(10).ToArray()).ToArbitrary();

    public static Arbitrary<IncomingResults> Incoming() =>
        (from name in Gen.Elements("Authentication-Results:", "authentication-results :", "AUTHENTICATION-RESULTS\t:")
         from front in Cfws
         from claimed in ArbMap.Default.GeneratorFor<bool>()
         from id in claimed ? Own : Other
         from behind in Gen.Elements("", " 1", "\r\n 1 ", "(c)1", "/1", " (mx.other.example)")
         from rest in Gen.Elements("", "; none", ";\r\n spf=pass smtp.mailfrom=a@bank.test", " ;; garbage (", "; dkim=pass (mx.other.example")
         select new IncomingResults(Octets.Utf8($"{name}{front}{id}{behind}{rest}\r\n"), claimed)).ToArbitrary();

    static Gen<string> Own => Gen.Elements("mx.example.com", "MX.Example.COM", "mx.example.com.", "\"mx.example.com\"", "\"mx.EXAMPLE.com\"", "\" mx.example.com \"", "\"mx\\.example.com\"", "\"mx.example.com; x\"");

    static Gen<string> Other => Gen.Elements(
        "", "mx.example.org", "example.com", "a.mx.example.com", "mx.example.com.org", "xmx.example.com", "\"mx.example\" .com", "=mx.example.com", "none", "\"\"", "mx", "mx.example,com", Long, new string('x', 5000));

    static Gen<string> Cfws => Gen.Elements(
        "", " ", "\t", "\r\n ", " \r\n\t", " (c) ", "(a (nested \\) one) c)", "()()", " (mx.other.example)\r\n ", "(\\()", "\0", " (\r\n other.example;\r\n ) ");

    static Gen<MethodResult> Spf =>
        from helo in ArbMap.Default.GeneratorFor<bool>()
        from local in Gen.OneOf(AddressArbitraries.LocalPartTexts, Text)
        from domain in Gen.OneOf(AddressArbitraries.Hosts().Generator.Select(host => host.ToString()!), Text, Gen.Constant(Long))
        from name in Gen.OneOf(AddressArbitraries.Hosts().Generator.Select(host => host.ToString()!), Text)
        from result in Gen.Elements(Enum.GetValues<SpfResult>())
        from problem in Gen.OneOf(Gen.Constant(""), Text)
        from explanation in Text
        select MethodResult.Spf(
            new SpfRequest((IpAddress)IpAddress.Parse("192.0.2.1"), helo ? SpfIdentity.Helo : SpfIdentity.MailFrom, local, domain, name, Service, new Instant(0)),
            new SpfFinding(result, "d.example", "default", problem, explanation));

    static Gen<MethodResult> Dkim => Gen.Frequency(
        (1, Gen.Constant(MethodResult.Unsigned)),
        (8, from result in Gen.Elements(Enum.GetValues<DkimResult>())
            from reason in Gen.OneOf(Gen.Constant(""), Text)
            from domain in AddressArbitraries.Domains().Generator
            from hasDomain in ArbMap.Default.GeneratorFor<bool>()
            from selector in Gen.OneOf(Gen.Elements("s1", "a._b", "ü"), Text)
            from algorithm in Gen.OneOf(Gen.Elements("rsa-sha256", "ed25519-sha256"), Text)
            from inTest in ArbMap.Default.GeneratorFor<bool>()
            from start in Gen.OneOf(Gen.Elements("", "abc", "a/b+c=d9xyz"), Text)
            select MethodResult.Dkim(new SignatureResult(
                result, reason, hasDomain ? domain : Option<DomainName>.None, selector, "@", algorithm, 2048, Option<Instant>.None, Option<Instant>.None, false, default, inTest, start))));

    static Gen<MethodResult> Arc =>
        from result in Gen.Elements(Enum.GetValues<ArcResult>())
        from sets in Gen.Elements(0, 1, 50)
        from sealer in Gen.OneOf(AddressArbitraries.Domains().Generator.Select(Prelude.Some), Gen.Constant(Option<DomainName>.None))
        from reason in Text
        select MethodResult.Arc(new ArcFinding(result, sets, sealer, reason));

    static Gen<MethodResult> Dmarc =>
        from code in Gen.Elements(ResultCode.None, ResultCode.Pass, ResultCode.Fail, ResultCode.TempError, ResultCode.PermError)
        from author in AddressArbitraries.Domains().Generator
        from at in AddressArbitraries.Domains().Generator
        from policy in Gen.Elements(Enum.GetValues<AssessmentPolicy>())
        from tag in Gen.Elements(Enum.GetValues<PolicyTag>())
        from testing in ArbMap.Default.GeneratorFor<bool>()
        from finding in Gen.Elements<DmarcFinding>(new DmarcFinding.Published(policy, tag, at, testing), new DmarcFinding.None(), new DmarcFinding.Unknown("SERVFAIL"), new DmarcFinding.Malformed(AssessmentPolicy.Reject, at))
        from reason in Gen.OneOf(Gen.Constant(""), Text)
        select MethodResult.Dmarc(code, author, finding, reason);
}
