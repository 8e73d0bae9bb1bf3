namespace Laitos.Domain.Smtp.Server;

/// <summary>The table of states and commands (RFC 5321 §4.1.4), behind the limits on commands and on faulty ones.</summary>
static class Obedience
{
    /// <summary>A line was received.</summary>
    internal static Step<Session, SessionEffect> Hear(SessionPolicy policy, Session.Attentive session, Octets line) =>
        Counted(policy, session, counted => CommandParser.Parse(line).Match(
            Left: error => Refuse(policy, counted, error),
            Right: command => Obey(policy, counted, command)));

    /// <summary>A line was too long to be received.</summary>
    internal static Step<Session, SessionEffect> HearTooMuch(SessionPolicy policy, Session.Attentive session) =>
        Counted(policy, session, counted => Fault(policy, counted, Replies.LineTooLong(policy.Limits.CommandLine)));

    /// <summary>Answers a faulty command, or hangs up when there were too many of them.</summary>
    internal static Step<Session, SessionEffect> Fault(SessionPolicy policy, Session.Attentive session, Reply reply) =>
        WithFault(policy, session).Match(
            Some: next => Steps.Answer(policy, next, reply),
            None: () => Steps.HangUp(Replies.TooManyFaults));

    /// <summary>The session with one more fault on its account; none when that is one too many.</summary>
    internal static Option<Session.Attentive> WithFault(SessionPolicy policy, Session.Attentive session)
    {
        var tally = session.Client.Tally;
        return tally.Faults < policy.Limits.FaultyCommands
            ? session with { Client = session.Client with { Tally = tally with { Faults = tally.Faults + 1 } } }
            : Option<Session.Attentive>.None;
    }

    static Step<Session, SessionEffect> Counted(SessionPolicy policy, Session.Attentive session, Func<Session.Attentive, Step<Session, SessionEffect>> go)
    {
        var tally = session.Client.Tally;
        return tally.Commands < policy.Limits.CommandsWithoutMail
            ? go(session with { Client = session.Client with { Tally = tally with { Commands = tally.Commands + 1 } } })
            : Steps.HangUp(Replies.TooManyCommands);
    }

    static Step<Session, SessionEffect> Refuse(SessionPolicy policy, Session.Attentive session, CommandError error) =>
        error is CommandError.BadChunk ? Steps.HangUp(Replies.To(error)) : Fault(policy, session, Replies.To(error));

    static Step<Session, SessionEffect> Obey(SessionPolicy policy, Session.Attentive session, Command command) => (session, command) switch
    {
        (_, Command.Quit) => Steps.HangUp(Replies.Bye),
        (_, Command.Noop) => Steps.Answer(policy, session, Replies.Ok),
        (_, Command.Help) => Steps.Answer(policy, session, Replies.Help),
        (_, Command.Verify) => Steps.Answer(policy, session, Replies.CannotVerify),
        (_, Command.Expand) => Fault(policy, session, Replies.To(new CommandError.NotImplemented("EXPN"))),
        (_, Command.Hello hello) => MailTransaction.Abandon(session, Steps.Answer(policy, new Session.Ready(session.Client, new Greeted(hello.Name, hello.Extended)), Welcome(policy, session.Client, hello))),
        (_, Command.Reset) => Reset(policy, session),
        (_, Command.Chunk chunk) => Chunking.Begin(policy, session, chunk),

        (_, Command.StartTls) when !policy.OfferTls => Fault(policy, session, Replies.TlsNotOffered),
        ({ Client.Tls.IsSome: true }, Command.StartTls) => Fault(policy, session, Replies.TlsAlready),
        (Session.AwaitingHello, _) => Fault(policy, session, Replies.HelloFirst),
        (_, Command.StartTls) => MailTransaction.Abandon(session, Steps.Ask(new Session.StartingTls(session.Client), Replies.ReadyForTls, new SessionEffect.StartTls())),

        (Session.BetweenChunks, _) => Fault(policy, session, Replies.ChunksBegun),
        (Session.Ready s, Command.Mail mail) => MailTransaction.Begin(policy, s, mail),
        (Session.InTransaction, Command.Mail) => Fault(policy, session, Replies.NestedMail),
        (Session.InTransaction s, Command.Recipient recipient) => MailTransaction.Add(policy, s, recipient),
        (Session.InTransaction s, Command.Data) => MailTransaction.Receive(policy, s),
        _ => Fault(policy, session, Replies.MailFirst),
    };

    static Reply Welcome(SessionPolicy policy, ClientState client, Command.Hello hello) =>
        hello.Extended
            ? Replies.ExtendedHello(policy.Hostname, Extension.Offered(policy.Limits.Content.MaxSize, policy.Limits.Recipients, policy.OfferTls && client.Tls.IsNone))
            : Replies.Hello(policy.Hostname);

    static Step<Session, SessionEffect> Reset(SessionPolicy policy, Session.Attentive session) =>
        MailTransaction.Abandon(session, Steps.Answer(policy, MailTransaction.Outside(session), Replies.Ok));
}
