using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
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
    string folder = null!;
    bool running;

    [OneTimeSetUp]
    public async Task Start()
    {
        Programs.Find("postfix");
        Programs.Find("saslpasswd2");
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root can run a Postfix");
        }

        folder = Directory.CreateTempSubdirectory("laitos-sasl-").FullName;
        await Configure();
        var (code, output) = await Programs.Run("postfix", "-c", At("etc"), "start");
        Assert.That(code, Is.Zero, output);
        running = true;
        Assert.That(await Programs.Becomes(() => ports.Values.All(SmtpSink.Listens)), Log);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (running)
        {
            await Programs.Run("postfix", "-c", At("etc"), "stop");
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCaseSource(nameof(Mechanisms))]
    public async Task The_login_is_accepted_and_the_mail_taken(string mechanism)
    {
        Assert.That(await Send(mechanism, "pass-word"), Does.StartWith("250 2.0.0"), Log);
        Assert.That(Log, Does.Contain($"sasl_method={mechanism}, sasl_username=user@postfix.example.org"));
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

    string Log => File.Exists(At("log")) ? File.ReadAllText(At("log")) : "";

    string At(string name) => Path.Combine(folder, name);

    async Task Configure()
    {
        Assert.That((await Programs.Run("chmod", "755", folder)).Code, Is.Zero);
        foreach (var name in (string[])["etc", "etc/sasl", "data", "queue"])
        {
            Directory.CreateDirectory(At(name));
        }

        Assert.That((await Programs.Run("chown", "postfix", At("data"))).Code, Is.Zero);
        var (code, output) = await Programs.Talk(
            "saslpasswd2", input => input.WriteLineAsync("pass-word"), "-p", "-c", "-f", At("sasldb2"), "-u", "postfix.example.org", "user");
        Assert.That(code, Is.Zero, output);
        Assert.That((await Programs.Run("chmod", "644", At("sasldb2"))).Code, Is.Zero);
        foreach (var mechanism in Mechanisms)
        {
            await File.WriteAllTextAsync(At($"etc/sasl/{mechanism}.conf"), $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {At("sasldb2")}\nmech_list: {mechanism}\n");
        }

        await File.WriteAllTextAsync(At("cert.pem"), CapturingRelay.Certificate.ExportCertificatePem() + "\n");
        using (var key = CapturingRelay.Certificate.GetECDsaPrivateKey()!)
        {
            await File.WriteAllTextAsync(At("key.pem"), key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        await File.WriteAllTextAsync(At("etc/main.cf"), $$"""
            compatibility_level = 3.6
            queue_directory = {{At("queue")}}
            data_directory = {{At("data")}}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            maillog_file_prefixes = {{folder}}
            maillog_file = {{At("log")}}
            myhostname = postfix.example.org
            mydestination =
            mynetworks =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            disable_dns_lookups = yes
            alias_maps =
            local_recipient_maps =
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
            """ + "\n");
        await File.WriteAllTextAsync(At("etc/master.cf"), string.Concat(Mechanisms.Select(mechanism =>
            $"127.0.0.1:{ports[mechanism]} inet n - n - - smtpd -o smtpd_sasl_path={mechanism}\n")) + """
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 1 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            discard unix - - n - - discard
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd
            """ + "\n");
    }
}
