using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>Passwords from files, and access tokens from files and programs.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoginTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    [Test]
    public async Task A_password_from_a_file_is_read_at_each_login()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH PLAIN"], CloseAfterMails = 1 });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", new LoginProof.PasswordFile(File("password"))) });
        foreach (var password in new[] { "one", "two" })
        {
            await System.IO.File.WriteAllTextAsync(File("password"), password + "\n");
            Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        }

        Assert.That(Logins(relay), Is.EqualTo(new[] { $"AUTH PLAIN {Base64("\0user\0one")}", $"AUTH PLAIN {Base64("\0user\0two")}" }));
    }

    [TestCase("XOAUTH2", "user=user\u0001auth=Bearer the-token\u0001\u0001")]
    [TestCase("OAUTHBEARER", "n,a=user,\u0001host=localhost\u0001port={0}\u0001auth=Bearer the-token\u0001\u0001")]
    public async Task A_token_from_a_file_goes_over_a_verified_connection(string mechanism, string message)
    {
        await System.IO.File.WriteAllTextAsync(File("token"), "{\"access_token\": \"the-token\", \"expires_in\": 3600}");
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS", $"AUTH PLAIN {mechanism}"] });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", new LoginProof.TokenFile(File("token"))) }, roots: [CapturingRelay.Certificate]);
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        var said = Encoding.UTF8.GetString(Convert.FromBase64String(Logins(relay).Single().Split(' ')[2]));
        Assert.That(Logins(relay).Single(), Does.StartWith($"AUTH {mechanism} "));
        Assert.That(said, mechanism == "XOAUTH2" ? Is.EqualTo(message) : Does.Contain("auth=Bearer the-token\u0001"));
    }

    [Test]
    public async Task A_program_is_asked_once_and_again_when_its_token_was_refused()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH XOAUTH2"], CloseAfterMails = 1 });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", Counting("token-$n")) });
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"), "with the same token");
        relay.Script = relay.Script with { Replies = new Dictionary<string, string> { [Line("token-1")] = "535 5.7.8 expired" } };
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"), "with another");
        Assert.That(Logins(relay), Is.EqualTo(new[] { Line("token-1"), Line("token-1"), Line("token-1"), Line("token-2") }));
    }

    [Test]
    public async Task A_program_is_asked_again_when_its_token_has_expired()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH XOAUTH2"], CloseAfterMails = 1 });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", Counting("{\\\"access_token\\\": \\\"token-$n\\\", \\\"expires_in\\\": 30}")) });
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        Assert.That(Logins(relay), Is.EqualTo(new[] { Line("token-1"), Line("token-2") }));
    }

    [Test]
    public async Task A_token_that_is_always_refused_defers_the_mail_after_two_tries_and_is_shown_nowhere()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH XOAUTH2"], Replies = new Dictionary<string, string> { ["AUTH"] = "535 5.7.8 no: token-1 token-2" } });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", Counting("token-$n")) });
        Assert.That(await Send(client), Is.EqualTo("451 4.7.8 the relay refused the login: 535 5.7.8 no: token-1 ***"));
        Assert.That(Logins(relay), Has.Count.EqualTo(2));
    }

    [TestCase("exit 3", "/bin/sh: it ended with code 3")]
    [TestCase("true", "/bin/sh: nothing was printed")]
    [TestCase("echo two words", "what was printed is not a token")]
    [TestCase("sleep 60", "it did not end in time")]
    public async Task A_program_without_a_token_defers_the_mail_and_says_why(string script, string reason)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["AUTH XOAUTH2"] });
        var policy = WithTimeouts(PolicyFor(relay), timeouts => timeouts with { Token = TimeSpan.FromSeconds(script == "sleep 60" ? 0.2 : 30) });
        await using var client = new SmtpRelay(policy with { Login = new Login("user", new LoginProof.TokenCommand(Seqs.Of("/bin/sh", "-c", script))) });
        Assert.That(await Send(client), Does.StartWith("451 4.7.8 there is nothing to log in to the relay with").And.Contains(reason));
        Assert.That(relay.Mails, Is.Empty);
    }

    [Test]
    public async Task A_mechanism_that_the_relay_has_no_data_for_is_followed_by_another()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["STARTTLS", "AUTH SCRAM-SHA-256 PLAIN"], Replies = new Dictionary<string, string> { ["AUTH SCRAM"] = "535 5.7.8 no" } });
        await using var client = new SmtpRelay(PolicyFor(relay) with { Login = new Login("user", new LoginProof.Password(new Secret("pass"))) }, roots: [CapturingRelay.Certificate]);
        Assert.That(await Send(client), Is.EqualTo("250 2.0.0 taken"));
        Assert.That(Logins(relay).Select(line => line.Split(' ')[1]), Is.EqualTo(new[] { "SCRAM-SHA-256", "PLAIN" }));
    }

    LoginProof.TokenCommand Counting(string printed) =>
        new(Seqs.Of("/bin/sh", "-c", $"echo x >> {File("asked")}; n=$(grep -c x {File("asked")}); echo \"{printed}\""));

    string File(string name) => Path.Combine(folder.Path, name);

    static string Line(string token) => $"AUTH XOAUTH2 {Base64($"user=user\u0001auth=Bearer {token}\u0001\u0001")}";

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static List<string> Logins(CapturingRelay relay) => [.. relay.Heard.Where(line => line.StartsWith("AUTH", StringComparison.Ordinal))];

    static async Task<string> Send(SmtpRelay client) => (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome.Because.ToString();
}
