using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>Clients that mean harm, or do it. After each of them a good mail must pass, at a bounded price.</summary>
public class HostileClientTests
{
    const long AffordableMemory = 512L << 20;

    PeerDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start() => daemon = await PeerDaemon.Start(chain: true, apart: true);

    [OneTimeTearDown]
    public async Task Stop() => await daemon.DisposeAsync();

    [TearDown]
    public async Task A_good_mail_passes_all_the_same()
    {
        Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250 2.0.0"));
        Assert.That(daemon.Log, Has.None.Contains(" fault "));
        Assert.That(daemon.PeakMemory, Is.LessThan(AffordableMemory));
    }

    [Test]
    public async Task A_command_line_without_end_is_not_followed_for_ever()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        foreach (var block in Enumerable.Repeat(new byte[64 << 10], 128))
        {
            await peer.Send(block);
        }

        Assert.That(await peer.RepliesToTheEnd(), Has.Count.LessThanOrEqualTo(1));
    }

    [Test]
    public async Task Octets_may_drip()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Reply();
        foreach (var (text, answer) in ((string, string)[])[("HELO slow\r\n", "250"), ("MAIL FROM:<>\r\n", "250"), ("RCPT TO:<a@example.com>\r\n", "250"), ("DATA\r\n", "354"), ("A: b\r\n\r\n.c\r\n.\r\n", "250")])
        {
            foreach (var octet in text)
            {
                await peer.Send(octet.ToString());
                await Task.Delay(5);
            }

            Assert.That(await peer.Reply(), Does.StartWith(answer));
        }
    }

    [Test]
    public async Task Twenty_thousand_header_fields_are_a_mail() =>
        Assert.That(await Conversing.SendMail(daemon.Port, string.Concat(Enumerable.Range(0, 20_000).Select(number => $"X-{number}: v\r\n")) + "\r\nbody"), Does.StartWith("250 2.0.0"));

    [TestCase(1_048_000, "250 2.0.0")]
    [TestCase(1_100_000, "552 5.3.4")]
    public async Task A_header_section_of_one_line_has_its_limit(int octets, string answer) =>
        Assert.That(await Conversing.SendMail(daemon.Port, $"X: {new string('a', octets)}\r\n\r\nbody"), Does.StartWith(answer));

    [TestCase("(")]
    [TestCase("<")]
    [TestCase("g:")]
    [TestCase("\"\\")]
    [TestCase("a@b.example,")]
    [TestCase("=?utf-8?q?a")]
    [TestCase("a\r\n ")]
    public async Task An_author_field_of_mischief_is_read_in_time(string part) =>
        Assert.That(
            await Conversing.SendMail(daemon.Port, $"From: {string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))}\r\n\r\nbody").WaitAsync(TimeSpan.FromSeconds(20)),
            Does.StartWith("250 2.0.0"));

    [Test]
    public async Task Random_octets_do_no_harm()
    {
        var random = new Random(20);
        string[] words = ["EHLO a\r\n", "MAIL FROM:<a@b.example>\r\n", "RCPT TO:<x@example.com>\r\n", "DATA\r\n", "\r\n.\r\n", "BDAT 10 LAST\r\n", "BDAT 3\r\n", "STARTTLS\r\n", "RSET\r\n", "MAIL FROM:<\"", "\r", "\n", "\0", "\xff\xfe", ".", " "];
        foreach (var _ in Enumerable.Range(0, 400))
        {
            await using var peer = await SmtpPeer.Connect(daemon.Port);
            foreach (var __ in Enumerable.Range(0, random.Next(1, 40)))
            {
                var noise = new byte[random.Next(1, 200)];
                random.NextBytes(noise);
                await peer.Send(random.Next(4) == 0 ? noise : Encoding.Latin1.GetBytes(words[random.Next(words.Length)]));
            }
        }
    }

    [Test]
    public async Task A_mail_whose_sender_has_closed_its_half_is_answered()
    {
        await using var peer = await Conversing.Open(daemon.Port);
        await peer.Send("DATA\r\nSubject: x\r\n\r\nbody\r\n.\r\nQUIT\r\n");
        peer.HalfClose();
        Assert.That((await peer.RepliesToTheEnd()).Select(reply => reply[..3]), Is.EqualTo(new[] { "354", "250", "221" }));
    }

    [Test]
    public async Task A_mail_that_breaks_off_is_no_mail()
    {
        var before = daemon.Mails.Length;
        foreach (var number in Enumerable.Range(0, 50))
        {
            await using var peer = await Conversing.OpenData(daemon.Port);
            await peer.Send("Subject: x\r\n\r\n" + new string('b', 1000 * number));
            (number % 2 == 0 ? (Action)peer.Break : peer.HalfClose)();
        }

        Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250 2.0.0"));
        Assert.That(daemon.Mails, Has.Length.EqualTo(before + 1));
    }

    [Test]
    public async Task A_client_that_reads_no_reply_is_dropped_at_the_limit_of_commands()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Send(string.Concat(Enumerable.Repeat("NOOP\r\n", 256)));
        await peer.Send("NOOP\r\n");
        Assert.That((await peer.RepliesToTheEnd())[^1], Does.StartWith("421 4.7.0"));
    }

    [TestCase("BDAT 99999999999999999999", "421 4.3.4")]
    [TestCase("BDAT 18446744073709551616 LAST", "421 4.3.4")]
    [TestCase("BDAT 2147483648", "421 4.3.4")]
    [TestCase("BDAT -1", "501 5.5.4")]
    [TestCase("BDAT 0x10 LAST", "501 5.5.4")]
    [TestCase("BDAT 1 FIRST", "501 5.5.4")]
    [TestCase("BDAT", "501 5.5.4")]
    public async Task An_absurd_chunk_ends_the_connection(string command, string answer)
    {
        await using var peer = await Conversing.Open(daemon.Port);
        await peer.Send(command + "\r\n");
        Assert.That(await peer.RepliesToTheEnd(), Has.Count.EqualTo(1).And.All.StartsWith(answer));
    }

    [Test]
    public async Task A_PROXY_header_of_nobody_we_trust_ends_the_connection_and_the_log_says_what_to_set()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port, "198.51.100.7");
        var replies = await peer.RepliesToTheEnd();
        Assert.That((replies.Count, replies[0][..3], replies[1]), Is.EqualTo((2, "220", "421 4.5.2 This port speaks SMTP, not the PROXY protocol from this address; closing")));
        Assert.That(await daemon.Says("a PROXY header from a client that is not in MailDaemon.TrustedProxies"));
        Assert.That(daemon.Log.Single(line => line.Contains("TrustedProxies", StringComparison.Ordinal)), Does.Contain(" closed client=127.0.0.1 ").And.Not.Contain("198.51.100.7"));
    }

    [Test]
    public async Task A_binary_PROXY_header_of_nobody_we_trust_ends_the_connection_too()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Send("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c");
        Assert.That((await peer.RepliesToTheEnd())[^1], Does.StartWith("421 4.5.2"));
    }

    [Test]
    public async Task Garbage_instead_of_a_handshake_ends_the_connection()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Reply();
        await peer.Say("EHLO client.example.org");
        Assert.That(await peer.Say("STARTTLS"), Does.StartWith("220"));
        await peer.Send(new string('g', 2000));
        Assert.That(await peer.Reply(), Is.Null.Or.Not.StartsWith("2"));
    }

    [Test]
    public async Task What_is_smuggled_in_front_of_the_handshake_is_thrown_away()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Reply();
        await peer.Say("EHLO client.example.org");
        await peer.Send("STARTTLS\r\nMAIL FROM:<smuggled@example.org>\r\nRCPT TO:<a@example.com>\r\n");
        Assert.That(await peer.Reply(), Does.StartWith("220"));
        await peer.StartTls();
        Assert.That(await peer.Say("DATA"), Does.StartWith("503 5.5.1"));
        Assert.That(peer.HasUnread, Is.False);
    }
}
