using Laitos.Domain.Journey;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Tracing;

/// <summary>
/// What a session that is under way has come to, apart from the mails that it handed in. When it ends, it is worth a record if it handed in none, or if something
/// was refused before that.
/// </summary>
/// <param name="Began">When it began.</param>
/// <param name="Screening">What block lists said, where they were asked before the data.</param>
/// <param name="Left">The last transaction that was begun and came to no mail.</param>
/// <param name="Refusals">What was refused, the first ones.</param>
/// <param name="Refused">How much was refused in all.</param>
/// <param name="Mails">How many mails were handed in.</param>
public sealed record SessionTrace(Instant Began, TraceScreening Screening, Option<Envelope> Left, Seq<TraceRefusal> Refusals, long Refused, long Mails)
{
    /// <summary>The most refusals of a session that are kept one by one.</summary>
    public const int MostRefusals = 20;

    /// <summary>True when the records of its mails tell all of it.</summary>
    public bool IsToldByMails => Mails > 0 && Refused == 0;

    /// <summary>A session that begins.</summary>
    public static SessionTrace Begin(Instant now) => new(now, TraceScreening.None, Option<Envelope>.None, default, 0, 0);

    /// <summary>After one step of the session.</summary>
    /// <param name="session">The session before the step.</param>
    /// <param name="input">What happened.</param>
    /// <param name="step">The step.</param>
    /// <param name="text">How text is kept.</param>
    public SessionTrace After(Session session, SessionInput input, Step<Session, SessionEffect> step, TraceText text)
    {
        var isDecision = session is Session.Deciding && input is SessionInput.Decided;
        var counted = isDecision ? this with { Mails = Mails + 1, Left = Option<Envelope>.None }
            : step.Next is Session.Ready or Session.AwaitingHello or Session.Closed && SessionLog.Transaction(session) is { IsSome: true } open
                ? this with { Left = open.Map(transaction => transaction.Envelope) }
            : this;
        return !isDecision && RefusalIn(step.Effects).Case is Reply reply ? counted.With(session, input, reply, text) : counted;
    }

    /// <summary>The record of a session that has ended; none for one whose mails tell all of it.</summary>
    /// <param name="session">The session before its last step.</param>
    /// <param name="input">What ended it.</param>
    /// <param name="peer">The client.</param>
    /// <param name="now">The time.</param>
    /// <param name="text">How text is kept.</param>
    public Option<TraceRecord> Ended(Session session, SessionInput input, Peer peer, Instant now, TraceText text) => IsToldByMails
        ? Option<TraceRecord>.None
        : new TraceRecord.Session(
            now,
            Began,
            new TraceParties(
                peer.Address.ToString(),
                text.Of(SessionLog.Hello(session).Match(hello => hello.Name, () => "")),
                Client(session).Bind(client => client.Tls).Match(tls => tls.Protocol, () => ""),
                Left.Match(envelope => text.Of(TraceAddresses.Of(envelope.ReversePath), TraceText.AddressLimit), () => ""),
                text.Addresses(Left.AsEnumerable().SelectMany(envelope => envelope.ForwardPaths.AsEnumerable()).Select(TraceAddresses.Of)),
                default, "", ""),
            Screening,
            Refusals,
            Refused,
            Mails,
            SessionWords.End(session, input));

    SessionTrace With(Session session, SessionInput input, Reply reply, TraceText text) => Refusals.Count >= MostRefusals
        ? this with { Refused = Refused + 1 }
        : this with { Refused = Refused + 1, Refusals = Refusals.Add(Refusal(session, input, reply, text)) };

    static TraceRefusal Refusal(Session session, SessionInput input, Reply reply, TraceText text)
    {
        var open = SessionLog.Transaction(session).Map(transaction => transaction.Envelope);
        var (sender, recipients) = (session, input) switch
        {
            (Session.AwaitingScreening s, _) => (s.Envelope.ReversePath, Seqs.Of(s.Recipient.ForwardPath)),
            (Session.AwaitingRecipientCheck s, _) => (s.Envelope.ReversePath, Seqs.Of(s.Recipient.ForwardPath)),
            (_, SessionInput.LineReceived(var line)) => CommandParser.Parse(line).ToOption().Case switch
            {
                Command.Mail mail => (mail.ReversePath, default),
                Command.Recipient recipient => (open.Map(envelope => envelope.ReversePath), Seqs.Of(recipient.ForwardPath)),
                _ => (open.Map(envelope => envelope.ReversePath), default),
            },
            _ => (open.Map(envelope => envelope.ReversePath), open.Match(envelope => envelope.ForwardPaths, () => default)),
        };
        return new TraceRefusal(
            sender.Match(path => text.Of(TraceAddresses.Of(path), TraceText.AddressLimit), () => ""),
            text.Addresses(recipients.AsEnumerable().Select(TraceAddresses.Of)),
            text.Of(SessionWords.What(session, input)),
            text.Of(reply.ToString()));
    }

    static Option<Reply> RefusalIn(Seq<SessionEffect> effects) =>
        effects.Pick(static effect => effect is SessionEffect.Send({ Code: >= 400 } reply) ? reply : Option<Reply>.None);

    static Option<ClientState> Client(Session session) => session switch
    {
        Session.AwaitingCommand s => s.Client,
        Session.AwaitingMailCount s => s.Client,
        Session.AwaitingScreening s => s.Client,
        Session.AwaitingRecipientCheck s => s.Client,
        Session.ReceivingData s => s.Client,
        Session.ReceivingChunk s => s.Client,
        Session.SkippingChunk s => s.Next.Client,
        Session.Deciding s => s.Client,
        Session.StartingTls s => s.Client,
        _ => Option<ClientState>.None,
    };
}
