namespace Laitos.Domain.Smtp.Server;

/// <summary>
/// BDAT (RFC 3030 §2). The octets of a chunk follow its command at once, whatever the reply will be: so a chunk that is not wanted is read
/// and dropped before the reply, and never taken for commands.
/// </summary>
static class Chunking
{
    /// <summary>
    /// The largest chunk that is read only to be dropped, in octets. A larger one ends the connection: staying in step is not worth it.
    /// </summary>
    internal const long MaxSkipped = 1L << 30;

    /// <summary>BDAT.</summary>
    internal static Step<Session, SessionEffect> Begin(SessionPolicy policy, Session.AwaitingCommand session, Command.Chunk chunk) => session switch
    {
        _ when chunk.Octets > Math.Max(MaxSkipped, policy.Limits.Content.MaxSize) => SessionSteps.HangUp(Replies.AbsurdChunk(policy.Limits.Content.MaxSize)),
        Session.AwaitingHello => SkipFault(policy, session, chunk, Replies.HelloFirst),
        Session.Ready => SkipFault(policy, session, chunk, Replies.MailFirst),
        Session.InTransaction { Envelope.ForwardPaths.IsEmpty: true } => SkipFault(policy, session, chunk, Replies.NoRecipients),
        Session.InTransaction s => Take(policy, s, s.Hello, s.Envelope, 0, chunk),
        Session.BetweenChunks s => Take(policy, s, s.Hello, s.Envelope, s.Size, chunk),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A chunk that is not the last has been read. A fault in it ends the transaction at once.</summary>
    internal static Step<Session, SessionEffect> Received(SessionPolicy policy, Session.ReceivingChunk session, ContentFacts facts) =>
        MailTransaction.Refusal(policy, facts.Faults).Match(
            Some: reply => SessionSteps.DroppingContent(SessionSteps.Answer(policy, new Session.Ready(session.Client, session.Hello), reply)),
            None: () => SessionSteps.Answer(policy, new Session.BetweenChunks(Progressed(session.Client, session.Chunk), session.Hello, session.Envelope, facts.Size), Replies.ChunkOk(session.Chunk.Octets)));

    /// A chunk with octets is a part of a mail, not a command without one: a large mail may come in any number of chunks.
    static ClientState Progressed(ClientState client, Command.Chunk chunk) =>
        chunk.Octets > 0 ? client with { Counts = client.Counts with { Commands = client.Counts.Commands - 1 } } : client;

    static Step<Session, SessionEffect> Take(SessionPolicy policy, Session.AwaitingCommand session, HelloIdentity hello, Envelope envelope, long size, Command.Chunk chunk) =>
        chunk.Octets > policy.Limits.Content.MaxSize - size
            ? MailTransaction.Abandon(session, Skip(policy, MailTransaction.Outside(session), chunk, Replies.MailTooLarge(policy.Limits.Content.MaxSize)))
            : SessionSteps.Ask(
                new Session.ReceivingChunk(session.Client, hello, envelope, chunk),
                new SessionEffect.ReadChunk(chunk.Octets, chunk.Last, Keep: true, policy.Limits.Content));

    static Step<Session, SessionEffect> SkipFault(SessionPolicy policy, Session.AwaitingCommand session, Command.Chunk chunk, Reply reply) =>
        CommandTable.WithFault(policy, session).Match(
            Some: next => Skip(policy, next, chunk, reply),
            None: () => SessionSteps.HangUp(Replies.TooManyFaults));

    static Step<Session, SessionEffect> Skip(SessionPolicy policy, Session.AwaitingCommand next, Command.Chunk chunk, Reply reply) =>
        SessionSteps.Ask(new Session.SkippingChunk(next, reply), new SessionEffect.ReadChunk(chunk.Octets, chunk.Last, Keep: false, policy.Limits.Content));
}
