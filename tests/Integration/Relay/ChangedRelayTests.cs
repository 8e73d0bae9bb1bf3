using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>A relay that was restarted with another set-up while we kept a connection to it, and one whose TLS or login is out of order.</summary>
public class ChangedRelayTests
{
    static readonly string Large = "X: y\r\n\r\n" + string.Concat(Enumerable.Repeat("216 kB of text\r\n", 13_500));

    [Test]
    public async Task A_limit_that_an_old_greeting_named_refuses_no_mail()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["SIZE 100000"] });
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        relay.Script = new RelayScript { Keywords = ["SIZE 50000000"] };
        Assert.That(Codes(await client.Deliver(Job(Large, "a@example.com"), Content(Large), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(relay.Connections, Is.EqualTo(2));
    }

    [Test]
    public async Task A_limit_that_a_fresh_greeting_names_does()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["SIZE 100000"] });
        await using var client = new SmtpRelay(PolicyFor(relay));
        foreach (var connections in new[] { 1, 2 })
        {
            Assert.That((await client.Deliver(Job(Large, "a@example.com"), Content(Large), default)).Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("552 5.3.4 the relay takes mails of at most 100000"));
            Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
            Assert.That(relay.Connections, Is.EqualTo(connections));
        }
    }

    [Test]
    public async Task The_same_goes_for_international_mail()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [] });
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        relay.Script = new RelayScript { Keywords = ["8BITMIME", "SMTPUTF8"] };
        Assert.That(Codes(await client.Deliver(Job(Dotted, "jöhn@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com") with { EightBit = true }, Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(relay.Connections, Is.EqualTo(2));
    }

    [Test]
    public async Task A_kept_connection_that_wants_a_login_is_replaced_and_a_fresh_one_fails_no_mail()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        relay.Script = new RelayScript { Replies = new Dictionary<string, string> { ["MAIL"] = "530 5.7.0 Authentication required" } };
        var outcome = (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome;
        Assert.That(outcome, Is.InstanceOf<Outcome.Deferred>().With.Property("IsSetUp").True);
        Assert.That(outcome.Because.ToString(), Does.StartWith("451 4.7.0 the relay wants a login or TLS first").And.Contains("530 5.7.0 Authentication required"));
        Assert.That(relay.Connections, Is.EqualTo(2));
    }

    [TestCase("MAIL")]
    [TestCase("RCPT")]
    [TestCase("DATA")]
    [TestCase("content")]
    public async Task A_530_at_any_point_fails_no_mail(string stage)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Replies = new Dictionary<string, string> { [stage] = "530 5.7.0 Must issue a STARTTLS command first" } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var report = await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Map(item => item.Outcome), Is.All.InstanceOf<Outcome.Deferred>().With.All.Property("IsSetUp").True);
    }

    [TestCase(TlsMode.Opportunistic, false, "250 2.0.0 taken")]
    [TestCase(TlsMode.Opportunistic, true, "451 4.7.5 TLS with the relay failed")]
    [TestCase(TlsMode.Required, false, "451 4.7.5 TLS with the relay failed")]
    public async Task A_broken_handshake_is_followed_by_a_connection_in_clear_where_nothing_asks_for_TLS(TlsMode tls, bool verify, string expected)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS"], BrokenHandshake = true });
        await using var client = new SmtpRelay(WithTimeouts(PolicyFor(relay) with { Tls = tls, VerifyCertificate = verify }, timeouts => timeouts with { BeforeClear = TimeSpan.FromMilliseconds(1) }));
        var outcome = (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome;
        Assert.That(outcome.Because.ToString(), Does.StartWith(expected));
        Assert.That(relay.Heard.Contains("MAIL FROM:<s@example.org>"), Is.EqualTo(expected[0] == '2'));
    }

    [TestCase(TlsMode.Opportunistic, "250 2.0.0 taken")]
    [TestCase(TlsMode.Required, "451 4.7.4 the relay offers TLS and refuses it: 454 4.7.0 no key")]
    public async Task A_refused_STARTTLS_is_overlooked_unless_TLS_is_required(TlsMode tls, string expected)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS"], Replies = new Dictionary<string, string> { ["STARTTLS"] = "454 4.7.0 no key" } });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Tls = tls });
        Assert.That((await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome.Because.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Required_TLS_that_is_not_offered_sends_nothing()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay) with { Tls = TlsMode.Required });
        Assert.That((await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("451 4.7.4 the relay offers no TLS"));
        Assert.That(relay.Mails, Is.Empty);
    }

    [Test]
    public async Task Without_TLS_an_offer_is_left_alone()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS"] });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Tls = TlsMode.None });
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(relay.Mails.Single().Encrypted, Is.False);
    }

    [Test]
    public async Task A_name_without_an_address_is_the_owners_to_mend()
    {
        await using var client = new SmtpRelay(Policy("no-such-relay.invalid", 25));
        var outcome = (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome;
        Assert.That(outcome, Is.InstanceOf<Outcome.Deferred>().With.Property("IsSetUp").True);
        Assert.That(outcome.Because.ToString(), Does.StartWith("451 4.4.4 the relay's name no-such-relay.invalid has no address").And.Contains("MailClient.MTAHost"));
    }
}
