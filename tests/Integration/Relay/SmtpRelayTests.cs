using System.Diagnostics;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using LanguageExt;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>The sending client over real sockets.</summary>
public class SmtpRelayTests
{
    static readonly string[][] Offers = [[], ["PIPELINING"], ["CHUNKING"], ["PIPELINING", "CHUNKING"], ["STARTTLS", "PIPELINING", "SIZE"]];

    [TestCaseSource(nameof(Offers))]
    public async Task A_mail_arrives_octet_for_octet(string[] keywords)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = keywords });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var report = await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default);
        Assert.That(Codes(report), Is.EqualTo(new[] { 250, 250 }));
        var mail = relay.Mails.Single();
        Assert.That((mail.Sender, mail.Text, mail.Encrypted), Is.EqualTo(("<s@example.org>", Dotted, keywords.Contains("STARTTLS"))));
        Assert.That(mail.Recipients, Is.EqualTo(new[] { "a@example.com", "b@example.com" }));
    }

    [TestCaseSource(nameof(Offers))]
    public async Task A_mail_of_32_MiB_goes_through(string[] keywords)
    {
        var line = "X: " + new string('x', 72) + "\r\n.\r\n";
        var blocks = Enumerable.Repeat(new ReadOnlyMemory<byte>(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 4096)))), (32 << 20) / (4096 * line.Length)).ToArray();
        var content = new MemoryContent(blocks);
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = keywords });
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job("", "a@example.com") with { Size = content.Size }, content, default)), Is.EqualTo(new[] { 250 }));
        var taken = relay.Mails.Single().Content;
        Assert.That(taken.LongLength, Is.EqualTo(content.Size));
        Assert.That(blocks.Index().All(block => taken.AsSpan(block.Index * block.Item.Length, block.Item.Length).SequenceEqual(block.Item.Span)), Is.True);
    }

    [Test]
    public async Task Recipients_are_refused_one_by_one()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Replies = new Dictionary<string, string> { ["RCPT TO:<b@"] = "550 5.1.1 unknown" } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var report = await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default);
        Assert.That(Codes(report), Is.EqualTo(new[] { 250, 550 }));
        Assert.That(relay.Mails.Single().Recipients, Is.EqualTo(new[] { "a@example.com" }));
    }

    [Test]
    public async Task One_recipient_for_later_means_all_for_later_and_the_connection_stays_usable()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Replies = new Dictionary<string, string> { ["RCPT TO:<b@"] = "450 4.2.0 later" } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 451, 450 }));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "c@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That((relay.Connections, relay.Mails.Single().Recipients.Single()), Is.EqualTo((1, "c@example.com")));
    }

    [Test]
    public async Task Connections_are_kept_and_broken_ones_replaced()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { CloseAfterMails = 2 });
        await using var client = new SmtpRelay(PolicyFor(relay));
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        }

        Assert.That(relay.Mails.Select(mail => mail.Connection), Is.EqualTo(new[] { 1, 1, 2, 2, 3 }));
    }

    [Test]
    public async Task Idle_connections_say_goodbye()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(WithTimeouts(PolicyFor(relay), timeouts => timeouts with { Idle = TimeSpan.FromMilliseconds(100) }));
        await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(() => relay.Heard.Contains("QUIT"), Is.True.After(3000, 20));
    }

    [Test]
    public async Task Many_mails_share_a_bounded_number_of_connections()
    {
        await using var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay), connections: 3);
        var reports = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)));
        Assert.That(reports.SelectMany(Codes), Is.All.EqualTo(250));
        Assert.That((relay.Mails.Count, relay.Connections), Is.EqualTo((50, 3)));
    }

    [Test]
    public async Task A_refused_null_sender_is_replaced()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Replies = new Dictionary<string, string> { ["MAIL FROM:<>"] = "553 5.1.7 who?" } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var job = Job(Dotted, "a@example.com") with { Sender = new ReversePath.Null(), Fallback = Address("me@example.net") };
        Assert.That(Codes(await client.Deliver(job, Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(relay.Mails.Single().Sender, Is.EqualTo("<me@example.net>"));
    }

    [TestCase("connect", "HTTP/1.1 400 Bad Request", "451 4.5.0 the relay gave no sensible reply: before its greeting")]
    [TestCase("connect", "554 5.7.1 go away", "451 4.3.2 the relay takes no mail from us now")]
    [TestCase("EHLO", "250-x\r\n\0\0\0", "451 4.5.0 the relay gave no sensible reply: after EHLO")]
    [TestCase("RCPT", "421 4.3.2 shutting down", "451 4.3.2 the relay is closing")]
    [TestCase("content", "?", "451 4.4.2 the mail was sent whole, but the relay's answer was lost")]
    [TestCase("content", "552 5.2.2 full", "552 5.2.2 full")]
    [TestCase("MAIL", "", "451 4.4.2 the relay was silent for too long: after MAIL")]
    public async Task What_a_relay_may_answer(string line, string reply, string expected)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [], Replies = new Dictionary<string, string> { [line] = reply } });
        await using var client = new SmtpRelay(WithTimeouts(PolicyFor(relay), timeouts => timeouts with { Mail = TimeSpan.FromMilliseconds(200) }));
        var report = await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith(expected));
    }

    [TestCase("connect", "before its greeting")]
    [TestCase("MAIL", "after MAIL")]
    [TestCase("DATA", "after DATA")]
    [TestCase("content", "a duplicate is possible")]
    public async Task A_connection_that_breaks_defers_the_mail(string line, string expected)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = [], CloseAt = new System.Collections.Generic.HashSet<string> { line } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var report = await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Head.Outcome, Is.InstanceOf<Outcome.Deferred>());
        Assert.That(report.Outcomes.Head.Outcome.Because.Text, Does.Contain(expected));
    }

    [TestCase("552 5.3.4 too big for us", "552 5.3.4 too big for us")]
    [TestCase("421 4.3.2 going down", "451 4.3.2 the relay is closing")]
    [TestCase("", "451 4.4.2 the relay closed the connection: while the content was sent")]
    public async Task The_last_words_of_a_relay_that_cuts_the_content_off_are_heard(string words, string expected)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { CutContentAt = 1000, Replies = new Dictionary<string, string> { ["cut"] = words } });
        await using var client = new SmtpRelay(PolicyFor(relay));
        var text = string.Concat(Enumerable.Repeat(Dotted, 1 << 20));
        var report = await client.Deliver(Job(text, "a@example.com"), Content(text), default);
        Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith(expected));
    }

    [Test]
    public async Task An_endless_reply_and_a_drip_are_bounded_by_the_budget()
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Drip = TimeSpan.FromMilliseconds(50) });
        await using var client = new SmtpRelay(WithTimeouts(PolicyFor(relay), timeouts => timeouts with { Total = TimeSpan.FromMilliseconds(300) }));
        Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 451 }), "read to its end it would be a 250");
    }

    [Test]
    public async Task Nobody_at_the_port_defers_the_mail()
    {
        var relay = CapturingRelay.Start();
        await using var client = new SmtpRelay(PolicyFor(relay));
        await relay.DisposeAsync();
        var report = await client.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("451 4.4.1 the relay cannot be reached"));
    }

    [TestCase("")]
    [TestCase("CHUNKING")]
    public async Task Content_of_another_length_is_not_delivered(string keyword)
    {
        await using var relay = CapturingRelay.Start(new RelayScript { Keywords = keyword.Length == 0 ? [] : [keyword] });
        await using var client = new SmtpRelay(PolicyFor(relay));
        foreach (var error in new[] { -1, 1 })
        {
            var job = Job(Dotted, "a@example.com");
            var report = await client.Deliver(job with { Size = job.Size + error }, Content(Dotted), default);
            Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("451 4.3.0 the mail could not be read"));
        }

        Assert.That(relay.Mails, Is.Empty);
    }
}
