using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp.Client;

/// <summary>Whole dialogues with a relay that keeps to the book: laws across its extensions, then the dialogues worth a name.</summary>
public class RelayDialogueLaws
{
    static readonly RelayPolicy Policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);
    static readonly string[] All = ["PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8", "SIZE"];

    [Property(MaxTest = 500)]
    public Property PIPELINING_and_CHUNKING_change_neither_reports_nor_mails() =>
        Prop.ForAll(
            Gen.ListOf(SmtpClientArbitraries.Jobs).ToArbitrary(),
            Gen.Elements(PartialRefusal.AllOrNothing, PartialRefusal.Individually).ToArbitrary(),
            Gen.Choose(0, 1 << 20).ToArbitrary(),
            (jobs, partial, seed) =>
            {
                var runs = new[] { "8BITMIME SMTPUTF8", "PIPELINING 8BITMIME SMTPUTF8", "CHUNKING 8BITMIME SMTPUTF8", "PIPELINING CHUNKING 8BITMIME SMTPUTF8" }
                    .Select(keywords => new FakeRelay(keywords.Split(' '), line => Chance(line, seed)))
                    .Select(relay => (Reports: RelayDialogue.Run(Policy with { Partial = partial }, relay, [.. jobs.Take(3)]), relay.Mails))
                    .ToList();
                return runs.All(run => run.Reports.SequenceEqual(runs[0].Reports) && run.Mails.SequenceEqual(runs[0].Mails));
            });

    [Test]
    public void Pipelined_commands_go_in_one_write_and_chunks_carry_their_size()
    {
        var relay = new FakeRelay(All, _ => null);
        RelayDialogue.Run(Policy, relay, Job("a@example.com", "b@example.com"));
        Assert.That(relay.Heard, Is.EqualTo(new[]
        {
            "EHLO mx.example.net", "MAIL FROM:<s@example.org> SIZE=10", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>", "BDAT 10 LAST",
        }));
    }

    [Test]
    public void What_the_mail_needs_is_declared()
    {
        var relay = new FakeRelay(All, _ => null);
        RelayDialogue.Run(Policy, relay, Job("jöhn@example.com") with { EightBit = true });
        Assert.That(relay.Heard[1], Is.EqualTo("MAIL FROM:<s@example.org> SIZE=10 BODY=8BITMIME SMTPUTF8"));
    }

    [TestCase("SIZE 9", false, false, "552 5.3.4")]
    [TestCase("SIZE 10", false, false, "250")]
    [TestCase("SIZE 0", false, false, "250")]
    [TestCase("PIPELINING", true, false, "554 5.6.3")]
    [TestCase("8BITMIME", false, true, "550 5.6.7")]
    public void What_the_relay_cannot_take_is_not_sent(string keyword, bool eightBit, bool utf8, string expected)
    {
        var relay = new FakeRelay([keyword], _ => null);
        var report = RelayDialogue.Run(Policy, relay, Job("a@example.com") with { EightBit = eightBit, Utf8 = utf8 }).Single();
        Assert.That(Words(report), Does.StartWith(expected));
        Assert.That(relay.Heard.Any(line => line.StartsWith("MAIL")), Is.EqualTo(expected == "250"));
    }

    [Test]
    public void A_relay_without_EHLO_is_asked_by_HELO()
    {
        var relay = new FakeRelay([], line => line.StartsWith("EHLO") ? Reply.Of(502, "what?") : null);
        var report = RelayDialogue.Run(Policy, relay, Job("a@example.com")).Single();
        Assert.That(Words(report), Is.EqualTo("250 taken"));
        Assert.That(relay.Heard, Is.EqualTo(new[] { "EHLO mx.example.net", "HELO mx.example.net", "MAIL FROM:<s@example.org>", "RCPT TO:<a@example.com>", "DATA" }));
    }

    [Test]
    public void TLS_is_used_where_it_is_offered_and_EHLO_asked_again()
    {
        var relay = new FakeRelay(["STARTTLS"], _ => null);
        RelayDialogue.Run(Policy, relay, Job("a@example.com"));
        Assert.That(relay.Heard.Take(4), Is.EqualTo(new[] { "EHLO mx.example.net", "STARTTLS", "EHLO mx.example.net", "MAIL FROM:<s@example.org>" }));
    }

    [TestCase(false, "250 taken")]
    [TestCase(true, "451 4.7.4")]
    public void A_refused_STARTTLS_is_overlooked_unless_TLS_is_required(bool required, string expected)
    {
        var relay = new FakeRelay(["STARTTLS"], line => line == "STARTTLS" ? Reply.Of(454, "no key") : null);
        Assert.That(Words(RelayDialogue.Run(Policy with { RequireTls = required }, relay, Job("a@example.com")).Single()), Does.StartWith(expected));
    }

    [TestCase("AUTH PLAIN LOGIN", "AUTH PLAIN AHVzZXIAcGFzcw==")]
    [TestCase("AUTH=LOGIN", "AUTH LOGIN|dXNlcg==|cGFzcw==")]
    public void The_login_comes_under_TLS(string offer, string expected)
    {
        var relay = new FakeRelay(["STARTTLS", offer], line => line is "AUTH LOGIN" or "dXNlcg==" ? Reply.Of(334, "") : null);
        var policy = Policy with { Credentials = new RelayCredentials("user", new Secret("pass")) };
        Assert.That(Words(RelayDialogue.Run(policy, relay, Job("a@example.com")).Single()), Is.EqualTo("250 taken"));
        Assert.That(string.Join('|', relay.Heard), Does.Contain($"STARTTLS|EHLO mx.example.net|{expected}|MAIL"));
    }

    [Test]
    public void A_long_initial_response_waits_for_its_challenge()
    {
        var relay = new FakeRelay(["AUTH PLAIN"], line => line == "AUTH PLAIN" ? Reply.Of(334, "") : null);
        var policy = Policy with { AllowPlaintextAuth = true, Credentials = new RelayCredentials("user", new Secret(new string('p', 400))) };
        Assert.That(Words(RelayDialogue.Run(policy, relay, Job("a@example.com")).Single()), Is.EqualTo("250 taken"));
        Assert.That(relay.Heard[1], Is.EqualTo("AUTH PLAIN"));
        Assert.That(relay.Heard[2], Has.Length.GreaterThan(500));
    }

    [TestCase("AUTH PLAIN", "451 4.7.4 the relay offers no TLS: the password is not sent in clear")]
    [TestCase("STARTTLS", "451 4.7.4 the relay offers no login by AUTH PLAIN or LOGIN")]
    public void Without_its_login_no_mail_is_sent(string offer, string expected)
    {
        var relay = new FakeRelay([offer], _ => null);
        var report = RelayDialogue.Run(Policy with { Credentials = new RelayCredentials("user", new Secret("pass")) }, relay, Job("a@example.com")).Single();
        Assert.That(Words(report), Is.EqualTo(expected));
        Assert.That(relay.Heard, Has.None.StartsWith("MAIL").And.None.StartsWith("AUTH"));
    }

    [TestCase("PIPELINING")]
    [TestCase("CHUNKING")]
    public void One_recipient_to_be_retried_holds_back_the_others_but_not_what_is_final(string keyword)
    {
        var relay = new FakeRelay([keyword], line => line.Contains("<b@") ? Reply.Of(450, 4, 2, "full") : line.Contains("<c@") ? Reply.Of(550, 1, 1, "unknown") : null);
        var report = RelayDialogue.Run(Policy, relay, Job("a@example.com", "b@example.com", "c@example.com")).Single();
        Assert.That(Words(report), Does.StartWith("451 4.3.0 not sent yet"));
        Assert.That(report.Outcomes.Map(settled => settled.Outcome.Because.Code), Is.EqualTo(new[] { 451, 450, 550 }));
        Assert.That(relay.Mails, Is.Empty);
    }

    [Test]
    public void Individually_those_who_were_taken_get_the_mail()
    {
        var relay = new FakeRelay(["PIPELINING"], line => line.Contains("<b@") ? Reply.Of(450, 4, 2, "full") : null);
        var report = RelayDialogue.Run(Policy with { Partial = PartialRefusal.Individually }, relay, Job("a@example.com", "b@example.com")).Single();
        Assert.That(report.Outcomes.Map(settled => settled.Outcome.Because.Code), Is.EqualTo(new[] { 250, 450 }));
        Assert.That(relay.Mails.Single().Recipients, Is.EqualTo("RCPT TO:<a@example.com>"));
    }

    [Test]
    public void Too_many_recipients_by_552_means_452()
    {
        var relay = new FakeRelay([], line => line.StartsWith("RCPT") ? Reply.Of(552, 5, 3, "too many") : null);
        Assert.That(Words(RelayDialogue.Run(Policy, relay, Job("a@example.com")).Single()), Is.EqualTo("452 4.5.3 too many"));
    }

    [Test]
    public void DATA_that_is_invited_for_nobody_gets_a_lone_dot_and_the_next_mail_goes_on()
    {
        var relay = new FakeRelay(["PIPELINING"], line => line.Contains("<no@") ? Reply.Of(550, 1, 1, "unknown") : null);
        var reports = RelayDialogue.Run(Policy, relay, Job("no@example.com"), Job("a@example.com"));
        Assert.That(reports.Select(Words), Is.EqualTo(new[] { "550 5.1.1 unknown", "250 taken" }));
        Assert.That(relay.Heard, Has.Member(".").And.Member("RSET"));
    }

    [TestCase("PIPELINING")]
    [TestCase("CHUNKING")]
    public void A_null_sender_that_is_refused_for_good_is_replaced_once(string keyword)
    {
        var relay = new FakeRelay([keyword], line => line.StartsWith("MAIL FROM:<>") ? Reply.Of(553, "who?") : null);
        var job = Job("a@example.com") with { Sender = new ReversePath.Null(), Fallback = SmtpClientArbitraries.Mailbox("me@example.net") };
        Assert.That(Words(RelayDialogue.Run(Policy, relay, job).Single()), Is.EqualTo("250 taken"));
        Assert.That(relay.Mails.Single().Sender, Is.EqualTo("MAIL FROM:<me@example.net>"));
        var stubborn = new FakeRelay([keyword], line => line.StartsWith("MAIL") ? Reply.Of(553, "who?") : null);
        Assert.That(Words(RelayDialogue.Run(Policy, stubborn, job).Single()), Is.EqualTo("553 who?"));
    }

    [Test]
    public void A_kept_connection_serves_the_next_mail_without_ceremony()
    {
        var relay = new FakeRelay([], _ => null);
        RelayDialogue.Run(Policy, relay, Job("a@example.com"), Job("b@example.com"));
        Assert.That(relay.Heard.Count(line => line.StartsWith("EHLO")), Is.EqualTo(1));
        Assert.That(relay.Heard, Has.None.EqualTo("RSET"));
        Assert.That(relay.Mails, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_kept_connection_that_is_closing_is_replaced()
    {
        var closings = 1;
        var relay = new FakeRelay([], line => line.StartsWith("MAIL") && line.Contains("<t@") && closings-- > 0 ? Reply.Of(421, "idle too long") : null);
        var second = Job("b@example.com") with { Sender = new ReversePath.Sender(SmtpClientArbitraries.Mailbox("t@example.org")) };
        var reports = RelayDialogue.Run(Policy, relay, Job("a@example.com"), second);
        Assert.That(reports.Select(Words), Is.EqualTo(new[] { "250 taken", "250 taken" }));
        Assert.That(relay.Heard.Count(line => line.StartsWith("EHLO")), Is.EqualTo(2));
    }

    [TestCase("connect", 554, "451 4.3.2")]
    [TestCase("connect", 421, "451 4.3.2")]
    [TestCase("content", 451, "451 no")]
    [TestCase("content", 554, "554 no")]
    [TestCase("content", 354, "451 4.4.2 the mail was sent whole")]
    [TestCase("DATA", 250, "451 4.5.0")]
    [TestCase("DATA", 550, "550 no")]
    public void Refusals_on_the_way(string line, int code, string expected)
    {
        var relay = new FakeRelay([], heard => heard == line ? Reply.Of(code, "no") : null);
        Assert.That(Words(RelayDialogue.Run(Policy, relay, Job("a@example.com")).Single()), Does.StartWith(expected));
    }

    static MailJob Job(params string[] recipients) => new(
        new ReversePath.Sender(SmtpClientArbitraries.Mailbox("s@example.org")), Option<Mailbox>.None, recipients.Select(SmtpClientArbitraries.Mailbox).Gather(), 10, false, false);

    /// What is said about the first recipient.
    static string Words(DeliveryReport report) => report.Outcomes.Head.Outcome.Because.ToString();

    /// The same line gets the same reply in every run: one in three is refused. DATA has no counterpart among chunks, so it is never.
    static Reply? Chance(string line, int seed)
    {
        var stage = line.Split(' ')[0] is "MAIL" or "RCPT" ? line.Split(" BODY")[0] : line;
        var draw = stage.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)) & 0xffff;
        return line == "content" || line.StartsWith("MAIL") || line.StartsWith("RCPT")
            ? (draw % 9) switch { 0 => Reply.Of(450, "later"), 1 => Reply.Of(550, "never"), 2 => Reply.Of(552, "full"), _ => null }
            : null;
    }
}
