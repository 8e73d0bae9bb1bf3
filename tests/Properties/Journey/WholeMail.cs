using Laitos.Domain.Dns;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>All the pure code of one mail of 4 KiB, from the greeting to QUIT: the session, its log, the header section, the journey and its line.</summary>
public static class WholeMail
{
    static readonly string Mail = "From: a@sender.test\r\nTo: x@example.com\r\nSubject: Good day\r\nMessage-ID: <1@sender.test>\r\nDate: Thu, 26 Nov 2026 08:00:00 +0000\r\n\r\n"
        + string.Concat(Enumerable.Repeat("This is a line of an ordinary mail, as long as lines are.\r\n", 66));

    static readonly JourneyPolicy Policy = JourneyMails.Policy(mode: DeliveryMode.CutThrough);

    static readonly Arrival Arrived = JourneyMails.Arrival(Mail);

    static readonly Octets[] Lines = [.. ((string[])["EHLO client.test", "MAIL FROM:<a@sender.test>", "RCPT TO:<x@example.com>", "DATA", "QUIT"]).Select(Octets.Latin1)];

    /// <summary>Once through all of it; the content itself is the shell's.</summary>
    public static void Run()
    {
        var talk = new Talk();
        talk.Hear(new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1));
        foreach (var line in Lines[..^1])
        {
            talk.Hear(new SessionInput.LineReceived(line));
        }

        talk.Hear(new SessionInput.ContentReceived(Arrived.Mail.Content));
        var decision = Journey(Policy, Arrived with { Header = HeaderSection.Parse(Arrived.Mail.Content.Head) });
        Must(decision.Verdict is Verdict.Forwarded);
        _ = JourneyLog.Of(decision, JourneyMails.Noon).ToText();
        talk.Hear(new SessionInput.Decided(decision.Reply));
        talk.Hear(new SessionInput.LineReceived(Lines[^1]));
        Must(talk.State is Session.Closed);
    }

    /// An assertion of the test framework would allocate too.
    static void Must(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the mail was not forwarded as it should be");
        }
    }

    static Decision Journey(JourneyPolicy policy, Arrival arrival)
    {
        JourneyInput input = new JourneyInput.Arrived(arrival);
        for (var state = MailJourney.Start; ;)
        {
            var step = MailJourney.Advance(policy, state, input);
            state = step.Next;
            switch (step.Effects.Last)
            {
                case JourneyEffect.Ask(var questions, _):
                    input = new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (known, question) => known.With(question, new Answer.NoSuchDomain())), JourneyMails.Noon);
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    input = new JourneyInput.Attempted(new FirstAttempt.Ended(DeliveryReport.Of(plan.Job, Outcome.Of(Taken))), JourneyMails.Noon, 0.5);
                    break;
                case JourneyEffect.Finish(var decision):
                    return decision;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

    /// A session without a network.
    sealed class Talk
    {
        public Session State { get; private set; } = SmtpSession.Start;

        public void Hear(SessionInput input)
        {
            for (SessionInput? next = input; next is not null;)
            {
                var step = SmtpSession.Advance(SmtpArbitraries.Policy, State, next);
                _ = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, State, next, step);
                State = step.Next;
                next = null;
                foreach (var effect in step.Effects)
                {
                    next = effect switch
                    {
                        SessionEffect.CountMail => new SessionInput.MailCounted(true),
                        SessionEffect.AwaitScreening => new SessionInput.Screened(Option<Reply>.None),
                        SessionEffect.Send(var reply) => Sent(reply),
                        _ => null,
                    };
                }
            }
        }

        static SessionInput? Sent(Reply reply)
        {
            _ = ReplyCodec.Format(reply);
            return null;
        }
    }
}
