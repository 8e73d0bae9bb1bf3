using System.Text;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>Mail beyond ASCII and a relay that does not offer 8BITMIME or SMTPUTF8, by what the owner wants: <c>MailClient.On8Bit</c>.</summary>
[Parallelizable(ParallelScope.All)]
public class EightBitTests
{
    const string Body = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nViele Grüße aus Köln, und noch mehr Text\r\n";
    const string Ascii7 = "Viele Gr=C3=BC=C3=9Fe aus K=C3=B6ln, und noch mehr Text\r\n";

    [TestCase("", "250", "Viele Grüße aus Köln, und noch mehr Text\r\n")]
    [TestCase("send", "250", "Viele Grüße aus Köln, und noch mehr Text\r\n")]
    [TestCase("encode", "250", Ascii7)]
    [TestCase("refuse", "554 5.6.3", null)]
    public async Task The_daemon_does_what_its_owner_wants(string on8Bit, string reply, string? body)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["PIPELINING", "SIZE 52428800"] });
        await using var daemon = await Daemon.Start(relay.Port, on8Bit);
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test> BODY=8BITMIME", "Subject: Grüße\r\nFrom: Jöhn <a@sender.test>\r\n" + Body), Does.StartWith(reply));
        Assert.That(relay.Mails.Count, Is.EqualTo(body is null ? 0 : 1));
        Assert.That(relay.Heard, Has.None.Contains("BODY="), "what is not offered is not said");
        if (body is not null)
        {
            var mail = Encoding.UTF8.GetString(relay.Mails.Single().Content);
            Assert.That(mail, Does.EndWith("\r\n\r\n" + body));
            Assert.That(mail.Contains("Subject: Grüße\r\n", StringComparison.Ordinal), Is.EqualTo(on8Bit != "encode"));
            Assert.That(await daemon.Says(" forwarded "));
            Assert.That(daemon.Log, on8Bit == "encode" ? Has.Some.Contains("encoded=\"3 header field(s) and 1 body part(s)") : Has.None.Contains("encoded="));
        }
    }

    [TestCase("send", "PIPELINING", "Subject: Grüße")]
    [TestCase("send", "8BITMIME", "Subject: Grüße")]
    [TestCase("encode", "8BITMIME", "Subject: =?utf-8?b?R3LDvMOfZQ==?=")]
    [TestCase("encode", "8BITMIME SMTPUTF8", "Subject: Grüße")]
    public async Task SMTPUTF8_that_only_a_subject_needs(string on8Bit, string offer, string subject)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = offer.Split(' ') });
        await using var daemon = await Daemon.Start(relay.Port, on8Bit);
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test> BODY=8BITMIME SMTPUTF8", "Subject: Grüße\r\nFrom: a@sender.test\r\n" + Body), Does.StartWith("250"));
        var mail = relay.Mails.Single();
        Assert.That(Encoding.UTF8.GetString(mail.Content), Does.Contain("\r\n" + subject + "\r\n").And.EndWith("Viele Grüße aus Köln, und noch mehr Text\r\n"));
        Assert.That(mail.Mail.Contains(" SMTPUTF8", StringComparison.Ordinal), Is.EqualTo(offer.Contains("SMTPUTF8", StringComparison.Ordinal)));
    }

    [TestCase("send")]
    [TestCase("encode")]
    public async Task An_address_beyond_ASCII_has_no_other_way(string on8Bit)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["8BITMIME"] });
        await using var daemon = await Daemon.Start(relay.Port, on8Bit);
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test> BODY=8BITMIME SMTPUTF8", "Subject: x\r\nFrom: jöhn@sender.test\r\n" + Body), Does.StartWith("554 5.6.7"));
        Assert.That(relay.Mails, Is.Empty);
    }

    [Test]
    public async Task What_is_signed_goes_as_it_is_and_the_log_says_so()
    {
        const string signed = "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nunterschriebenes ü\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--\r\n";
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [] });
        await using var daemon = await Daemon.Start(relay.Port, "encode");
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test>", "Subject: x\r\n" + signed), Does.StartWith("250"));
        Assert.That(Encoding.UTF8.GetString(relay.Mails.Single().Content), Does.EndWith(signed));
        Assert.That(await daemon.Says("what a multipart/signed holds stayed 8-bit"));
    }

    [Test]
    public async Task A_mail_from_the_queue_is_encoded_too()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [] });
        await using var daemon = await Daemon.Start(relay.Port, "encode", "spool-first");
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test>", "Subject: x\r\n" + Body), Does.StartWith("250"));
        Assert.That(await relay.Hears("DATA"));
        Assert.That(await daemon.Says("encoded="));
        Assert.That(Encoding.UTF8.GetString(relay.Mails.Single().Content), Does.EndWith(Ascii7));
    }

    [Test]
    public async Task A_mail_of_32_MiB_is_encoded_as_it_is_sent_and_memory_stays_flat()
    {
        const int size = (32 << 20) - 65536;
        var line = Encoding.UTF8.GetBytes("Zeile mit Umlauten: äöüß und noch mehr Text bis zum Ende\r\n");
        var mail = new MemoryStream();
        mail.Write("Subject: large\r\n\r\n"u8);
        while (mail.Length < size)
        {
            mail.Write(line);
        }

        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [] });
        await using var daemon = await Daemon.Start(relay.Port, "encode", apart: true);
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test>", "Subject: small\r\n" + Body), Does.StartWith("250"));
        var before = daemon.PeakMemory;
        Assert.That(await daemon.Send("MAIL FROM:<a@sender.test>", Encoding.UTF8.GetString(mail.ToArray())), Does.StartWith("250"));
        var grown = daemon.PeakMemory - before;
        await TestContext.Out.WriteLineAsync($"{grown >> 20} MiB for a mail of {mail.Length >> 20} MiB, {relay.Mails[1].Content.Length >> 20} MiB as it went");
        Assert.That(grown, Is.LessThan(mail.Length));
        Assert.That(relay.Mails[1].Content.Any(octet => octet > 127), Is.False);
        var decoded = new MemoryStream();
        ((MimeKit.MimePart)MimeKit.MimeMessage.Load(new MemoryStream(relay.Mails[1].Content)).Body!).Content!.DecodeTo(decoded);
        Assert.That(decoded.Length, Is.EqualTo(mail.Length - "Subject: large\r\n\r\n".Length));
        Assert.That(decoded.ToArray().AsSpan().SequenceEqual(mail.ToArray().AsSpan("Subject: large\r\n\r\n".Length)));
    }

    [Test]
    public async Task A_limit_holds_for_what_is_sent_not_for_what_came()
    {
        var mail = "Subject: x\r\n\r\n" + string.Concat(Enumerable.Repeat("äöü äöü äöü äöü\r\n", 100));
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = ["SIZE 3000"] });
        await using var client = new SmtpRelay(PolicyFor(relay) with { On8Bit = EightBitTreatment.Encode });
        var job = Job("", "a@example.com") with { Size = Encoding.UTF8.GetByteCount(mail), EightBit = true };
        Assert.That((await client.Deliver(job, new MemoryContent(Encoding.UTF8.GetBytes(mail)), default)).Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("552 5.3.4"));
    }

    [Test]
    public async Task A_mail_that_cannot_be_read_is_kept()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [] });
        await using var client = new SmtpRelay(PolicyFor(relay) with { On8Bit = EightBitTreatment.Encode });
        var report = await client.Deliver(Job("", "a@example.com") with { Size = 10, EightBit = true }, new Unreadable(), default);
        Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("451 4.3.0 the mail could not be read: gone"));
    }

    sealed class Unreadable : IMailContent
    {
        public long Size => 10;

        public IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(CancellationToken cancel) => throw new IOException("gone");
    }

    /// The daemon in front of a relay.
    sealed class Daemon(TemporaryFolder folder, RunningDaemon running) : IAsyncDisposable
    {
        public static async Task<Daemon> Start(int relay, string on8Bit, string delivery = "cut-through", bool apart = false)
        {
            var folder = new TemporaryFolder();
            var key = on8Bit.Length == 0 ? "" : $""", "On8Bit": "{on8Bit}" """;
            return new Daemon(folder, await (apart ? RunningDaemon.Start(folder.Path, Configuration) : RunningDaemon.StartWithin(folder.Path, Configuration)));

            string Configuration(int port) => $$"""
                {
                  "MailDaemon": {
                    "Address": "127.0.0.1", "Port": {{port}}, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"],
                    "BlockLists": "none", "DmarcRewrite": "own-address", "DnsUnavailable": "rewrite", "Delivery": "{{delivery}}", "DeliveryWait": "120s"
                  },
                  "MailClient": { "MailFrom": "forwarder@example.net", "MTAHost": "127.0.0.1", "MTAPort": {{relay}} {{key}} },
                  "DNS": { "Servers": ["127.0.0.1:9"] }
                }
                """;
        }

        public long PeakMemory => 1024 * long.Parse(
            File.ReadLines($"/proc/{running.Process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2], System.Globalization.CultureInfo.InvariantCulture);

        public IReadOnlyList<string> Log => running.Run.Lines;

        public Task<bool> Says(string words) => running.Run.Says(words);

        public async Task<string?> Send(string sender, string mail)
        {
            await using var peer = await SmtpPeer.Connect(running.Port);
            await peer.Reply();
            await peer.Say("EHLO client.example.org");
            Assert.That(await peer.Say(sender), Does.StartWith("250"));
            await peer.Say("RCPT TO:<someone@example.com>");
            await peer.Say("DATA");
            await peer.Send(Encoding.UTF8.GetBytes(mail + ".\r\n"));
            return await peer.Reply();
        }

        public async ValueTask DisposeAsync()
        {
            TestContext.Out.WriteLine(string.Join('\n', running.Run.Lines.Concat(running.Run.Errors)));
            await running.DisposeAsync();
            folder.Dispose();
        }
    }
}
