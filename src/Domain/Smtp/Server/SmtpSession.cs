namespace Laitos.Domain.Smtp.Server;

/// <summary>
/// The receiving side of SMTP (RFC 5321 §4) as a machine: a state and an input give the next state and what the shell is to do.
/// </summary>
/// <remarks>
/// <para>Rules for this folder. This file is the table of states and inputs; <see cref="Obedience"/> is the table of states and commands, the two
/// files beside it carry out what needs more than a line. A reply is always a name in <see cref="Replies"/>.</para>
/// <para>Theory. Each step ends in exactly one effect that waits, and each command is answered by exactly one reply, at once or after
/// the waiting effects that it needs. The shell reads only what it is told to, so what is pipelined behind STARTTLS, DATA or
/// BDAT is never taken for something else. Whatever happens out of turn is a fault of the shell: the session hangs up and no mail is half accepted.</para>
/// </remarks>
public static class SmtpSession
{
    /// <summary>The state before anything has happened.</summary>
    public static Session Start { get; } = new Session.Unconnected();

    /// <summary>What one input does to a session.</summary>
    public static Step<Session, SessionEffect> Advance(SessionPolicy policy, Session session, SessionInput input) => (session, input) switch
    {
        (Session.Closed, _) => Steps.HangUp(),
        (_, SessionInput.PeerClosed) => Steps.HangUp(),
        (Session.Unconnected, SessionInput.Connected connected) => Greet(policy, connected),
        (Session.Unconnected, _) => Steps.HangUp(Replies.OutOfStep),
        (_, SessionInput.TimedOut) => Steps.HangUp(Replies.TimedOut),
        (_, SessionInput.ShuttingDown) => Steps.HangUp(Replies.ShuttingDown),

        (Session.Attentive s, SessionInput.LineReceived(var line)) => Obedience.Hear(policy, s, line),
        (Session.Attentive s, SessionInput.LineTooLong) => Obedience.HearTooMuch(policy, s),

        (Session.Counting s, SessionInput.MailCounted(true)) => Steps.Answer(policy, new Session.InTransaction(s.Client, s.Greeted, s.Envelope), Replies.SenderOk),
        (Session.Counting s, SessionInput.MailCounted(false)) => Steps.Answer(policy, new Session.Ready(s.Client, s.Greeted), Replies.TooManyMails),
        (Session.Screening s, SessionInput.Screened(var refusal)) => MailTransaction.AfterScreening(policy, s, refusal),

        (Session.ReceivingData s, SessionInput.ContentReceived(var content)) => MailTransaction.Complete(policy, s.Client, s.Greeted, s.Envelope, content),
        (Session.ReceivingChunk { Chunk.Last: true } s, SessionInput.ContentReceived(var content)) => MailTransaction.Complete(policy, s.Client, s.Greeted, s.Envelope, content),
        (Session.ReceivingChunk { Chunk.Last: false } s, SessionInput.ChunkReceived(var facts)) => Chunking.Received(policy, s, facts),
        (Session.SkippingChunk s, SessionInput.ChunkReceived) => Steps.Answer(policy, s.Next, s.Reply),
        (Session.Deciding s, SessionInput.Decided(var reply)) => Steps.Answer(policy, new Session.Ready(s.Client, s.Greeted), reply),

        (Session.StartingTls s, SessionInput.TlsStarted(var tls)) => Steps.Await(policy, new Session.AwaitingHello(s.Client with { Tls = tls })),
        (Session.StartingTls, SessionInput.TlsFailed) => Steps.HangUp(),

        _ => Steps.HangUp(Replies.OutOfStep),
    };

    static Step<Session, SessionEffect> Greet(SessionPolicy policy, SessionInput.Connected connected) =>
        connected.Connections > policy.Limits.Connections ? Steps.HangUp(Replies.TooManyConnections)
        : connected.FromClient > policy.Limits.ConnectionsPerClient ? Steps.HangUp(Replies.TooManyConnectionsFromClient)
        : Steps.BeginningScreening(Steps.Answer(
            policy,
            new Session.AwaitingHello(new ClientState(connected.Peer, Option<TlsState>.None, default, Option<Screening>.None)),
            Replies.Greeting(policy.Hostname)));
}
