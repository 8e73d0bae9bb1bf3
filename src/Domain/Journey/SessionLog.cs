using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>
/// What the log tells of a session besides the fate of its mails: each refusal with the command that it answers, and an end that leaves a mail unfinished, with
/// the sender and the recipients as far as they are known. A session's number of refusals is bounded by its limits.
/// </summary>
public static class SessionLog
{
    /// <summary>The line for one step, or none when nothing was refused or left unfinished, or what was refused is told as a mail's decision.</summary>
    public static Option<LogLine> Of(Instant now, Peer peer, Session session, SessionInput input, Step<Session, SessionEffect> step) =>
        input is SessionInput.Decided
            ? Option<LogLine>.None
            : Refusal(now, peer, session, input, step.Effects) || Unfinished(now, peer, session, input, step.Next);

    /// <summary>The line for a trusted balancer whose connection is closed before the session begins.</summary>
    public static LogLine Of(Instant now, Peer balancer, ProxyRefusal refusal) => new(now, "closed", Seqs.Of<LogFact>(("client", balancer.Address.ToString()), ("reason", refusal switch
    {
        ProxyRefusal.NoHeader => "no valid PROXY header from a trusted proxy",
        ProxyRefusal.Closed => "the trusted proxy closed the connection before the end of its PROXY header",
        ProxyRefusal.TimedOut => $"no whole PROXY header from a trusted proxy within {ProxyHeaderReader.TimeLimit.TotalSeconds:0} s",
        ProxyRefusal.ShuttingDown => "no session begins any more",
        _ => throw new System.Diagnostics.UnreachableException(),
    })));

    static Option<LogLine> Refusal(Instant now, Peer peer, Session session, SessionInput input, Seq<SessionEffect> effects) =>
        effects.Pick(static effect => effect is SessionEffect.Send({ Code: >= 400 } reply) ? reply : Option<Reply>.None).Case is Reply reply
            ? new LogLine(
                now,
                reply.Code == 421 ? "closed" : "refused",
                Seqs.Of<LogFact>(("client", peer.Address.ToString())).Then(Cause(session, input)).Then(Seqs.Of<LogFact>(("reply", reply.ToString()))).Then(Mail(session)))
            : Option<LogLine>.None;

    /// Whoever goes away outside a transaction leaves nothing behind; who fails at the handshake would have sent a mail.
    static Option<LogLine> Unfinished(Instant now, Peer peer, Session session, SessionInput input, Session next) =>
        next is Session.Closed && session is not Session.Closed && (Transaction(session).IsSome || input is SessionInput.TlsFailed)
            ? new LogLine(now, "unfinished", Seqs.Of<LogFact>(("client", peer.Address.ToString()), ("reason", End(session, input))).Then(Mail(session)))
            : Option<LogLine>.None;

    static string End(Session session, SessionInput input) => (input, session) switch
    {
        (SessionInput.TlsFailed, _) => "the TLS handshake failed",
        (SessionInput.LineReceived, _) => "QUIT before the mail was sent",
        (_, Session.ReceivingData or Session.ReceivingChunk or Session.BetweenChunks) => "the client went away within the data",
        (_, Session.InTransaction { Envelope.ForwardPaths.IsEmpty: false }) => "the client went away after RCPT",
        _ => "the client went away after MAIL",
    };

    /// Who the client says it is, and the transaction that is open, as far as they have come.
    static Seq<LogFact> Mail(Session session) => Hello(session).Map(hello => (LogFact)("helo", hello.Name)).ToSeq().Then(Transaction(session).Match(
        open => Seqs.Of<LogFact>(("from", open.Envelope.ReversePath.ToString()), ("to", open.Envelope.ForwardPaths.Map(path => path.ToString()!))),
        () => default));

    /// <summary>Who the client says it is, once it has said so.</summary>
    internal static Option<HelloIdentity> Hello(Session session) => session switch
    {
        Session.Ready s => s.Hello,
        Session.Deciding s => s.Hello,
        Session.SkippingChunk s => Hello(s.Next),
        _ => Transaction(session).Map(open => open.Hello),
    };

    /// <summary>Who said what it is, and the envelope so far, while a transaction is open.</summary>
    internal static Option<(HelloIdentity Hello, Envelope Envelope)> Transaction(Session session) => session switch
    {
        Session.AwaitingMailCount s => (s.Hello, s.Envelope),
        Session.InTransaction s => (s.Hello, s.Envelope),
        Session.AwaitingScreening s => (s.Hello, s.Envelope),
        Session.AwaitingRecipientCheck s => (s.Hello, s.Envelope),
        Session.ReceivingData s => (s.Hello, s.Envelope),
        Session.ReceivingChunk s => (s.Hello, s.Envelope),
        Session.BetweenChunks s => (s.Hello, s.Envelope),
        _ => Option<(HelloIdentity Hello, Envelope Envelope)>.None,
    };

    static Seq<LogFact> Cause(Session session, SessionInput input) => input switch
    {
        SessionInput.RecipientChecked(var verdict) => Recipient(session).Then(verdict is RecipientVerdict.Refused(_, { IsSome: true } rule) ? rule.Map(name => (LogFact)("rule", name)).ToSeq() : default),
        SessionInput.LineReceived(var line) when ForeignTraffic.Of(line.Span) == ForeignProtocol.Proxy =>
            Seqs.Of<LogFact>(("command", SessionWords.Shown(line)), ("reason", "a PROXY header from a client that is not in MailDaemon.TrustedProxies: if it is your balancer, name it there")),
        SessionInput.LineReceived(var line) => Seqs.Of<LogFact>(("command", SessionWords.Shown(line))),
        SessionInput.Screened or SessionInput.MailCounted or SessionInput.Connected => default,
        SessionInput.ContentReceived(var content) => Faults(content.Facts),
        SessionInput.ChunkReceived(var facts) => Seqs.Of<LogFact>(("command", "BDAT")).Then(facts.Faults == ContentFaults.None ? default : Faults(facts)),
        _ => Seqs.Of<LogFact>(("reason", SessionWords.What(session, input))),
    };

    static Seq<LogFact> Faults(ContentFacts facts) => Seqs.Of<LogFact>(("octets", facts.Size), ("faults", facts.Faults.ToString()));

    /// The one that is being decided about: it is not yet in the envelope.
    static Seq<LogFact> Recipient(Session session) =>
        session is Session.AwaitingRecipientCheck { Recipient.ForwardPath: var path } ? Seqs.Of<LogFact>(("recipient", path.ToString()!)) : default;
}
