using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>A receiving session, step by step.</summary>
static class SessionCourse
{
    internal static SessionPolicy Policy => SmtpArbitraries.Policy;

    internal static Seq<Reply> RepliesOf(Step<Session, SessionEffect> step) => step.Effects.AsEnumerable().OfType<SessionEffect.Send>().Select(send => send.Reply).Gather();

    internal static SessionInput.LineReceived Line(string text) => new(Octets.Utf8(text));

    internal static IEnumerable<(Session Before, SessionInput Input, Step<Session, SessionEffect> Step)> Course(SessionPolicy policy, IEnumerable<SessionInput> inputs)
    {
        var session = SmtpSession.Start;
        foreach (var input in inputs)
        {
            var step = SmtpSession.Advance(policy, session, input);
            yield return (session, input, step);
            session = step.Next;
        }
    }

    /// The session without what it counts.
    internal static Session Uncounted(Session session) => session is Session.AwaitingCommand s ? s with { Client = s.Client with { Counts = default } } : session;
}
