using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>What is told of a certificate: by its times and by its names.</summary>
public class CertificateLaws
{
    static readonly DomainName Host = (DomainName)DomainName.Parse("mx.example.com");
    static readonly Instant Begin = new(1_000_000_000_000);

    static CertificateFacts Valid(TimeSpan time, params string[] names) => new(Begin, Begin + time, names.Gather());

    [Property(MaxTest = 500)]
    public bool A_certificate_is_early_good_soon_over_or_over_and_only_one_of_them(int hours, byte days)
    {
        var facts = Valid(TimeSpan.FromDays(days), "mx.example.com");
        var now = Begin + TimeSpan.FromHours(hours % 10_000);
        return facts.Judge(Host, now).AsEnumerable().ToArray() switch
        {
            [] => now >= Begin && facts.NotAfter - now >= CertificateFacts.WarningTime,
            [CertificateFinding.NotYetValid(var from)] => now < from && from == facts.NotBefore,
            [CertificateFinding.Expired(var at)] => now > at && at == facts.NotAfter,
            [CertificateFinding.ExpiresSoon(var at)] => now <= at && at == facts.NotAfter && at - now < CertificateFacts.WarningTime,
            _ => false,
        };
    }

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 300)]
    public bool A_name_and_the_wildcard_of_its_parent_are_names_of_a_host_in_any_letter_case(DomainName host)
    {
        var now = Begin + TimeSpan.FromDays(1);
        bool Fits(string name) => Valid(TimeSpan.FromDays(90), name).Judge(host, now).IsEmpty;
        return Fits(host.Value.ToUpperInvariant()) && host.Parent.ForAll(parent => Fits("*." + parent) && !Fits(parent.Value)) && !Fits("*." + host) && !Fits("x" + host);
    }

    [TestCase("mx.example.com", ExpectedResult = true)]
    [TestCase("*.example.com", ExpectedResult = true)]
    [TestCase("example.com", ExpectedResult = false)]
    [TestCase("*.mx.example.com", ExpectedResult = false)]
    [TestCase("m*.example.com", ExpectedResult = false)]
    [TestCase("*", ExpectedResult = false)]
    [TestCase("*.com", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool One_of_its_names_must_be_that_of_the_host(string name) =>
        Valid(TimeSpan.FromDays(90), "other.test", name).Judge(Host, Begin).IsEmpty;

    [Test]
    public void A_finding_says_what_to_do() => Assert.That(
        Valid(TimeSpan.FromDays(1), "*.other.test").Judge(Host, Begin + TimeSpan.FromDays(2)).Map(finding => finding.ToString()).AsEnumerable(),
        Is.EqualTo(new[]
        {
            "it expired at 2001-09-10T01:46:40.000Z: renew it",
            "it is not for mx.example.com but for *.other.test: set MailDaemon.Hostname to a name of it, or get one for mx.example.com",
        }));
}
