using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Smtp.SessionCourse;

namespace Laitos.Properties.Smtp;

/// <summary>The limits of a receiving session, by example.</summary>
public class SessionTests
{
    [TestCase(1, ExpectedResult = 1000)]
    [TestCase(0, ExpectedResult = 28)]
    public int A_mail_may_come_in_any_number_of_chunks_but_empty_ones_count_as_commands(int octets)
    {
        SessionInput[] opening = [new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1), Line("EHLO a"), Line("MAIL FROM:<>"), new SessionInput.MailCounted(true), Line("RCPT TO:<a@example.com>")];
        var chunks = Enumerable.Range(1, 1000).SelectMany(number => (SessionInput[])
            [Line($"BDAT {octets}"), new SessionInput.ChunkReceived(new ContentFacts(number * octets, 0, false, 0, ContentFaults.None))]);
        return Course(Policy, opening.Concat(chunks)).Count(moment => moment.Input is SessionInput.ChunkReceived && RepliesOf(moment.Step).Exists(reply => reply.Code == 250));
    }

    [Test]
    public void Three_hundred_recipients_are_answered_each_and_the_mail_goes_on()
    {
        var sessionDialogue = new SessionDialogue(Policy with { Limits = SessionLimits.Default }).Connect();
        sessionDialogue.Say(Octets.Latin1("EHLO a\r\nMAIL FROM:<>\r\n"));
        var replies = Enumerable.Range(0, 300).SelectMany(number => sessionDialogue.Say(Octets.Latin1($"RCPT TO:<r{number}@example.com>\r\n"))).Select(reply => reply.Code);
        Assert.That(replies, Is.EqualTo(Enumerable.Repeat(250, 100).Concat(Enumerable.Repeat(452, 200))));
        Assert.That(sessionDialogue.Say(Octets.Latin1("DATA\r\nmail\r\n.\r\n")).Select(reply => reply.Code), Is.EqualTo(new[] { 354, 250 }));
        Assert.That(sessionDialogue.Mails.Single().Received.Envelope.ForwardPaths.Count, Is.EqualTo(100));
    }

    [Test]
    public void Whoever_names_recipients_without_end_is_hung_up_on()
    {
        var sessionDialogue = new SessionDialogue(Policy with { Limits = SessionLimits.Default }).Connect();
        sessionDialogue.Say(Octets.Latin1("EHLO a\r\nMAIL FROM:<>\r\n"));
        var told = Enumerable.Range(0, 2000).TakeWhile(number => sessionDialogue.Say(Octets.Latin1($"RCPT TO:<r{number}@elsewhere.test>\r\n")).Single().Code == 550).Count();
        Assert.That(told, Is.EqualTo((10 * SessionLimits.Default.Recipients) + SessionLimits.Default.CommandsWithoutMail - 2));
        Assert.That(sessionDialogue.IsClosed);
    }

    [Test]
    public void A_chunk_that_would_exceed_the_limit_is_not_collected()
    {
        var client = new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None);
        var envelope = new Envelope(new ReversePath.Null(), Seqs.Of<ForwardPath>(new ForwardPath.Postmaster()), BodyType.SevenBit, false);
        var between = new Session.BetweenChunks(client, new HelloIdentity("client.test", true), envelope, 600);
        var limits = Policy.Limits.Content;
        Assert.Multiple(() =>
        {
            Assert.That(SmtpSession.Advance(Policy, between, Line("BDAT 400")).Effects == Seqs.Of<SessionEffect>(new SessionEffect.ReadChunk(400, false, true, limits)));
            Assert.That(SmtpSession.Advance(Policy, between, Line("BDAT 401")).Effects
                == Seqs.Of<SessionEffect>(new SessionEffect.DropContent(), new SessionEffect.ReadChunk(401, false, false, limits)));
        });
    }

    [TestCase(10, 5, 220)]
    [TestCase(11, 1, 421)]
    [TestCase(1, 6, 421)]
    public void Connections_over_a_limit_are_told_so(int all, int client, int code) =>
        Assert.That(RepliesOf(SmtpSession.Advance(Policy, SmtpSession.Start, new SessionInput.Connected(SmtpArbitraries.Peer, all, client))).Map(reply => reply.Code) == Seqs.Of(code));

    /// A flood would make screening fail open if each of its connections reached the DNS.
    [TestCase(10, 5, true)]
    [TestCase(11, 1, false)]
    [TestCase(1, 6, false)]
    public void Only_a_connection_within_the_limits_is_screened(int all, int client, bool screened) =>
        Assert.That(
            SmtpSession.Advance(Policy, SmtpSession.Start, new SessionInput.Connected(SmtpArbitraries.Peer, all, client)).Effects.Exists(effect => effect is SessionEffect.BeginScreening),
            Is.EqualTo(screened));

    [Test]
    public void Screening_is_asked_for_once_in_a_connection_and_its_refusal_answers_each_recipient()
    {
        var session = new Session.InTransaction(
            new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None), new HelloIdentity("client.test", true),
            new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false));
        var policy = Policy with { ScreenAtRecipient = true };
        var listed = Reply.Of(554, 7, 1, "listed");
        var asked = SmtpSession.Advance(policy, session, Line("RCPT TO:<me@example.com>"));
        var refused = SmtpSession.Advance(policy, asked.Next, new SessionInput.Screened(listed));
        var again = SmtpSession.Advance(policy, refused.Next, Line("RCPT TO:<me@example.com>"));
        Assert.Multiple(() =>
        {
            Assert.That(asked.Effects == Seqs.Of<SessionEffect>(new SessionEffect.AwaitScreening()));
            Assert.That(RepliesOf(refused) == Seqs.Of(listed));
            Assert.That(RepliesOf(again) == Seqs.Of(listed));
        });
    }

    /// Who is blocked in error can still write to somebody (RFC 5321 §4.5.1); whoever else he names is refused all the same.
    [TestCase("RCPT TO:<postmaster>", true)]
    [TestCase("RCPT TO:<Abuse@example.com>", true)]
    [TestCase("RCPT TO:<abuse+x@example.com>", false)]
    [TestCase("RCPT TO:<me@example.com>", false)]
    public void A_blocked_client_reaches_the_mailboxes_of_roles_before_and_after_it_was_screened(string line, bool isRole)
    {
        var listed = Reply.Of(554, 7, 1, "listed");
        var policy = Policy with { ScreenAtRecipient = true };
        var client = new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None);
        foreach (var known in (Option<ScreeningResult>[])[Option<ScreeningResult>.None, new ScreeningResult(listed)])
        {
            var session = new Session.InTransaction(client with { Screening = known }, new HelloIdentity("client.test", true), new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false));
            var step = SmtpSession.Advance(policy, session, Line(line));
            if (step.Effects.Exists(effect => effect is SessionEffect.AwaitScreening))
            {
                step = SmtpSession.Advance(policy, step.Next, new SessionInput.Screened(listed));
            }

            Assert.That(RepliesOf(step), Is.EqualTo(Seqs.Of(isRole ? Replies.RecipientOk : listed)));
            Assert.That(SmtpSession.Advance(policy with { Roles = RoleMailboxes.None }, session with { Client = client with { Screening = new ScreeningResult(listed) } }, Line(line)) is var none
                && RepliesOf(none) == Seqs.Of(listed), "unless the owner wants none");
        }
    }

    [Test]
    public void A_recipient_that_is_refused_leaves_the_transaction_as_it_was()
    {
        var policy = Policy with { ChecksRecipients = true };
        var before = new Session.InTransaction(
            new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None), new HelloIdentity("client.test", true), new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false));
        var asked = SmtpSession.Advance(policy, before, new SessionInput.LineReceived(Octets.Utf8("RCPT TO:<x@example.com>")));
        var forged = Reply.Of(550, 7, 1, "forged");
        var refused = SmtpSession.Advance(policy, asked.Next, new SessionInput.RecipientChecked(new RecipientVerdict.Refused(forged, Option<string>.None)));
        var taken = SmtpSession.Advance(policy, asked.Next, new SessionInput.RecipientChecked(RecipientVerdict.Plain));
        Assert.Multiple(() =>
        {
            Assert.That(asked.Effects.Single(), Is.EqualTo(new SessionEffect.CheckRecipient(before.Envelope, new ForwardPath.Recipient((Mailbox)Mailbox.Parse("x@example.com")))));
            Assert.That(refused.Effects.Head, Is.EqualTo(new SessionEffect.Send(forged)));
            Assert.That(((Session.InTransaction)refused.Next).Envelope, Is.EqualTo(before.Envelope));
            Assert.That(taken.Effects.Head, Is.EqualTo(new SessionEffect.Send(Replies.RecipientOk)));
            Assert.That(((Session.InTransaction)taken.Next).Envelope.ForwardPaths.Count, Is.EqualTo(1));
            Assert.That(
                SmtpSession.Advance(policy, before, new SessionInput.LineReceived(Octets.Utf8("RCPT TO:<x@elsewhere.test>"))).Effects.Head, Is.EqualTo(new SessionEffect.Send(Replies.RelayDenied)), "a foreign one is not asked about");
        });
    }
}
