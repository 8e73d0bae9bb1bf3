using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Follows one session for the records.</summary>
/// <param name="recorder">Keeps what the session comes to.</param>
/// <param name="peer">The client.</param>
sealed class SessionRecorder(TraceRecorder recorder, Peer peer)
{
    SessionTrace trace = SessionTrace.Begin(Clock.Now);

    /// <summary>Block lists were asked before the data.</summary>
    public void Screened(ScreeningVerdict verdict, BlocklistHealth health) => trace = trace with { Screening = TraceScreening.Of(verdict, health, recorder.Text) };

    /// <summary>One step of the session.</summary>
    public void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step)
    {
        trace = trace.After(session, input, step, recorder.Text);
        if (step.Next is Session.Closed && session is not Session.Closed && !trace.IsToldByMails)
        {
            Record(trace, session, input, Clock.Now);
        }
    }

    /// A method of its own: no other step must pay for what is captured here.
    void Record(SessionTrace ended, Session session, SessionInput input, Instant now) => recorder.Record(text => ended.Ended(session, input, peer, now, text).ToSeq());
}
