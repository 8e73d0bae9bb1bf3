using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>TLS and passwords over real sockets.</summary>
public class RelaySecurityTests
{
    static readonly Login Login = new("user", new LoginProof.Password(new Secret("pass")));

    [Test]
    public async Task TLS_from_the_first_octet()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { ImplicitTls = true });
        Assert.That(await Send(PolicyFor(relay) with { Tls = TlsMode.Implicit }), Is.EqualTo("250 2.0.0 taken"));
        Assert.That(relay.Mails.Single().Encrypted, Is.True);
    }

    [Test]
    public void Port_465_means_TLS_from_the_first_octet() =>
        Assert.That((Policy("relay.example", 465).Tls, Policy("relay.example", 587).Tls), Is.EqualTo((TlsMode.Implicit, TlsMode.Opportunistic)));

    [TestCase("AUTH PLAIN LOGIN", "AUTH PLAIN AHVzZXIAcGFzcw==")]
    [TestCase("AUTH LOGIN", "cGFzcw==")]
    public async Task The_password_goes_over_a_verified_connection(string offer, string line)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS", offer] });
        Assert.That(await Send(PolicyFor(relay) with { Login = Login }, trust: true), Is.EqualTo("250 2.0.0 taken"));
        Assert.That((relay.Mails.Single().Encrypted, relay.Heard.Contains(line)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task An_untrusted_certificate_gets_no_password()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS", "AUTH PLAIN"] });
        Assert.That(await Send(PolicyFor(relay) with { Login = Login }), Does.StartWith("451 4.7.5 TLS with the relay failed"));
        Assert.That(relay.Heard, Has.None.StartsWith("AUTH"));
    }

    [Test]
    public async Task A_certificate_for_another_name_gets_no_password()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS", "AUTH PLAIN"] });
        Assert.That(await Send(PolicyFor(relay, "127.0.0.1") with { Login = Login }, trust: true), Does.StartWith("451 4.7.5"));
    }

    [Test]
    public async Task On_loopback_the_password_may_go_in_clear()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH PLAIN"] });
        Assert.That(await Send(PolicyFor(relay) with { Login = Login }), Is.EqualTo("250 2.0.0 taken"));
    }

    [TestCase("PLAIN", "AUTH")]
    [TestCase("LOGIN", "password")]
    public async Task A_refused_login_defers_the_mail(string mechanism, string stage)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [$"AUTH {mechanism}"], Replies = new Dictionary<string, string> { [stage] = "535 5.7.8 wrong" } });
        Assert.That(await Send(PolicyFor(relay) with { Login = Login }), Is.EqualTo("451 4.7.8 the relay refused the login: 535 5.7.8 wrong"));
        Assert.That(relay.Heard, Has.None.StartsWith("MAIL"));
    }

    [Test]
    public async Task What_was_injected_behind_STARTTLS_in_clear_is_not_heard()
    {
        await using var relay = CapturingRelay.Start(new RelayScript
        {
            Keywords = ["STARTTLS"],
            Replies = new Dictionary<string, string> { ["STARTTLS"] = "220 go ahead\r\n250-injected\r\n250 SIZE 1" },
        });
        Assert.That(await Send(PolicyFor(relay)), Is.EqualTo("250 2.0.0 taken"));
    }

    [Test]
    public async Task A_handshake_that_is_no_handshake_defers_the_mail()
    {
        await using var relay = CapturingRelay.Start();
        Assert.That(await Send(PolicyFor(relay) with { Tls = TlsMode.Implicit }), Does.StartWith("451 4."));
        Assert.That(relay.Mails, Is.Empty);
    }

    static async Task<string> Send(RelayPolicy policy, bool trust = false)
    {
        await using var client = new SmtpRelay(policy, roots: trust ? [CapturingRelay.Certificate] : null);
        return (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome.Because.ToString();
    }
}
