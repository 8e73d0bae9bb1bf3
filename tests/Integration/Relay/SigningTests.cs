using System.Text;
using Laitos.Integration.Durability;
using Laitos.Integration.Support;
using Laitos.Signatures.Signing;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;

namespace Laitos.Integration.Relay;

/// <summary>What the daemon changes or composes is signed by a domain of ours; MimeKit, which had no part in it, verifies.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SigningTests
{
    [TestCase("rsa")]
    [TestCase("ed25519")]
    public async Task A_rewritten_mail_and_a_notice_are_signed_and_a_mail_as_it_came_is_not(string type)
    {
        string record = "", keyFile = "";
        await using var daemon = await DurableDaemon.StartWithin(
            sending: $$""" "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem"}, """,
            script: new RelayScript { Replies = new Dictionary<string, string> { [$"RCPT TO:<{DurableDaemon.Second}>"] = "550 5.1.1 nobody" } },
            prepare: folder => (keyFile, record) = Generated(folder, type));
        Assert.That(await daemon.Send("plain@sender.example"), Does.StartWith("250 "));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Notices.Count == 1)), "a notice of the refused destination");

        Assert.That(Signed(daemon.Relay.Mails.Single(mail => mail.Sender != "<>").Text), Is.False, "octet for octet");
        Assert.That(Verifies(daemon.Notices.Single().Text, record), "the notice");
        Assert.That(Verifies(daemon.Notices.Single().Text.Replace("Subject: ", "Subject: x", StringComparison.Ordinal), record), Is.False, "and nothing else");
        Assert.That(daemon.Log, Has.None.Contains("PRIVATE").And.None.Contains(File.ReadAllLines(keyFile)[1]), "the key");
    }

    [Test]
    public async Task A_mail_whose_author_is_rewritten_is_signed_after_its_last_change()
    {
        using var folder = new TemporaryFolder();
        var (_, record) = Generated(folder.Path, "rsa");
        await using var relay = PackageRelay.Start();
        await using var daemon = await RunningDaemon.StartWithin(folder.Path, port => $$"""
            { "MailDaemon": { "Address": "127.0.0.1", "Port": {{port}}, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"], "BlockLists": "none", "DmarcRewrite": "own-address-always", "Delivery": "no-spool" },
              "DNS": { "Servers": ["127.0.0.1:9"] },
              "MailClient": { "MailFrom": "forwarder@example.com", "MTAHost": "127.0.0.1", "MTAPort": {{relay.Port}}, "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem"} } }
            """);
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        Assert.That(await Sending.Mail(peer, "rewritten@sender.example", Sending.Body("rewritten@sender.example") + string.Concat(Enumerable.Repeat("A long body.\r\n", 20_000)), "author@sender.example"), Does.StartWith("250 "));

        var mail = Encoding.Latin1.GetString(relay.Mails.Single().Content);
        Assert.That(mail, Does.Contain("From: \"author at sender.example\" <forwarder@example.com>").Or.Contain("<forwarder@example.com>"));
        Assert.That(Verifies(mail, record));
        Assert.That(Verifies(mail.Replace("A long body.\r\n\r\n", "", StringComparison.Ordinal).Replace("A long body.\r\nA long", "A long", StringComparison.Ordinal), record), Is.False);
    }

    /// The signature was made before the mail was encoded for the relay, and held for nobody.
    [TestCase("own-address-always", false)]
    [TestCase("when-needed", true)]
    public async Task What_is_encoded_for_a_relay_is_signed_as_the_relay_gets_it(string rewrite, bool isFromQueue)
    {
        using var folder = new TemporaryFolder();
        var (_, record) = Generated(folder.Path, "rsa");
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["PIPELINING"], RefusedContent = new Dictionary<string, string> { ["=?= <author@sender.example>\r\nSubject"] = "550 5.7.26 unauthenticated" } });
        await using var daemon = await RunningDaemon.Start(folder.Path, port => $$"""
            { "MailDaemon": { "Address": "127.0.0.1", "Port": {{port}}, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"], "BlockLists": "none", "DmarcRewrite": "{{rewrite}}", "Delivery": "{{(isFromQueue ? "spool-first" : "no-spool")}}" },
              "DNS": { "Servers": ["127.0.0.1:9"] },
              "MailClient": { "MailFrom": "forwarder@example.com", "MTAHost": "127.0.0.1", "MTAPort": {{relay.Port}}, "On8Bit": "encode", "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem"} } }
            """);
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        await peer.Send(Encoding.UTF8.GetBytes("MAIL FROM:<author@sender.example>\r\nRCPT TO:<someone@example.com>\r\nDATA\r\n"));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await peer.Reply(), Does.Match("^[23]"));
        }

        await peer.Send(Encoding.UTF8.GetBytes(
            "From: Jörg <author@sender.example>\r\nSubject: Grüße\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nViele Grüße\r\n.\r\n"));
        Assert.That(await peer.Reply(), Does.StartWith("250 "));
        Assert.That(await daemon.Process.Says("encoded="));
        var mail = relay.Mails.Single().Text;
        Assert.That(mail.All(char.IsAscii) && mail.StartsWith("DKIM-Signature: ", StringComparison.Ordinal), mail);
        Assert.That(mail.Split("DKIM-Signature: "), Has.Length.EqualTo(2), "one signature");
        Assert.That(Verifies(mail, record), mail);
    }

    [Test]
    public async Task A_forwarded_mail_is_sealed_when_its_owner_wants_that()
    {
        using var folder = new TemporaryFolder();
        var (_, record) = Generated(folder.Path, "rsa");
        await using var relay = PackageRelay.Start();
        await using var daemon = await RunningDaemon.Start(folder.Path, port => $$"""
            { "MailDaemon": { "Address": "127.0.0.1", "Port": {{port}}, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"], "BlockLists": "none", "DmarcRewrite": "when-needed", "Delivery": "no-spool" },
              "DNS": { "Servers": ["127.0.0.1:9"] },
              "MailClient": { "MailFrom": "forwarder@example.com", "MTAHost": "127.0.0.1", "MTAPort": {{relay.Port}}, "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem", "ArcSeal": true} } }
            """);
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        Assert.That(await Sending.Mail(peer, "sealed@sender.example", Sending.Body("sealed@sender.example")), Does.StartWith("250 "));
        var mail = Encoding.Latin1.GetString(relay.Mails.Single().Content);
        Assert.That(mail, Does.StartWith("ARC-Seal: i=1;").And.Contains("ARC-Authentication-Results: i=1; "));
        Assert.That(Chain(mail, record), Is.EqualTo(ArcSignatureValidationResult.Pass));
        Assert.That(Chain(mail.Replace("the end of", "the beginning of", StringComparison.Ordinal), record), Is.EqualTo(ArcSignatureValidationResult.Fail));
    }

    [Test]
    public async Task A_key_that_cannot_be_used_is_found_before_the_start()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "config.json");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "dkim.pem"), "no key at all\n");
        await File.WriteAllTextAsync(file, """
            { "MailDaemon": { "Address": "127.0.0.1", "Port": 2525, "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"] },
              "MailClient": { "MailFrom": "a@example.com", "MTAHost": "127.0.0.1", "MTAPort": 2526, "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem"} } }
            """);
        var program = await LaitosCommand.Run("check", "-config", file);
        Assert.That(program.Code, Is.Not.Zero);
        Assert.That(program.Errors, Has.Some.Contains("MailClient.Signing.KeyFile: ").And.Some.Contains("it is no PEM file"));

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("dkim.pem", "/dev/zero", StringComparison.Ordinal));
        var endless = await LaitosCommand.Run("check", "-config", file);
        Assert.That(endless.Code, Is.Not.Zero);
        Assert.That(endless.Errors, Has.Some.Contains("it is larger than 65536 characters"));
    }

    [Test]
    public void A_mail_that_goes_on_for_its_authors_signature_still_bears_it()
    {
        var scenario = Path.Combine(AppContext.BaseDirectory, "Scenarios", "80-dmarc-durable-signature");
        var record = File.ReadAllLines(Path.Combine(scenario, "dns.txt")).Single(line => line.StartsWith("s1._domainkey.bank.test TXT ", StringComparison.Ordinal))["s1._domainkey.bank.test TXT ".Length..];
        var delivered = WrittenMail.Read(Path.Combine(scenario, "delivered.eml"));
        Assert.That(Verifies(delivered, record, "bank.test"));
        Assert.That(Verifies(delivered.Replace("Hello.", "Hello?", StringComparison.Ordinal), record, "bank.test"), Is.False);
    }

    static (string KeyFile, string Record) Generated(string folder, string type)
    {
        var file = Path.Combine(folder, "dkim.pem");
        var key = KeyGeneration.New(type == "rsa" ? KeyKind.Rsa2048 : KeyKind.Ed25519);
        File.WriteAllText(file, key.Pem.Reveal());
        return (file, key.RecordText);
    }

    static bool Signed(string mail) => mail.Contains("DKIM-Signature:", StringComparison.Ordinal);

    static bool Verifies(string mail, string record, string domain = "example.com")
    {
        using var read = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(mail)));
        return new DkimVerifier(new Published(record, domain)).Verify(read, read.Headers[HeaderId.DkimSignature] is null ? throw new InvalidOperationException("not signed") : read.Headers.First(field => field.Id == HeaderId.DkimSignature));
    }

    static ArcSignatureValidationResult Chain(string mail, string record)
    {
        using var read = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(mail)));
        return new ArcVerifier(new Published(record, "example.com")).Verify(read).Chain;
    }

    /// <summary>The one record that the zone holds.</summary>
    sealed class Published(string record, string zone) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            (domain, selector) == (zone, "s1") ? GetPublicKey(record) : throw new InvalidOperationException($"{selector} of {domain}");

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
