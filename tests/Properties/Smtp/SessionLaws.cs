using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Smtp.SessionCourse;

namespace Laitos.Properties.Smtp;

/// <summary>What holds for every state and every input of a receiving session.</summary>
public class SessionLaws
{
    static bool Waits(SessionEffect effect) => effect is not (SessionEffect.Send or SessionEffect.DropContent or SessionEffect.BeginScreening);

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

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool NOOP_HELP_and_VRFY_change_nothing_but_the_count(SessionPolicy policy, Session session) =>
        session is not Session.AwaitingCommand { Client.Counts.Commands: < 30 }
        || new[] { "NOOP", "noop x", "HELP", "VRFY x" }.All(line => Uncounted(SmtpSession.Advance(policy, session, Line(line)).Next) == Uncounted(session));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool RSET_twice_is_RSET_once_and_leaves_no_transaction(SessionPolicy policy, Session session)
    {
        if (session is not Session.AwaitingCommand { Client.Counts.Commands: < 29 })
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
    public bool Letter_case_of_verbs_makes_no_difference(SessionPolicy policy, Session session)
    {
        string[] lines = ["EHLO x", "MAIL FROM:<a@b.test> SIZE=1 BODY=8BITMIME", "RCPT TO:<postmaster>", "DATA", "BDAT 5 LAST", "RSET", "NOOP", "QUIT", "STARTTLS", "EXPN x", "HELP"];
        return lines.All(line =>
            SmtpSession.Advance(policy, session, Line(line)).Effects == SmtpSession.Advance(policy, session, Line(line.ToLowerInvariant())).Effects);
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
                conversation => Gen.Elements(Course(Policy with { ScreenAtRecipient = true, ChecksRecipients = true }, conversation.Inputs).SelectMany(at => at.Step.Effects).ToArray())), 2000);
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
