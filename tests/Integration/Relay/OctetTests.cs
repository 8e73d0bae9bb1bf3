using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>Odd mails arrive as they were sent, at two relays that share no code, whatever these offer.</summary>
public class OctetTests
{
    static readonly string[][] Offers =
    [
        [], ["PIPELINING"], ["8BITMIME"], ["SIZE"], ["8BITMIME", "SMTPUTF8"], ["CHUNKING", "BINARYMIME", "8BITMIME"],
        ["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 99999999", "CHUNKING", "BINARYMIME", "DSN", "ENHANCEDSTATUSCODES"],
    ];

    static readonly string[] Odd =
    [
        "A: b\r\n\r\nbody\r\n",
        "A: b\r\n\r\nno line end",
        "A: b\r\n\r\n",
        "A: b\r\n",
        "A: b",
        "A:\r\n\r\n\r\n\r\n",
        "A: folded\r\n\tfield\r\nB: c\r\n\r\n.\r\n..\r\n.x\r\n...",
        "A: .\r\n.B: starts with a dot\r\n\r\n.",
        "A: b  \r\n\r\ntrailing blanks \t \r\n   \r\n",
        "A: b\r\nContent-Transfer-Encoding: 8bit\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xe4\xf6\xfc \xff\r\n",
        "A: \xc3\xa4\r\n\r\n\xe2\x82\xac\r\n",
        "DATA: QUIT\r\n\r\nQUIT\r\nRSET \r\nMAIL FROM:<x@y>\r\n",
        "A: " + new string('x', 5000) + "\r\n\r\n" + new string('y', 100_000) + "\r\n",
        "A: b\r\n\r\n" + new string('.', 4093) + "\r\n.\r\n",
        "A: b\r\nDKIM-Signature: v=1;\r\n  b=abc\r\nReceived: from x\r\nMessage-Id: <1@x>\r\nDate: today\r\n\r\nx\r\n",
        string.Concat(Enumerable.Range(4060, 60).Select(n => $"X-{n}: y\r\n")) + "\r\n" + string.Concat(Enumerable.Repeat(".line\r\n", 3000)),
    ];

    static IEnumerable<TestCaseData> Cases => Offers.SelectMany(offer => new[] { 1, 7, 4096 }.Select(size => new TestCaseData(offer, size).SetArgDisplayNames(string.Join(' ', offer), $"{size}")));

    [TestCaseSource(nameof(Cases))]
    public async Task One_after_the_other_on_one_connection(string[] offer, int blockSize)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = offer });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var mails = Odd.Where(text => offer.Contains("8BITMIME") || text.All(char.IsAscii)).ToList();
        foreach (var text in mails)
        {
            var report = await client.Deliver(Job(text, "a@example.com") with { EightBit = !text.All(char.IsAscii) }, InBlocks(text, blockSize), default);
            Assert.That(Codes(report), Is.EqualTo(new[] { 250 }), text);
        }

        Assert.That(relay.Mails.Select(mail => Digest(mail.Content)), Is.EqualTo(mails.Select(text => Digest(Latin(Ended(text))))));
        Assert.That(relay.Connections, Is.EqualTo(1));
        Assert.That(relay.Heard, Has.None.StartsWith("BDAT"), "a wrong count would put all that follows out of step");
    }

    [Test]
    public async Task At_the_test_server_of_Postfix_too()
    {
        await using var sink = await SmtpSink.Start();
        await using var client = new SmtpRelay(Policy("127.0.0.1", sink.Port));
        foreach (var text in Odd)
        {
            Assert.That(Codes(await client.Deliver(Job(text, "a@example.com") with { EightBit = !text.All(char.IsAscii) }, InBlocks(text, 4096), default)), Is.EqualTo(new[] { 250 }), text);
        }

        // It writes lines with LF alone, behind fields of its own and before an empty line.
        var dumps = sink.MailFiles.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).ToList();
        Assert.That(dumps, Has.Count.EqualTo(Odd.Length));
        foreach (var text in Odd)
        {
            Assert.That(dumps, Has.Some.EndsWith("\n" + Ended(text).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n"), text);
        }
    }

    [TestCase("PIPELINING SIZE")]
    [TestCase("STARTTLS PIPELINING 8BITMIME")]
    public async Task A_mail_of_32_MiB_from_a_file(string offer)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mail");
        var line = Encoding.ASCII.GetBytes("." + new string('x', 75) + "\r\n");
        await using (var file = File.Create(path))
        {
            file.Write("X: y\r\n\r\n"u8);
            while (file.Length < 32 << 20)
            {
                file.Write(line);
            }
        }

        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = offer.Split(' ') });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var content = new FileContent(path);
        Assert.That(Codes(await client.Deliver(Job("", "a@example.com") with { Size = content.Size }, content, default)), Is.EqualTo(new[] { 250 }));
        Assert.That(Digest(relay.Mails.Single().Content), Is.EqualTo(Digest(await File.ReadAllBytesAsync(path))));
    }

    [Test]
    public async Task Addresses_are_sent_letter_for_letter_and_A_labels_stay_A_labels()
    {
        string[] addresses = ["a@xn--bcher-kva.example", "\"x y\"@example.com", "\"a\\\"b>c\"@example.com", "c@[192.0.2.1]", "d@[IPv6:2001:db8::1]", "e+f@sub.example.org"];
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, addresses), Content(Dotted), default)), Is.All.EqualTo(250));
        Assert.That(relay.Heard.Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)), Is.EqualTo(addresses.Select(address => $"RCPT TO:<{Address(address)}>")));
        Assert.That(relay.Mails.Single().Mail, Does.Not.Contain("SMTPUTF8"));
    }

    [Test]
    public async Task An_international_mail_declares_itself_and_the_next_one_does_not()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay));
        foreach (var (recipient, utf8) in ((string, bool)[])[("jöhn@example.com", false), ("a@example.com", false), ("b@example.com", true), ("c@xn--bcher-kva.example", true)])
        {
            Assert.That(Codes(await client.Deliver(Job(Dotted, recipient) with { Utf8 = utf8 ? Utf8Need.Text : Utf8Need.Nothing }, Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        }

        Assert.That(relay.Mails.Select(mail => mail.Mail.Contains(" SMTPUTF8", StringComparison.Ordinal)), Is.EqualTo(new[] { true, false, true, true }));
        Assert.That(relay.Mails[^1].Recipients.Single(), Is.EqualTo("c@xn--bcher-kva.example"));
    }

    [Test]
    public async Task Recipients_that_differ_in_letter_case_each_get_the_mail()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "Me@example.com", "me@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250, 250 }));
        Assert.That(relay.Mails.SelectMany(mail => mail.Recipients), Is.EqualTo(new[] { "Me@example.com", "me@example.com" }));
    }

    /// DATA ends the last line (RFC 5321 §4.1.1.4).
    static string Ended(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";

    static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    static string Digest(byte[] octets) => Convert.ToHexString(SHA256.HashData(octets));

    static MemoryContent InBlocks(string text, int size) => new([.. Latin(text).Chunk(size).Select(block => new ReadOnlyMemory<byte>(block))]);

    sealed class FileContent(string path) : IMailContent
    {
        public long Size { get; } = new FileInfo(path).Length;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await using var file = File.OpenRead(path);
            var block = new byte[50_000];
            while (await file.ReadAsync(block, cancel) is > 0 and var count)
            {
                yield return block.AsMemory(0, count);
            }
        }
    }
}
