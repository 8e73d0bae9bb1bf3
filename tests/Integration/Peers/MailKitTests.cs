using System.Security.Cryptography;
using Laitos.Integration.Support;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Laitos.Integration.Peers;

/// <summary>
/// MailKit in front of the daemon and the SmtpServer package behind it: two implementations that nobody here wrote. They show that a mail program built on a common
/// library gets its mail through, in every shape that it writes, and is told about refusals in a way that it understands.
/// </summary>
[Parallelizable(ParallelScope.All)]
public class MailKitTests
{
    static readonly string[] Shapes = ["plain", "8-bit", "dots", "empty", "alternative with an attachment", "a mail within a mail", "long header", "internationalised"];

    [Test]
    public async Task Mails_of_all_shapes_arrive_octet_for_octet([Values] bool tls, [Values] bool chunks)
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port, chain: tls);
        foreach (var shape in Shapes)
        {
            using var client = await Connected(daemon, tls, chunks);
            var mail = Mail(shape);
            await client.SendAsync(mail);
            await client.DisconnectAsync(quit: true);

            var arrived = relay.Mails[^1];
            Assert.That(arrived.Recipients, Is.EqualTo(new[] { "me@example.net" }), shape);
            Assert.That(Written(mail).Any(sent => arrived.Content.AsSpan().EndsWith(sent)), $"{shape}: the octets that MailKit wrote");
            using var read = await MimeMessage.LoadAsync(new MemoryStream(arrived.Content));
            // DATA cannot tell an empty body from an empty line.
            Assert.That((read.Subject, Lines(read.TextBody)), Is.EqualTo((mail.Subject, Lines(mail.TextBody))), shape);
        }

        Assert.That(relay.Mails, Has.Count.EqualTo(Shapes.Length));
    }

    static string? Lines(string? text) => text?.ReplaceLineEndings("\n").TrimEnd('\n');

    [Test]
    public async Task Several_mails_go_through_one_connection()
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port, chain: true);
        using var client = await Connected(daemon, tls: true);
        Assert.That(client.Capabilities, Is.EqualTo(client.Capabilities | SmtpCapabilities.Pipelining | SmtpCapabilities.EightBitMime | SmtpCapabilities.UTF8 | SmtpCapabilities.Size | SmtpCapabilities.Chunking | SmtpCapabilities.EnhancedStatusCodes));
        foreach (var shape in Shapes)
        {
            await client.SendAsync(Mail(shape));
        }

        Assert.That(relay.Mails, Has.Count.EqualTo(Shapes.Length));
    }

    [Test]
    public async Task A_refused_recipient_costs_only_itself_and_is_named()
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port);
        using var client = await Connected(daemon);
        var mail = Mail("plain");
        mail.To.Add(MailboxAddress.Parse("x@elsewhere.test"));
        mail.To.Add(MailboxAddress.Parse("y@elsewhere.test"));
        await client.SendAsync(mail);

        Assert.That(client.Refused, Is.EqualTo(new[] { ("x@elsewhere.test", SmtpStatusCode.MailboxUnavailable), ("y@elsewhere.test", SmtpStatusCode.MailboxUnavailable) }));
        Assert.That(relay.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_mail_without_an_accepted_recipient_is_refused_and_the_connection_serves_on()
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(relay.Port);
        using var client = await Connected(daemon);
        var foreign = Mail("plain");
        foreign.To.Clear();
        foreign.To.Add(MailboxAddress.Parse("x@elsewhere.test"));
        Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(foreign));
        await client.SendAsync(Mail("plain"));
        Assert.That(relay.Mails, Has.Count.EqualTo(1));
    }

    static async Task<Collecting> Connected(PeerDaemon daemon, bool tls = false, bool chunks = false)
    {
        var client = new Collecting(chunks) { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=mx.example.com", CheckCertificateRevocation = false };
        await client.ConnectAsync("127.0.0.1", daemon.Port, tls ? SecureSocketOptions.StartTls : SecureSocketOptions.None);
        return client;
    }

    static MimeMessage Mail(string shape)
    {
        var mail = new MimeMessage { Subject = $"A mail: {shape}" };
        mail.From.Add(new MailboxAddress("Anna", shape == "internationalised" ? "b\u00fcro@b\u00fccher.example" : "anna@sender.test"));
        mail.To.Add(new MailboxAddress("", "someone@example.com"));
        mail.Body = shape switch
        {
            "8-bit" => new TextPart("plain") { Text = "Gr\u00fc\u00dfe \u2026\n", ContentTransferEncoding = ContentEncoding.EightBit },
            "dots" => new TextPart("plain") { Text = ".\n..\n.hidden\n\n.\n" },
            "empty" => new TextPart("plain") { Text = "" },
            "alternative with an attachment" => Composed(),
            "a mail within a mail" => new Multipart("mixed") { new TextPart("plain") { Text = "See below.\n" }, new MessagePart { Message = Mail("alternative with an attachment") } },
            _ => new TextPart("plain") { Text = "Hello.\n" },
        };
        if (shape == "long header")
        {
            mail.Cc.AddRange(Enumerable.Range(0, 90).Select(number => new MailboxAddress($"Colleague number {number}", $"c{number}@example.com")));
        }

        return mail;
    }

    static MimeEntity Composed()
    {
        var body = new BodyBuilder { TextBody = "Hello.\n", HtmlBody = "<p>Hello.</p>\n" };
        body.Attachments.Add("data.bin", RandomNumberGenerator.GetBytes(300_000));
        return body.ToMessageBody();
    }

    /// What MailKit may have written: with addresses in either of their forms.
    static IEnumerable<byte[]> Written(MimeMessage mail)
    {
        foreach (var international in (bool[])[false, true])
        {
            var format = FormatOptions.Default.Clone();
            (format.NewLineFormat, format.International, format.EnsureNewLine) = (NewLineFormat.Dos, international, true);
            using var octets = new MemoryStream();
            mail.WriteTo(format, octets);
            yield return octets.ToArray();
        }
    }

    /// <summary>MailKit's client, which goes on with the recipients that are taken.</summary>
    sealed class Collecting(bool chunks) : SmtpClient
    {
        readonly List<(string Recipient, SmtpStatusCode Code)> refused = [];

        public IReadOnlyList<(string Recipient, SmtpStatusCode Code)> Refused => refused;

        protected override bool PreferSendAsBinaryData => chunks;

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => refused.Add((mailbox.Address, response.StatusCode));
    }
}
