using System.Buffers;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Journey;

/// <summary>
/// All the pure code of one mail, from the greeting to QUIT, in the order in which the daemon calls it: the session and its log, the rate of the client, the
/// questions for the block lists, the scan of the data, the header section, the fingerprint, the journey, the transaction with the relay, the decision's line, the
/// reply. Without a network, a resolver and the arithmetic of signatures.
/// </summary>
/// <param name="course">The mail and what it meets.</param>
/// <param name="stage">Is told the name of each stage when it has ended; for the journey, that of the state that is reached. Null for nobody.</param>
public sealed class WholeMail(MailCourse course, Action<string>? stage = null)
{
    static readonly Octets[] Lines = [.. ((string[])["EHLO client.test", "MAIL FROM:<a@sender.test>", "RCPT TO:<x@example.com>", "DATA", "QUIT"]).Select(Octets.Latin1)];

    static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

    static readonly ServiceExtensions Offered = new(EightBitMime: true, Utf8: true, 10_240_000, default);

    readonly ArrayBufferWriter<byte> memory = new(8192);
    Domain.Smtp.Server.Session session = SmtpSession.Start;
    RateWindow rates = RateWindow.Empty;
    DuplicateFilter duplicates = DuplicateFilter.Empty;
    DeliveryTimes times = DeliveryTimes.Unknown;
    Knowledge answers = Knowledge.Empty;

    /// <summary>Once through all of it.</summary>
    public void Run()
    {
        Begin();
        var content = new Content(Scanned(), course.Received.Content.Head);
        stage?.Invoke("scan");
        End(content, Told(Decide()));
    }

    /// <summary>The session alone: the mail is answered at once.</summary>
    public void Session()
    {
        Begin();
        End(course.Received.Content, Taken);
    }

    /// <summary>The journey alone: from the header section to the decision.</summary>
    public Decision Decide()
    {
        var received = course.Received;
        var header = HeaderSection.Parse(received.Content.Head);
        stage?.Invoke("header section");
        var fingerprint = Fingerprint.Of(received.Envelope, received.Content.HeaderOctets, header, course.BodyDigest);
        var (next, before) = duplicates.Check(JourneyMails.Noon, fingerprint.IfNone(default(Fingerprint)), "id1");
        stage?.Invoke("fingerprint");
        var decision = Journey(new Arrival("id1", JourneyMails.Noon, 42, received, header, course.Lists, answers, before, new RelayLoad(0, 0, 10, times.Median, false)));
        Must(decision.Verdict is Verdict.Forwarded);
        _ = next.Decided(JourneyMails.Noon, fingerprint.IfNone(default(Fingerprint)), decision);
        stage?.Invoke("fingerprint");
        return decision;
    }

    void Begin()
    {
        session = SmtpSession.Start;
        Hear("session: greeting", new SessionInput.Connected(course.Received.Peer, 1, 1));
        foreach (var line in Lines.AsSpan(..^1))
        {
            Hear("session: command", new SessionInput.LineReceived(line));
        }
    }

    void End(Content content, Reply reply)
    {
        Hear("session: content", new SessionInput.ContentReceived(content));
        Hear("session: reply", new SessionInput.Decided(reply));
        Hear("session: quit", new SessionInput.LineReceived(Lines[^1]));
        Must(session is Domain.Smtp.Server.Session.Closed);
    }

    Reply Told(Decision decision)
    {
        var line = JourneyLog.Of(decision, JourneyMails.Noon);
        stage?.Invoke("log facts");
        _ = line.ToText();
        stage?.Invoke("log line");
        return decision.Reply;
    }

    ContentFacts Scanned()
    {
        memory.ResetWrittenCount();
        var scan = ContentScan.Feed(ContentScan.Start(SessionLimits.Default.Content), course.Wire.Span, memory, out _);
        Must(scan.IsComplete);
        return scan.Facts;
    }

    Decision Journey(Arrival arrival)
    {
        JourneyInput input = new JourneyInput.Arrived(arrival);
        for (var state = MailJourney.Start; ;)
        {
            var step = MailJourney.Advance(course.Policy, state, input);
            stage?.Invoke(step.Next.GetType().Name);
            state = step.Next;
            switch (step.Effects.Last)
            {
                case JourneyEffect.Ask(var questions, _):
                    input = new JourneyInput.Answered(Answered(questions), JourneyMails.Noon);
                    break;
                case JourneyEffect.VerifySignatures:
                    input = new JourneyInput.SignaturesVerified(course.Signatures, JourneyMails.Noon);
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    input = new JourneyInput.Attempted(new FirstAttempt.Ended(Delivered(plan.Job)), JourneyMails.Noon, 0.5);
                    break;
                case JourneyEffect.Finish(var decision):
                    return decision;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }

            stage?.Invoke("answers");
        }
    }

    /// What the sending side makes of a relay that takes the mail.
    DeliveryReport Delivered(MailJob job)
    {
        var mail = Transaction.Of(job)[0].RestartedFrom(RelayObservations.None.Correct(course.Relay.Profile, JourneyMails.Noon).SenderOf(job));
        Must(Offered.Handover(mail, course.Relay.On8Bit) is Handover.AsItIs);
        mail = mail.SenderAnswered(ReplyCodec.Of(250, "2.1.0 Ok"));
        for (var i = 0; i < mail.Recipients.Count; i++)
        {
            mail = mail.Answered(ReplyCodec.Of(250, "2.1.5 Ok"));
            Must(mail.NextMove(course.Relay.Partial) == NextMove.Continue);
        }

        var attempt = new DeliveryAttempt(mail, Reused: true, ContentSent.Whole, new Ending.Answered(ReplyCodec.Of(250, "2.0.0 Ok: queued as 4WXYZ")));
        var report = RelayStanding.Known.Judge(course.Relay.Trial, ((AttemptResult.Done)AttemptResult.Of(course.Relay, attempt)).Report);
        times = times.With(TimeSpan.FromMilliseconds(1));
        stage?.Invoke("relay");
        return DeliveryReport.Join(job, Seqs.Of(report));
    }

    /// What a resolver makes of its answers.
    Knowledge Answered(Seq<Question> questions)
    {
        var answered = new (Question, Answer)[questions.Count];
        for (var i = 0; i < answered.Length; i++)
        {
            answered[i] = (questions[i], course.Answer(questions[i]));
        }

        return Knowledge.Of(answered);
    }

    void Hear(string name, SessionInput input)
    {
        for (SessionInput? next = input; next is not null;)
        {
            var step = SmtpSession.Advance(course.Session, session, next);
            _ = SessionLog.Of(JourneyMails.Noon, course.Received.Peer, session, next, step);
            stage?.Invoke(name);
            session = step.Next;
            next = null;
            for (var i = 0; i < step.Effects.Count; i++)
            {
                next = Perform(step.Effects[i]);
            }
        }
    }

    SessionInput.MailCounted? Perform(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.BeginScreening:
                var questions = Screening.Questions(course.Policy.Screening, course.Lists, course.Received.Peer.Address);
                stage?.Invoke("screening: questions");
                answers = Answered(questions);
                stage?.Invoke("answers");
                return null;
            case SessionEffect.CountMail:
                var (_, granted) = RateWindow.Take(rates, JourneyMails.Noon, course.Received.Peer.Address, 10);
                stage?.Invoke("rate");
                return new SessionInput.MailCounted(granted);
            case SessionEffect.Send(var reply):
                memory.ResetWrittenCount();
                ReplyCodec.Write(reply, memory);
                stage?.Invoke("reply codec");
                return null;
            default:
                return null;
        }
    }

    /// An assertion of the test framework would allocate too.
    static void Must(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the mail was not forwarded as it should be");
        }
    }
}
