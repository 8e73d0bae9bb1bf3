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
        (Idle, TimedOut) => Steps.Ask(new Quitting(), RelayCommands.Quit, policy.Timeouts.Quit),
        (Idle or Quitting or Unconnected, _) => Steps.Drop(policy),
        (AwaitingReset or AwaitingMail, PeerClosed or ReplyReceived { Reply.Code: 421 }) when ((Busy)session).Mail.Reused
                                                                         => RelayOpening.Reconnect(policy, ((Busy)session).Mail),
        (AwaitingVerdict s, PeerClosed or TimedOut or ReplyMalformed) => Steps.GiveUp(policy, s.Mail, Troubles.InDoubt(Stages.Cause(input))),
        (Busy s, ReplyReceived { Reply: { Code: 421 } reply }) => Steps.GiveUp(policy, s.Mail, Troubles.Closing(reply)),
        (SendingContent s, PeerClosed) => Steps.Await(new AwaitingLastWords(s.Mail, s.Channel), policy.Timeouts.Quit),
        (Busy s, PeerClosed) => Steps.GiveUp(policy, s.Mail, Troubles.Broken(Stages.Of(s))),
        (Busy s, TimedOut) => Steps.GiveUp(policy, s.Mail, Troubles.Silent(Stages.Of(s))),
        (Busy s, ReplyMalformed(var error)) => Steps.GiveUp(policy, s.Mail, Troubles.Garbled(Stages.Of(s), error.Found)),
        (Connecting s, Connected(var loopback)) => RelayOpening.Start(policy, s.Mail, loopback),
        (Connecting s, Unreachable(var reason)) => Steps.GiveUp(policy, s.Mail, Troubles.Unreachable(reason)),
        (Handshaking { Greeted: false } s, TlsStarted) => RelayOpening.AwaitGreeting(policy, s.Mail, s.Channel),
        (Handshaking s, TlsStarted) => RelayOpening.Greet(policy, s.Mail, s.Channel),
        (Handshaking s, TlsFailed(var reason)) => Steps.GiveUp(policy, s.Mail, Troubles.TlsFailed(reason)),
        (SendingContent s, ContentSent) => Steps.Await(new AwaitingVerdict(s.Mail, s.Channel), policy.Timeouts.DataTermination),
        (SendingContent s, ContentUnavailable(var reason)) => Steps.GiveUp(policy, s.Mail, Troubles.ContentUnavailable(reason)),
        (Busy s, ReplyReceived(var reply)) => Hear(policy, s, reply),
        (Busy s, _) => Steps.GiveUp(policy, s.Mail, Troubles.Broken(Stages.Of(s))), // the shell answered a question that was not asked
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
        AwaitingLastWords s => Steps.GiveUp(policy, s.Mail, reply.Code >= 400 ? reply : Troubles.Broken(Stages.Of(s))),
        AwaitingVerdict s => RelayTransfer.AnsweredContent(policy, s, reply),
        AwaitingRefusal s => RelayTransfer.AnsweredLoneDot(policy, s),
        _ => Steps.GiveUp(policy, session.Mail, Troubles.Garbled(Stages.Of(session), reply.ToString())),
    };
}
