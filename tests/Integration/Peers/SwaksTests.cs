using System.Security.Cryptography;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>The daemon between swaks, the testers' mail program, and the SmtpServer package: what both show is that a mail passes from one foreign implementation to another.</summary>
public class SwaksTests
{
    [TestCase("", "with ESMTP id")]
    [TestCase("--protocol SMTP", "with SMTP id")]
    [TestCase("--pipeline", "with ESMTP id")]
    [TestCase("--tls", "with ESMTPS (TLS1.3")]
    [TestCase("--tls --tls-protocol tlsv1_2", "with ESMTPS (TLS1.2")]
    [TestCase("--tls --pipeline", "with ESMTPS (TLS1.3")]
    public async Task A_mail_of_swaks_arrives(string options, string trace)
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port, chain: true);
        var (code, output) = await Swaks(daemon, ["--header", "Subject: hello", "--body", "the body", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(code, Is.Zero, output);
        var mail = relay.Mails.Single();
        Assert.That(mail.Text.Replace("\r\n\t", " ", StringComparison.Ordinal), Does.StartWith("Received: from").And.Contains(trace).And.Contains("Subject: hello\r\n").And.Contains("\r\n\r\nthe body\r\n"));
        Assert.That(mail.Recipients, Is.EqualTo(new[] { "me@example.net" }));
    }

    [Test]
    public async Task An_attachment_arrives_octet_for_octet()
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "attachment.bin");
        var octets = RandomNumberGenerator.GetBytes(300_000);
        await File.WriteAllBytesAsync(file, octets);
        var (code, output) = await Swaks(daemon, ["--suppress-data", "--attach", $"@{file}"]);

        Assert.That(code, Is.Zero, output);
        Assert.That(relay.Mails.Single().Text.ReplaceLineEndings(""), Does.Contain(Convert.ToBase64String(octets)));
    }

    [Test]
    public async Task TLS_1_1_is_refused()
    {
        await using var daemon = await PeerDaemon.Start(chain: true);
        var (code, output) = await Swaks(daemon, ["--tls", "--tls-protocol", "tlsv1_1"]);

        Assert.That(code, Is.EqualTo(29), output);
        Assert.That(daemon.Mails, Is.Empty);
    }

    static Task<(int Code, string Output)> Swaks(PeerDaemon daemon, string[] options) =>
        Programs.Run("swaks", ["--server", "127.0.0.1", "--port", $"{daemon.Port}", "--from", "sender@example.org", "--to", "someone@example.com", .. options]);
}
