using Laitos.Domain.Addresses;
using static Laitos.Domain.Smtp.Client.RelayInput;
using static Laitos.Domain.Smtp.Client.RelaySession;

namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// The sending dialogue with a relay (RFC 5321 §3, §4): one connection, kept and used for many mails.
/// </summary>
/// <remarks>
/// Rules. Each mail given is reported exactly once, and the report comes before the connection is closed. No content is sent
/// before a recipient was accepted. Nothing learned in clear is believed after the TLS handshake. What went wrong between us and the relay
/// defers the mail; only what the relay says about the mail fails it.
/// A mail whose kept connection proves to be dead before the reply to MAIL begins anew on a fresh one, once.
/// </remarks>
public static class SmtpRelay
{
    /// <summary>What the connection does upon one input.</summary>
    public static Step<RelaySession, RelayEffect> Advance(RelayPolicy policy, RelaySession session, RelayInput input) => (session, input) switch
    {
        (Unconnected, JobGiven(var job)) => RelayOpening.Connect(policy, Transaction.Of(job, job.Sender, reused: false)),
        (Idle idle, JobGiven(var job)) => RelayTransfer.Begin(policy, idle.Channel, Transaction.Of(job, job.Sender, reused: true), idle.Unfinished),
        (Idle, TimedOut) => RelaySteps.Ask(new Quitting(), RelayCommands.Quit, policy.Timeouts.Quit),
        (Idle or Quitting or Unconnected, _) => RelaySteps.Drop(policy),
        (AwaitingReset or AwaitingMail, PeerClosed or ReplyReceived { Reply.Code: 421 }) when ((Busy)session).Mail.Reused
                                                                         => RelayOpening.Reconnect(policy, ((Busy)session).Mail),
        (AwaitingVerdict s, PeerClosed or TimedOut or ReplyMalformed) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.InDoubt(RelayStages.Cause(input))),
        (Busy s, ReplyReceived { Reply: { Code: 421 } reply }) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Closing(reply)),
        (SendingContent s, PeerClosed) => RelaySteps.Await(new AwaitingLastWords(s.Mail, s.Channel), policy.Timeouts.Quit),
        (Busy s, PeerClosed) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Broken(RelayStages.Of(s))),
        (Busy s, TimedOut) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Silent(RelayStages.Of(s))),
        (Busy s, ReplyMalformed(var error)) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Garbled(RelayStages.Of(s), error.Found)),
        (Connecting s, Connected(var loopback)) => RelayOpening.Start(policy, s.Mail, loopback),
        (Connecting s, Unreachable(var reason)) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Unreachable(reason)),
        (Handshaking { Greeted: false } s, TlsStarted) => RelayOpening.AwaitGreeting(policy, s.Mail, s.Channel),
        (Handshaking s, TlsStarted) => RelayOpening.Greet(policy, s.Mail, s.Channel),
        (Handshaking s, TlsFailed(var reason)) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.TlsFailed(reason)),
        (SendingContent s, ContentSent) => RelaySteps.Await(new AwaitingVerdict(s.Mail, s.Channel), policy.Timeouts.DataTermination),
        (SendingContent s, ContentUnavailable(var reason)) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.ContentUnavailable(reason)),
        (Busy s, ReplyReceived(var reply)) => Hear(policy, s, reply),
        (Busy s, _) => RelaySteps.GiveUp(policy, s.Mail, RelayFailures.Broken(RelayStages.Of(s))), // the shell answered a question that was not asked
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<RelaySession, RelayEffect> Hear(RelayPolicy policy, Busy session, Reply reply) => session switch
    {
        AwaitingGreeting s => RelayOpening.Greeted(policy, s, reply),
        AwaitingExtendedHello s => RelayOpening.AnsweredHello(policy, s, reply),
        AwaitingHello s => RelayOpening.AnsweredHello(policy, s, reply),
        AwaitingStartTls s => RelayOpening.AnsweredStartTls(policy, s, reply),
        Authenticating s => RelayOpening.AnsweredLogin(policy, s, reply),
        AwaitingReset s => RelayTransfer.AnsweredReset(policy, s, reply),
        AwaitingMail s => RelayTransfer.AnsweredMail(policy, s, reply),
        AwaitingRecipient s => RelayTransfer.AnsweredRecipient(policy, s, reply),
        AwaitingData s => RelayTransfer.AnsweredData(policy, s, reply),
        AwaitingLastWords s => RelaySteps.GiveUp(policy, s.Mail, reply.Code >= 400 ? reply : RelayFailures.Broken(RelayStages.Of(s))),
        AwaitingVerdict s => RelayTransfer.AnsweredContent(policy, s, reply),
        AwaitingRefusal s => RelayTransfer.AnsweredLoneDot(policy, s),
        _ => RelaySteps.GiveUp(policy, session.Mail, RelayFailures.Garbled(RelayStages.Of(session), reply.ToString())),
    };
}
