using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>What is decided before the first mail: TLS, the login, and what their failure means.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
public class ConnectionSetupLaws
{
    [Property]
    public bool No_login_goes_in_clear_unless_the_owner_allows_it_or_it_stays_on_this_machine(RelayPolicy policy, ServiceExtensions offered, bool encrypted, bool loopback) =>
        LoginChoice.Of(policy, new Channel(encrypted, loopback, offered)).Match(
            Right: mechanisms => mechanisms.IsEmpty || encrypted || loopback || policy.AllowPlaintextAuth,
            Left: _ => policy.Login.IsSome);

    [Property]
    public bool With_a_login_configured_none_is_skipped(RelayPolicy policy, ServiceExtensions offered, bool encrypted, bool loopback) =>
        LoginChoice.Of(policy, new Channel(encrypted, loopback, offered)).ForAll(mechanisms => mechanisms.IsEmpty == policy.Login.IsNone);

    [Property]
    public bool Only_what_is_offered_is_tried_and_each_once(RelayPolicy policy, ServiceExtensions offered, bool encrypted) =>
        LoginChoice.Of(policy, new Channel(encrypted, true, offered)).ForAll(mechanisms =>
            mechanisms.ForAll(name => offered.Mechanisms.Contains(name)) && mechanisms.Distinct().Count() == mechanisms.Count && mechanisms.Count <= 3);

    [Property]
    public bool A_token_is_never_used_as_a_password_nor_a_password_as_a_token(RelayPolicy policy, ServiceExtensions offered) =>
        LoginChoice.Of(policy, new Channel(true, true, offered)).ForAll(mechanisms => mechanisms.ForAll(name =>
            name is "XOAUTH2" or "OAUTHBEARER" == policy.Login.Exists(login => login.Proof is LoginProof.TokenFile or LoginProof.TokenCommand)));

    [TestCase(true, "PLAIN LOGIN", "PLAIN")]
    [TestCase(true, "LOGIN", "LOGIN")]
    [TestCase(true, "CRAM-MD5 PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "SCRAM-SHA-256 PLAIN CRAM-MD5")]
    [TestCase(true, "SCRAM-SHA-1-PLUS SCRAM-SHA-256 PLAIN", "SCRAM-SHA-1-PLUS PLAIN")]
    [TestCase(false, "SCRAM-SHA-256-PLUS PLAIN CRAM-MD5", "CRAM-MD5 PLAIN")]
    public void The_mechanisms_of_a_password(bool encrypted, string offered, string expected)
    {
        var policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name) with { Login = new Login("user", new LoginProof.Password(new Secret("hunter2"))) };
        var channel = new Channel(encrypted, Loopback: true, ServiceExtensions.None with { Mechanisms = offered.Split(' ').Gather() });
        Assert.That(LoginChoice.Of(policy, channel).Match(Right: found => string.Join(' ', found), Left: fault => fault.ToString()), Is.EqualTo(expected));
    }

    [Property]
    public bool Nothing_goes_in_clear_where_TLS_or_a_certificate_or_a_login_is_asked_for(RelayPolicy policy, RelayFault fault) =>
        ConnectionSetup.InClear(policy, fault).IsNone || policy is { Tls: TlsMode.Opportunistic, VerifyCertificate: false, Login.IsNone: true };

    [Property]
    public bool A_fault_defers_and_says_why(RelayFault fault) =>
        Outcome.Of(fault) is Outcome.Deferred { Reply: { IsTransient: true, Text.Length: > 0 }, IsSetUp: var setUp } && setUp == fault.IsSetUp;

    [Property]
    public bool Printing_never_shows_the_password(RelayPolicy policy) => !policy.ToString().Contains("hunter2", StringComparison.Ordinal);

    [Property]
    public bool Each_stage_has_its_words_and_its_time(int number)
    {
        var stages = Enum.GetValues<RelayStage>();
        var stage = stages[(int)((uint)number % stages.Length)];
        return RelayStages.Words(stage).Length > 0 && RelayTimeouts.Default.At(stage) > TimeSpan.Zero;
    }

    [TestCase("EHLO mx.example\r\n", RelayStage.Hello)]
    [TestCase("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\n", RelayStage.Mail)]
    [TestCase("DATA\r\n", RelayStage.Data)]
    [TestCase("dXNlcg==\r\n", RelayStage.Login)]
    [TestCase("", RelayStage.Login)]
    public void The_stage_that_a_command_begins(string sent, RelayStage expected) =>
        Assert.That(RelayStages.Of(System.Text.Encoding.ASCII.GetBytes(sent), RelayStage.Login), Is.EqualTo(expected));

    [Test]
    public void A_certificate_that_is_not_trusted_is_explained_with_host_reason_and_cure() => Assert.Multiple(() =>
    {
        Assert.That(
            new CertificateProblem(false, true, Seqs.Of("mail.other.example"), "2030-01-01", default).Explain("relay.example"),
            Is.EqualTo("the certificate of relay.example cannot be trusted: it is for mail.other.example, not for relay.example: set MailClient.MTAHost to a name that it bears"));
        Assert.That(
            new CertificateProblem(false, false, default, "2020-01-01", Seqs.Of("NotTimeValid", "UntrustedRoot")).Explain("relay.example"),
            Does.Contain("out of date (valid until 2020-01-01)").And.Contain("install the authority's certificate on this machine"));
        Assert.That(new CertificateProblem(true, true, default, "", default).Explain("relay.example"), Is.EqualTo("relay.example showed no certificate"));
    });
}
