namespace Laitos.Domain.Smtp.Server;

/// <summary>The few shapes that a step of the session has.</summary>
static class SessionSteps
{
    /// <summary>Waits for the next command.</summary>
    internal static Step<Session, SessionEffect> Await(SessionPolicy policy, Session.AwaitingCommand next) =>
        new(next, Seqs.Of<SessionEffect>(NextCommand(policy)));

    /// <summary>Replies, and waits for the next command.</summary>
    internal static Step<Session, SessionEffect> Answer(SessionPolicy policy, Session.AwaitingCommand next, Reply reply) =>
        new(next, Seqs.Of<SessionEffect>(new SessionEffect.Send(reply), NextCommand(policy)));

    /// <summary>Says nothing yet and waits for something else than a command.</summary>
    internal static Step<Session, SessionEffect> Ask(Session next, SessionEffect wait) => new(next, Seqs.Of(wait));

    /// <summary>Replies, and waits for something else than a command.</summary>
    internal static Step<Session, SessionEffect> Ask(Session next, Reply reply, SessionEffect wait) =>
        new(next, Seqs.Of(new SessionEffect.Send(reply), wait));

    /// <summary>Replies and ends the session.</summary>
    internal static Step<Session, SessionEffect> HangUp(Reply reply) =>
        new(new Session.Closed(), Seqs.Of<SessionEffect>(new SessionEffect.Send(reply), new SessionEffect.Close()));

    /// <summary>Ends the session without a word.</summary>
    internal static Step<Session, SessionEffect> HangUp() => new(new Session.Closed(), Seqs.Of<SessionEffect>(new SessionEffect.Close()));

    /// <summary>The same step, after the data collected so far have been dropped.</summary>
    internal static Step<Session, SessionEffect> DroppingContent(Step<Session, SessionEffect> step) =>
        new(step.Next, Seqs.Of<SessionEffect>(new SessionEffect.DropContent()).Then(step.Effects));

    /// <summary>The same step, with the screening of the client begun first.</summary>
    internal static Step<Session, SessionEffect> BeginningScreening(Step<Session, SessionEffect> step) =>
        new(step.Next, Seqs.Of<SessionEffect>(new SessionEffect.BeginScreening()).Then(step.Effects));

    static SessionEffect.ReadCommand NextCommand(SessionPolicy policy) => new(policy.Limits.CommandLine, policy.Limits.Idle);
}
