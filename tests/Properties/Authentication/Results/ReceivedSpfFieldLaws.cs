using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Authentication.Results;

public class ReceivedSpfFieldLaws
{
    /// RFC 7208 §9.1, as far as our fields use it.
    const string Form = "^Received-SPF: (none|neutral|pass|fail|softfail|temperror|permerror) \\([^()\\\\]*\\) "
        + "receiver=me\\.example; client-ip=(DOT|QUOTED); envelope-from=QUOTED; helo=(DOT|QUOTED); identity=(mailfrom|helo)(; (problem=QUOTED|mechanism=(DOT|QUOTED)))?$";

    static readonly string Pattern = Form.Replace("DOT", "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", StringComparison.Ordinal)
        .Replace("QUOTED", "\"([ !#-\\[\\]-~]|\\\\[ -~])*\"", StringComparison.Ordinal);

    [Property(MaxTest = 500)]
    public void Whatever_strangers_write_it_is_one_field_of_the_form(SpfResult result, SpfIdentity identity, string? local, string? domain, string? hello, string? problem, bool six)
    {
        var request = SpfArbitraries.RequestFor(six ? "2001:db8::1" : "192.0.2.1", domain ?? "") with { Identity = identity, LocalPart = local ?? "", HelloName = hello ?? "" };
        var field = ReceivedSpfField.Write(request, new SpfFinding(result, "a.example", problem?.Length % 2 == 1 ? "ip4" : "", problem ?? "", ""));
        var section = HeaderSection.Parse(Octets.Copy([.. field.Span, .. "Next: one\r\n\r\n"u8]));
        Assert.That(section.Fields.Map(one => one.Name), Is.EqualTo(new[] { "Received-SPF", "Next" }));
        Assert.That(Folding.LongestLine(field), Is.LessThanOrEqualTo(Folding.Limit));
        Assert.That(field.ToLatin1().Replace("\r\n ", " ", StringComparison.Ordinal)[..^2], Does.Match(Pattern));
    }

    [Test]
    public void A_field_as_it_is_read_by_people() =>
        Assert.That(ReceivedSpfField.Write(SpfArbitraries.RequestFor("2001:db8::1", "a.example"), new SpfFinding(SpfResult.Pass, "a.example", "ip6", "", "")).ToLatin1(), Is.EqualTo(
            "Received-SPF: pass (a.example lets the client send for it)\r\n"
            + " receiver=me.example; client-ip=\"2001:db8::1\"; envelope-from=\"joe@a.example\";\r\n"
            + " helo=mail.a.example; identity=mailfrom; mechanism=ip6\r\n"));
}
