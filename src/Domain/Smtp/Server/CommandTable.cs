namespace Laitos.Domain.Smtp.Server;

/// <summary>The table of states and commands (RFC 5321 §4.1.4), behind the limits on commands and on faulty ones.</summary>
static class CommandTable
{
    /// <summary>A line was received. What is not SMTP ends the session before anything of it is taken for a command.</summary>
    internal static Step<Session, SessionEffect> OnLine(SessionPolicy policy, Session.AwaitingCommand session, Octets line) =>
        ForeignTraffic.Of(line.Span).Case is ForeignProtocol protocol ? SessionSteps.HangUp(Replies.NotSmtp(protocol))
        : HasEnough(policy, session) ? SessionSteps.HangUp(Replies.TooManyCommands)
        : CommandParser.Parse(line).Case switch
        {
            Command command => OnCommand(policy, session, command),
            CommandError error => Refuse(policy, Counted(session), error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>A line was too long to be received.</summary>
    internal static Step<Session, SessionEffect> OnLineTooLong(SessionPolicy policy, Session.AwaitingCommand session) =>
        HasEnough(policy, session)
            ? SessionSteps.HangUp(Replies.TooManyCommands)
            : Fault(policy, Counted(session), Replies.LineTooLong(policy.Limits.CommandLine));

    /// <summary>Answers a faulty command, or hangs up when there were too many of them.</summary>
    internal static Step<Session, SessionEffect> Fault(SessionPolicy policy, Session.AwaitingCommand session, Reply reply) =>
        WithFault(policy, session).Match(
            Some: next => SessionSteps.Answer(policy, next, reply),
            None: () => SessionSteps.HangUp(Replies.TooManyFaults));

    /// <summary>The session with one more fault on its account; none when that is one too many.</summary>
    internal static Option<Session.AwaitingCommand> WithFault(SessionPolicy policy, Session.AwaitingCommand session)
    {
        var counts = session.Client.Counts;
        return counts.Faults < policy.Limits.FaultyCommands
            ? session with { Client = session.Client with { Counts = counts with { Faults = counts.Faults + 1 } } }
            : Option<Session.AwaitingCommand>.None;
    }

    /// One more command would be too many.
    static bool HasEnough(SessionPolicy policy, Session.AwaitingCommand session) => session.Client.Counts.Commands >= policy.Limits.CommandsWithoutMail;

    /// The session with one more command on its account.
    static Session.AwaitingCommand Counted(Session.AwaitingCommand session) => session with { Client = session.Client with { Counts = session.Client.Counts.OneMore } };

    static Step<Session, SessionEffect> Refuse(SessionPolicy policy, Session.AwaitingCommand session, CommandError error) =>
        error is CommandError.BadChunk ? SessionSteps.HangUp(Replies.To(error)) : Fault(policy, session, Replies.To(error));

    /// The commands of every mail make a new state of the client anyway, and count themselves in it.
    static Step<Session, SessionEffect> OnCommand(SessionPolicy policy, Session.AwaitingCommand session, Command command) => (session, command) switch
    {
        (_, Command.Quit) => SessionSteps.HangUp(Replies.Bye),
        (Session.Ready s, Command.Mail mail) => MailTransaction.Begin(policy, s, mail),
        (Session.InTransaction s, Command.Recipient recipient) => MailTransaction.Add(policy, s, recipient),
        _ => OnCounted(policy, Counted(session), command),
    };

    static Step<Session, SessionEffect> OnCounted(SessionPolicy policy, Session.AwaitingCommand session, Command command) => (session, command) switch
    {
        (_, Command.Noop) => SessionSteps.Answer(policy, session, Replies.Ok),
        (_, Command.Help) => SessionSteps.Answer(policy, session, Replies.Help),
        (_, Command.Verify) => SessionSteps.Answer(policy, session, Replies.CannotVerify),
        (_, Command.Expand) => Fault(policy, session, Replies.To(new CommandError.NotImplemented("EXPN"))),
        (_, Command.Hello hello) => MailTransaction.Abandon(session, SessionSteps.Answer(policy, new Session.Ready(session.Client, new HelloIdentity(hello.Name, hello.Extended)), HelloReply(policy, session.Client, hello))),
        (_, Command.Reset) => Reset(policy, session),
        (_, Command.Chunk chunk) => Chunking.Begin(policy, session, chunk),

        (_, Command.StartTls) when !policy.OfferTls => Fault(policy, session, Replies.TlsNotOffered),
        ({ Client.Tls.IsSome: true }, Command.StartTls) => Fault(policy, session, Replies.TlsAlready),
        (Session.AwaitingHello, _) => Fault(policy, session, Replies.HelloFirst),
        (_, Command.StartTls) => MailTransaction.Abandon(session, SessionSteps.Ask(new Session.StartingTls(session.Client), Replies.ReadyForTls, new SessionEffect.StartTls())),

        (Session.BetweenChunks, _) => Fault(policy, session, Replies.ChunksBegun),
        (Session.InTransaction, Command.Mail) => Fault(policy, session, Replies.NestedMail),
        (Session.InTransaction s, Command.Data) => MailTransaction.Receive(policy, s),
        _ => Fault(policy, session, Replies.MailFirst),
    };

    static Reply HelloReply(SessionPolicy policy, ClientState client, Command.Hello hello) =>
        hello.Extended
            ? Replies.ExtendedHello(policy.Hostname, policy.Limits.Content.MaxSize, policy.Limits.Recipients, policy.OfferTls && client.Tls.IsNone)
            : Replies.Hello(policy.Hostname);

    static Step<Session, SessionEffect> Reset(SessionPolicy policy, Session.AwaitingCommand session) =>
        MailTransaction.Abandon(session, SessionSteps.Answer(policy, MailTransaction.Outside(session), Replies.Ok));
}
