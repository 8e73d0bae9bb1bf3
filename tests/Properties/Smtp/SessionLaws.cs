using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>What holds for every state, every input, and every course of a receiving session.</summary>
public class SessionLaws
{
    static SessionPolicy Policy => SmtpArbitraries.Policy;

    static bool Waits(SessionEffect effect) => effect is not (SessionEffect.Send or SessionEffect.DropContent);

    static Seq<Reply> RepliesOf(Step<Session, SessionEffect> step) => step.Effects.AsEnumerable().OfType<SessionEffect.Send>().Select(send => send.Reply).Gather();

    static SessionInput.LineReceived Line(string text) => new(Octets.Utf8(text));

    static IEnumerable<(Session Before, SessionInput Input, Step<Session, SessionEffect> Step)> Course(SessionPolicy policy, IEnumerable<SessionInput> inputs)
    {
        var session = SmtpSession.Start;
        foreach (var input in inputs)
        {
            var step = SmtpSession.Advance(policy, session, input);
            yield return (session, input, step);
            session = step.Next;
        }
    }

    /// The session without what it counts.
    static Session Uncounted(Session session) => session is Session.Attentive s ? s with { Client = s.Client with { Tally = default } } : session;

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 2000)]
    public bool Every_state_takes_every_input_and_ends_in_exactly_one_effect_that_waits(SessionPolicy policy, Session session, SessionInput input)
    {
        var effects = SmtpSession.Advance(policy, session, input).Effects.ToArray();
        return effects.Length > 0 && Waits(effects[^1]) && effects[..^1].All(effect => !Waits(effect));
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool A_step_sends_at_most_one_reply_and_it_is_clean_ASCII(SessionPolicy policy, Session session, SessionInput input)
    {
        var replies = RepliesOf(SmtpSession.Advance(policy, session, input));
        return replies.Count <= 1 && replies.ForAll(reply =>
            reply.Lines.Count > 0 && reply.Lines.ForAll(line => line.Length <= 500 && line.All(c => c is >= ' ' and <= '~'))
            && reply.Status.ForAll(status => status.Class == reply.Code / 100));
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool Only_greetings_and_354_carry_no_enhanced_status(SessionPolicy policy, Session session, SessionInput input) =>
        RepliesOf(SmtpSession.Advance(policy, session, input)).ForAll(reply =>
            reply.Status.IsSome || reply.Code == 354 || (reply.Code is 220 or 250 && reply.Lines.Head.StartsWith("mx.example.com")));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool The_session_closes_exactly_when_it_says_so_and_stays_closed(SessionPolicy policy, Session session, SessionInput input, SessionInput next)
    {
        var step = SmtpSession.Advance(policy, session, input);
        var after = SmtpSession.Advance(policy, step.Next, next);
        return step.Next is Session.Closed == step.Effects.Last is SessionEffect.Close
            && (step.Next is not Session.Closed || (after.Next is Session.Closed && after.Effects == Seqs.Of<SessionEffect>(new SessionEffect.Close())));
    }

    /// The end of the data of DATA counts as a command: 354 has answered DATA itself.
    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool Every_command_gets_exactly_one_reply(Conversation conversation)
    {
        var owed = 0;
        foreach (var (before, input, step) in Course(Policy with { ScreenAtRecipient = true }, conversation.Inputs))
        {
            if (input is SessionInput.TimedOut or SessionInput.ShuttingDown or SessionInput.PeerClosed or SessionInput.TlsFailed || step.Next is Session.Closed)
            {
                return true;
            }

            owed += before is Session.Attentive or Session.Unconnected or Session.ReceivingData ? 1 : 0;
            owed -= RepliesOf(step).Count;
            if (step.Next is Session.Attentive ? owed != 0 : owed is < 0 or > 1)
            {
                return false;
            }
        }

        return true;
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool A_refused_command_changes_nothing_but_the_count(Conversation conversation) =>
        Course(Policy with { ScreenAtRecipient = true }, conversation.Inputs).All(at =>
            at.Before is not Session.Attentive || at.Input is not SessionInput.LineReceived || at.Step.Next is not Session.Attentive
            || RepliesOf(at.Step).ForAll(reply => reply.IsPositive || Uncounted(at.Before) == Uncounted(at.Step.Next)));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool NOOP_HELP_and_VRFY_change_nothing_but_the_count(SessionPolicy policy, Session session) =>
        session is not Session.Attentive { Client.Tally.Commands: < 30 }
        || new[] { "NOOP", "noop x", "HELP", "VRFY x" }.All(line => Uncounted(SmtpSession.Advance(policy, session, Line(line)).Next) == Uncounted(session));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool RSET_twice_is_RSET_once_and_leaves_no_transaction(SessionPolicy policy, Session session)
    {
        if (session is not Session.Attentive { Client.Tally.Commands: < 29 })
        {
            return true;
        }

        var once = SmtpSession.Advance(policy, session, Line("RSET"));
        var twice = SmtpSession.Advance(policy, once.Next, Line("RSET"));
        return once.Next is Session.Ready or Session.AwaitingHello
            && Uncounted(once.Next) == Uncounted(twice.Next)
            && once.Effects.Exists(effect => effect is SessionEffect.DropContent) == session is Session.BetweenChunks;
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool What_is_submitted_is_exactly_what_was_accepted_since_the_last_reset(Conversation conversation)
    {
        var policy = Policy with { ScreenAtRecipient = true };
        Option<ReversePath> sender = default;
        var pending = "";
        var recipients = new List<ForwardPath>();
        var greeted = "";
        foreach (var (_, input, step) in Course(policy, conversation.Inputs))
        {
            pending = input is SessionInput.LineReceived(var line) ? line.ToUtf8() : pending;
            if (step.Effects.Last is SessionEffect.Submit(var submission))
            {
                if (submission.Envelope.ReversePath != sender || !submission.Envelope.ForwardPaths.SequenceEqual(recipients.Distinct())
                    || submission.Greeted.Name != greeted || submission.Content.Facts.Faults != ContentFaults.None || recipients.Count == 0)
                {
                    return false;
                }
            }

            foreach (var reply in RepliesOf(step))
            {
                switch (CommandParser.Parse(Octets.Utf8(pending)).IfLeft(() => new Command.Noop()))
                {
                    case Command.Mail mail when reply.IsPositive:
                        sender = mail.ReversePath;
                        recipients.Clear();
                        break;
                    case Command.Recipient recipient when reply.IsPositive:
                        recipients.Add(recipient.ForwardPath);
                        break;
                    case Command.Hello hello:
                        (sender, greeted) = (default, hello.Name);
                        recipients.Clear();
                        break;
                    case Command.Reset or Command.StartTls when reply.IsPositive:
                        sender = default;
                        recipients.Clear();
                        break;
                    default:
                        break;
                }
            }
        }

        return true;
    }

    [TestCase(1, ExpectedResult = 1000)]
    [TestCase(0, ExpectedResult = 27)]
    public int A_mail_may_come_in_any_number_of_chunks_but_empty_ones_count_as_commands(int octets)
    {
        SessionInput[] opening = [new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1), Line("EHLO a"), Line("MAIL FROM:<>"), new SessionInput.MailCounted(true), Line("RCPT TO:<a@example.com>")];
        var chunks = Enumerable.Range(1, 1000).SelectMany(number => (SessionInput[])
            [Line($"BDAT {octets}"), new SessionInput.ChunkReceived(new ContentFacts(number * octets, 0, false, 0, ContentFaults.None))]);
        return Course(Policy, opening.Concat(chunks)).Count(moment => moment.Input is SessionInput.ChunkReceived && RepliesOf(moment.Step).Exists(reply => reply.Code == 250));
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 100)]
    public bool The_same_inputs_give_equal_steps(Conversation conversation) =>
        Course(Policy, conversation.Inputs).SequenceEqual(Course(Policy, conversation.Inputs));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool No_recipient_outside_our_domains_is_ever_submitted(Conversation conversation) =>
        Course(Policy, conversation.Inputs).All(at => at.Step.Effects.Last is not SessionEffect.Submit(var submission)
            || submission.Envelope.ForwardPaths.ForAll(path => path is ForwardPath.Postmaster
                || (path is ForwardPath.Recipient(var mailbox) && mailbox.Domain.Exists(Policy.LocalDomains.Contains))));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool Letter_case_of_verbs_makes_no_difference(SessionPolicy policy, Session session)
    {
        string[] lines = ["EHLO x", "MAIL FROM:<a@b.test> SIZE=1 BODY=8BITMIME", "RCPT TO:<postmaster>", "DATA", "BDAT 5 LAST", "RSET", "NOOP", "QUIT", "STARTTLS", "EXPN x", "HELP"];
        return lines.All(line =>
            SmtpSession.Advance(policy, session, Line(line)).Effects == SmtpSession.Advance(policy, session, Line(line.ToLowerInvariant())).Effects);
    }

    [Test]
    public void A_chunk_that_would_exceed_the_limit_is_not_collected()
    {
        var client = new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<Screening>.None);
        var envelope = new Envelope(new ReversePath.Null(), Seqs.Of<ForwardPath>(new ForwardPath.Postmaster()), BodyType.SevenBit, false);
        var between = new Session.BetweenChunks(client, new Greeted("client.test", true), envelope, 600);
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

    [Test]
    public void Screening_is_asked_for_once_in_a_connection_and_its_refusal_answers_each_recipient()
    {
        var session = new Session.InTransaction(
            new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<Screening>.None), new Greeted("client.test", true),
            new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false));
        var policy = Policy with { ScreenAtRecipient = true };
        var listed = Reply.Of(554, 7, 1, "listed");
        var asked = SmtpSession.Advance(policy, session, Line("RCPT TO:<postmaster>"));
        var refused = SmtpSession.Advance(policy, asked.Next, new SessionInput.Screened(listed));
        var again = SmtpSession.Advance(policy, refused.Next, Line("RCPT TO:<postmaster>"));
        Assert.Multiple(() =>
        {
            Assert.That(asked.Effects == Seqs.Of<SessionEffect>(new SessionEffect.AwaitScreening()));
            Assert.That(RepliesOf(refused) == Seqs.Of(listed));
            Assert.That(RepliesOf(again) == Seqs.Of(listed));
        });
    }

    [Test]
    public void Generators_reach_every_case_of_every_union()
    {
        Assert.Multiple(() =>
        {
            Reaches(SmtpArbitraries.Inputs().Generator);
            Reaches(SmtpArbitraries.Sessions().Generator);
            Reaches(SmtpArbitraries.Lines.Select(line => CommandParser.Parse(Octets.Utf8(line)).Match(Right: command => command, Left: _ => new Command.Noop())));
            Reaches(SmtpArbitraries.Lines.Select(line => CommandParser.Parse(Octets.Utf8(line)).Match(Right: _ => new CommandError.NotText(), Left: error => error)));
            Reaches(SmtpArbitraries.Conversations().Generator.SelectMany(
                conversation => Gen.Elements(Course(Policy with { ScreenAtRecipient = true }, conversation.Inputs).SelectMany(at => at.Step.Effects).ToArray())), 2000);
        });
    }

    static void Reaches<T>(Gen<T> generator, int samples = 2000)
    {
        var cases = typeof(T).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).ToHashSet();
        foreach (var sample in generator.Sample(samples, new Rnd(2463534242), 30))
        {
            cases.Remove(sample!.GetType());
        }

        Assert.That(cases, Is.Empty, $"cases of {typeof(T).Name} that no generator reaches");
    }
}
