using System.Text.Json;
using Laitos.Domain.Settings;

namespace Laitos.Properties.Settings;

/// <summary>The section <c>MailDaemon.Status</c>.</summary>
public class StatusSettingsTests
{
    const string Password = "Canary-Password-1";

    [Test]
    public void Without_the_section_there_is_no_page_and_nothing_is_counted() => Assert.That(Parse("{}"), Is.EqualTo(StatusSettings.Default).And.Property("IsOn").False);

    [Test]
    public void A_port_alone_serves_loopback_without_a_password() =>
        Assert.That(Parse("""{"Port": 8025}"""), Is.EqualTo(StatusSettings.Default with { Port = 8025 }).And.Property("IsOn").True);

    [Test]
    public void A_password_opens_the_page_to_others_and_is_hidden_wherever_it_might_be_shown()
    {
        var settings = Whole($$"""{"Address": "0.0.0.0", "Port": 8025, "Password": "{{Password}}", "Hosts": ["Status.Example.com"]}""").Match(Succ: read => read, Fail: Throw);
        Assert.That(EffectiveSettings.Render(settings), Does.Not.Contain(Password));
        Assert.That(SettingsPolicies.Secrets(settings).Apply($"subject {Password}"), Is.EqualTo("subject ***"));
        var policy = SettingsPolicies.Status(settings, new Octets(new byte[32]));
        Assert.That((policy.IsPassword(Password), policy.IsPassword(Password[1..]), policy.IsPassword(""), policy.IsSecure), Is.EqualTo((true, false, false, false)));
        Assert.That(policy.Hosts.AsEnumerable(), Is.EqualTo(new[] { "example.com", "status.example.com" }));
        Assert.That(EnvironmentReferences.Resolve(settings with { MailDaemon = settings.MailDaemon with { Status = settings.MailDaemon.Status with { Password = new Secret("${PAGE}") } } }, Prelude.toHashMap(Seqs.Of(("PAGE", Password))))
            .Match(Succ: resolved => resolved.MailDaemon.Status.PasswordInForce.Exists(password => password.Reveal() == Password), Fail: _ => false));
    }

    [TestCase("""{"Address": "0.0.0.0", "Port": 8025}""", "MailDaemon.Status.Address: found \"0.0.0.0\" without a password, expected a loopback address such as 127.0.0.1, or else a password")]
    [TestCase("""{"Address": "2001:db8::1", "Port": 8025}""", "MailDaemon.Status.Address: found \"2001:db8::1\" without a password")]
    [TestCase("""{"Password": "Canary-Password-1"}""", "MailDaemon.Status.Port: found nothing, expected a port such as 8025")]
    [TestCase("""{"Port": 25}""", "MailDaemon.Status.Port: found 25, expected a port other than MailDaemon.Port")]
    [TestCase("""{"Port": 8025, "Password": "Canary-Password-1", "PasswordFile": "x"}""", "MailDaemon.Status.PasswordFile: found a file beside a password")]
    [TestCase("""{"Port": 8025, "Password": "Canary-1"}""", "MailDaemon.Status.Password: found a value that is not shown, expected a password of 12 to 200 characters")]
    [TestCase("""{"Port": 8025, "TLS": true}""", "MailDaemon.Status.TLS: found true, expected false, or a certificate in MailDaemon.TLSCertPath")]
    [TestCase("""{"Port": 8025, "Prot": 1}""", "MailDaemon.Status.Prot: found an unknown key, expected one that exists; did you mean Port?")]
    [TestCase("""{"Otlp": {"Endpoint": "ftp://x"}}""", "MailDaemon.Status.Otlp.Endpoint: found \"ftp://x\", expected a URL such as")]
    [TestCase("""{"Otlp": {"Endpoint": "http://user:Canary@x"}}""", "MailDaemon.Status.Otlp.Endpoint: found")]
    public void A_mistake_is_named(string section, string problem)
    {
        var told = Whole(section).Match(Succ: _ => "none", Fail: problems => string.Join("; ", problems));
        Assert.That(told, Does.Contain(problem).And.Not.Contain("Canary-"));
    }

    [TestCase("http://c.test:4318", "http", "http://c.test:4318/v1/metrics")]
    [TestCase("http://c.test:4318/other", "http", "http://c.test:4318/other")]
    [TestCase("http://c.test:4317", "grpc", "http://c.test:4317/")]
    public void Metrics_go_to_the_path_of_the_protocol(string endpoint, string protocol, string target) =>
        Assert.That(Parse($$"""{"Otlp": {"Endpoint": "{{endpoint}}", "Protocol": "{{protocol}}"} }""").Otlp.Target.Map(uri => uri.AbsoluteUri), Is.EqualTo(Option<string>.Some(target)));

    [TestCase("Canary-Password-1\nmore", true)]
    [TestCase("Canary-Password-1\r\n", true)]
    [TestCase("short\n", false)]
    [TestCase("", false)]
    public void The_first_line_of_a_file_is_the_password(string text, bool isGood)
    {
        var read = StatusPasswordFile.Parse(text);
        Assert.That(read.Match(Succ: password => password.Reveal() == Password, Fail: _ => false), Is.EqualTo(isGood));
        Assert.That(read.Match(Succ: _ => "", Fail: problems => string.Join("; ", problems)), Does.Not.Contain("short"));
    }

    static StatusSettings Parse(string section) => Whole(section).Match(Succ: settings => settings.MailDaemon.Status, Fail: problems => Throw(problems).MailDaemon.Status);

    static LaitosSettings Throw(Seq<SettingProblem> problems) => throw new AssertionException(string.Join("; ", problems));

    static Validation<SettingProblem, LaitosSettings> Whole(string section)
    {
        using var document = JsonDocument.Parse($$"""
            {"MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"], "Status": {{section}} }, "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test"} }
            """);
        return SettingsParser.Parse(document.RootElement).Map(parsed => parsed.Settings);
    }
}
