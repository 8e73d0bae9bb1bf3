using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Relay;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Peers;

/// <summary>Logins at a Postfix with Cyrus SASL, each mechanism by itself, under TLS.</summary>
public class SaslPostfixTests
{
    static readonly string[] Mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"];

    readonly Dictionary<string, int> ports = Mechanisms.ToDictionary(name => name, _ => RunningDaemon.FreePort());
    PostfixInstance? postfix;

    [OneTimeSetUp]
    public async Task Start()
    {
        Programs.Find("saslpasswd2");
        postfix = await PostfixInstance.Prepare();
        await WriteLogin();
        await WriteCertificate();
        await postfix.Start(
            $$"""
            mynetworks =
            default_transport = discard
            relay_transport = discard
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = {{At("cert.pem")}}
            smtpd_tls_key_file = {{At("key.pem")}}
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_security_options = noanonymous
            smtpd_delay_reject = yes
            smtpd_client_restrictions = permit_sasl_authenticated, check_client_access static:{530 5.7.0 Authentication required}
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            """,
            Mechanisms.Select(mechanism => $"127.0.0.1:{ports[mechanism]} inet n - n - - smtpd -o smtpd_sasl_path={mechanism}"),
            ports.Values);
    }

    [OneTimeTearDown]
    public async Task Stop() => await (postfix?.DisposeAsync() ?? ValueTask.CompletedTask);

    [TestCaseSource(nameof(Mechanisms))]
    public async Task The_login_is_accepted_and_the_mail_taken(string mechanism)
    {
        Assert.That(await Send(mechanism, "pass-word"), Does.StartWith("250 2.0.0"), Log);
        // Postfix writes its log behind its reply.
        Assert.That(await Programs.Becomes(() => Log.Contains($"sasl_method={mechanism}, sasl_username=user@postfix.example.org", StringComparison.Ordinal)), Log);
    }

    [TestCaseSource(nameof(Mechanisms))]
    public async Task A_wrong_password_defers_the_mail(string mechanism) =>
        Assert.That(await Send(mechanism, "wrong"), Does.StartWith("451 4.7.8 the relay refused the login: 535 5.7.8"));

    [Test]
    public async Task Without_a_login_the_mail_is_kept()
    {
        await using var client = new SmtpRelay(Policy("localhost", ports["PLAIN"]));
        var outcome = (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome;
        Assert.That(outcome.Because.ToString(), Does.StartWith("451 4.7.0 the relay wants a login or TLS first").And.Contains("530"));
        Assert.That(outcome, Is.InstanceOf<Outcome.Deferred>().With.Property("IsSetUp").True);
    }

    async Task<string> Send(string mechanism, string password)
    {
        var policy = Policy("localhost", ports[mechanism]) with { Tls = TlsMode.Required, Login = new Login("user@postfix.example.org", new LoginProof.Password(new Secret(password))) };
        await using var client = new SmtpRelay(policy, roots: [CapturingRelay.Certificate]);
        return (await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)).Outcomes.Head.Outcome.Because.ToString();
    }

    string Log => postfix!.Log;

    string At(string name) => postfix!.At(name);

    async Task WriteLogin()
    {
        var (code, output) = await Programs.Talk(
            "saslpasswd2", input => input.WriteLineAsync("pass-word"), "-p", "-c", "-f", At("sasldb2"), "-u", "postfix.example.org", "user");
        Assert.That(code, Is.Zero, output);
        Assert.That((await Programs.Run("chmod", "644", At("sasldb2"))).Code, Is.Zero);
        foreach (var mechanism in Mechanisms)
        {
            await File.WriteAllTextAsync(At($"etc/sasl/{mechanism}.conf"), $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {At("sasldb2")}\nmech_list: {mechanism}\n");
        }
    }

    async Task WriteCertificate()
    {
        await File.WriteAllTextAsync(At("cert.pem"), CapturingRelay.Certificate.ExportCertificatePem() + "\n");
        using var key = CapturingRelay.Certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(At("key.pem"), key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
