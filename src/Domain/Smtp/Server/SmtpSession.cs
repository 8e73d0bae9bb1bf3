namespace Laitos.Domain.Smtp.Server;

/// <summary>
/// The receiving side of SMTP (RFC 5321 §4) as a machine: a state and an input give the next state and what the shell is to do.
/// </summary>
/// <remarks>
/// <para>Rules for this folder. This file is the table of states and inputs; <see cref="CommandTable"/> is the table of states and commands, the two
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
        (Session.Closed, _) => SessionSteps.HangUp(),
        (_, SessionInput.PeerClosed) => SessionSteps.HangUp(),
        (Session.Unconnected, SessionInput.Connected connected) => Greet(policy, connected),
        (_, SessionInput.ShuttingDown) => SessionSteps.HangUp(Replies.ShuttingDown),
        (_, SessionInput.Locked) => SessionSteps.HangUp(Replies.Locked),
        (Session.StartingTls, SessionInput.Failed) => SessionSteps.HangUp(),
        (Session.Unconnected, _) => SessionSteps.HangUp(Replies.OutOfStep),
        (_, SessionInput.TimedOut) => SessionSteps.HangUp(Replies.TimedOut),

        (Session.AwaitingCommand s, SessionInput.LineReceived(var line)) => CommandTable.OnLine(policy, s, line),
        (Session.AwaitingCommand s, SessionInput.LineTooLong) => CommandTable.OnLineTooLong(policy, s),

        (Session.AwaitingMailCount s, SessionInput.MailCounted(true)) => SessionSteps.Answer(policy, new Session.InTransaction(s.Client, s.Hello, s.Envelope), Replies.SenderOk),
        (Session.AwaitingMailCount s, SessionInput.MailCounted(false)) => SessionSteps.Answer(policy, new Session.Ready(s.Client, s.Hello), Replies.TooManyMails),
        (Session.AwaitingScreening s, SessionInput.Screened(var refusal)) => MailTransaction.AfterScreening(policy, s, refusal),
        (Session.AwaitingRecipientCheck s, SessionInput.RecipientChecked(var verdict)) => MailTransaction.AfterCheck(policy, s, verdict),

        (Session.ReceivingData s, SessionInput.ContentReceived(var content)) => MailTransaction.Complete(policy, s.Client, s.Hello, s.Envelope, content),
        (Session.ReceivingChunk { Chunk.Last: true } s, SessionInput.ContentReceived(var content)) => MailTransaction.Complete(policy, s.Client, s.Hello, s.Envelope, content),
        (Session.ReceivingChunk { Chunk.Last: false } s, SessionInput.ChunkReceived(var facts)) => Chunking.Received(policy, s, facts),
        (Session.SkippingChunk s, SessionInput.ChunkReceived) => SessionSteps.Answer(policy, s.Next, s.Reply),
        (Session.Deciding s, SessionInput.Decided(var reply)) => SessionSteps.Answer(policy, new Session.Ready(s.Client, s.Hello), reply),

        (Session.StartingTls s, SessionInput.TlsStarted(var tls)) => SessionSteps.Await(policy, new Session.AwaitingHello(s.Client with { Tls = tls })),
        (Session.StartingTls, SessionInput.TlsFailed) => SessionSteps.HangUp(),

        _ => SessionSteps.HangUp(Replies.OutOfStep),
    };

    static Step<Session, SessionEffect> Greet(SessionPolicy policy, SessionInput.Connected connected) =>
        connected.Connections > policy.Limits.Connections ? SessionSteps.HangUp(Replies.TooManyConnections)
        : connected.FromClient > policy.Limits.ConnectionsPerClient ? SessionSteps.HangUp(Replies.TooManyConnectionsFromClient)
        : SessionSteps.Greet(
            policy,
            new Session.AwaitingHello(new ClientState(connected.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None)),
            Replies.Greeting(policy.Hostname));
}

/// <summary>The few shapes that a step of the session has.</summary>
static class SessionSteps
{
    // What says no more than its name is made once.
    static readonly Session Closed = new Session.Closed();
    static readonly SessionEffect Close = new SessionEffect.Close();
    static readonly SessionEffect BeginScreening = new SessionEffect.BeginScreening();

    /// <summary>Asks whether the client may send a mail now.</summary>
    internal static SessionEffect CountMail { get; } = new SessionEffect.CountMail();

    /// <summary>Waits for the next command.</summary>
    internal static Step<Session, SessionEffect> Await(SessionPolicy policy, Session.AwaitingCommand next) =>
        new(next, Seqs.Of<SessionEffect>(NextCommand(policy)));

    /// <summary>Replies, and waits for the next command.</summary>
    internal static Step<Session, SessionEffect> Answer(SessionPolicy policy, Session.AwaitingCommand next, Reply reply) =>
        new(next, Seqs.Of<SessionEffect>(new SessionEffect.Send(reply), NextCommand(policy)));

    /// <summary>Begins to screen the client, replies, and waits for the first command.</summary>
    internal static Step<Session, SessionEffect> Greet(SessionPolicy policy, Session.AwaitingCommand next, Reply reply) =>
        new(next, Seqs.Of(BeginScreening, new SessionEffect.Send(reply), NextCommand(policy)));

    /// <summary>Says nothing yet and waits for something else than a command.</summary>
    internal static Step<Session, SessionEffect> Ask(Session next, SessionEffect wait) => new(next, Seqs.Of(wait));

    /// <summary>Replies, and waits for something else than a command.</summary>
    internal static Step<Session, SessionEffect> Ask(Session next, Reply reply, SessionEffect wait) =>
        new(next, Seqs.Of(new SessionEffect.Send(reply), wait));

    /// <summary>Replies and ends the session.</summary>
    internal static Step<Session, SessionEffect> HangUp(Reply reply) =>
        new(Closed, Seqs.Of(new SessionEffect.Send(reply), Close));

    /// <summary>Ends the session without a word.</summary>
    internal static Step<Session, SessionEffect> HangUp() => new(Closed, Seqs.Of(Close));

    /// <summary>The same step, after the data collected so far have been dropped.</summary>
    internal static Step<Session, SessionEffect> DroppingContent(Step<Session, SessionEffect> step) =>
        new(step.Next, Seqs.Of<SessionEffect>(new SessionEffect.DropContent()).Then(step.Effects));

    static SessionEffect.ReadCommand NextCommand(SessionPolicy policy) => new(policy.Limits.CommandLine, policy.Limits.Idle);
}
