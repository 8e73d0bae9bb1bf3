using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Server;

/// <summary>MAIL, RCPT, DATA, and what becomes of the data (RFC 5321 §3.3).</summary>
static class MailTransaction
{
    /// How many times the limit of recipients may be named in one transaction before each more is a command like any other.
    const int RecipientsPastLimit = 10;

    /// <summary>MAIL: a size over the limit is refused at once (RFC 1870 §6.1), then the client's allowance is asked for.</summary>
    internal static Step<Session, SessionEffect> Begin(SessionPolicy policy, Session.Ready session, Command.Mail mail)
    {
        var client = session.Client with { Counts = session.Client.Counts.OneMore with { Recipients = 0 } };
        return mail.Parameters.Size.IfNone(0) > policy.Limits.Content.MaxSize
            ? SessionSteps.Answer(policy, session with { Client = client }, Replies.MailTooLarge(policy.Limits.Content.MaxSize))
            : SessionSteps.Ask(
                new Session.AwaitingMailCount(client, session.Hello, new Envelope(mail.ReversePath, default, mail.Parameters.Body, mail.Parameters.Utf8)),
                SessionSteps.CountMail);
    }

    /// <summary>RCPT: the first one of a connection may have to wait for the screening of the client. That for the mailbox of a role does not.</summary>
    internal static Step<Session, SessionEffect> Add(SessionPolicy policy, Session.InTransaction session, Command.Recipient recipient)
    {
        var client = Progressed(policy, session.Client);
        return policy.ScreenAtRecipient && client.Screening.IsNone && !policy.Roles.Have(recipient.ForwardPath)
            ? SessionSteps.Ask(new Session.AwaitingScreening(client, session.Hello, session.Envelope, recipient), new SessionEffect.AwaitScreening())
            : Judge(policy, session with { Client = client }, recipient);
    }

    /// <summary>Screening is over; it holds for the rest of the connection.</summary>
    internal static Step<Session, SessionEffect> AfterScreening(SessionPolicy policy, Session.AwaitingScreening session, Option<Reply> refusal) =>
        Judge(policy, new Session.InTransaction(session.Client with { Screening = new ScreeningResult(refusal) }, session.Hello, session.Envelope), session.Recipient);

    /// <summary>A recipient at a local domain has been looked at.</summary>
    internal static Step<Session, SessionEffect> AfterCheck(SessionPolicy policy, Session.AwaitingRecipientCheck session, RecipientVerdict verdict)
    {
        var transaction = new Session.InTransaction(session.Client, session.Hello, session.Envelope);
        return verdict switch
        {
            RecipientVerdict.Refused(var reply, _) => SessionSteps.Answer(policy, transaction, reply),
            RecipientVerdict.Taken(var route) => Take(policy, transaction, session.Recipient, route),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>DATA.</summary>
    internal static Step<Session, SessionEffect> Receive(SessionPolicy policy, Session.InTransaction session) =>
        session.Envelope.ForwardPaths.IsEmpty
            ? CommandTable.Fault(policy, session, Replies.NoRecipients)
            : SessionSteps.Ask(
                new Session.ReceivingData(session.Client, session.Hello, session.Envelope),
                Replies.StartMail,
                new SessionEffect.ReadContent(policy.Limits.Content));

    /// <summary>The data are complete: faulty ones are refused, others are submitted. Either way the transaction is over.</summary>
    internal static Step<Session, SessionEffect> Complete(SessionPolicy policy, ClientState client, HelloIdentity hello, Envelope envelope, Content content) =>
        Refusal(policy, content.Facts.Faults).Case is Reply reply
            ? SessionSteps.DroppingContent(SessionSteps.Answer(policy, new Session.Ready(client, hello), reply))
            : SessionSteps.Ask(
                new Session.Deciding(client with { Counts = client.Counts with { Commands = 0 } }, hello),
                new SessionEffect.Decide(new ReceivedMail(client.Peer, hello, client.Tls, envelope, content)));

    /// <summary>The reply that faults in the data deserve, if there are any. Those that the sender can mend go before the want of room.</summary>
    internal static Option<Reply> Refusal(SessionPolicy policy, ContentFaults faults) => faults switch
    {
        ContentFaults.None => Option<Reply>.None,
        _ when faults.HasFlag(ContentFaults.TooLarge) => Replies.MailTooLarge(policy.Limits.Content.MaxSize),
        _ when faults.HasFlag(ContentFaults.HeaderTooLarge) => Replies.HeaderTooLarge(policy.Limits.Content.MaxHeader),
        _ when faults.HasFlag(ContentFaults.BareCr) || faults.HasFlag(ContentFaults.BareLf) => Replies.BareLineEnd,
        _ when faults.HasFlag(ContentFaults.Nul) => Replies.NulOctet,
        _ => Replies.NoRoom,
    };

    /// <summary>The same session without its transaction.</summary>
    internal static Session.AwaitingCommand Outside(Session.AwaitingCommand session) => session switch
    {
        Session.InTransaction s => new Session.Ready(s.Client, s.Hello),
        Session.BetweenChunks s => new Session.Ready(s.Client, s.Hello),
        _ => session,
    };

    /// <summary>A step that leaves the transaction behind, and so the chunks that it has collected.</summary>
    internal static Step<Session, SessionEffect> Abandon(Session.AwaitingCommand session, Step<Session, SessionEffect> step) =>
        session is Session.BetweenChunks ? SessionSteps.DroppingContent(step) : step;

    /// A recipient is a part of a mail, not a command without one. Some lists name thousands, and go on past a 452 (RFC 5321 §4.5.3.1.10);
    /// whoever names many times what a mail may have is guessing addresses.
    static ClientState Progressed(SessionPolicy policy, ClientState client) => client with
    {
        Counts = client.Counts is var counts && counts.Recipients < RecipientsPastLimit * policy.Limits.Recipients
            ? counts with { Recipients = counts.Recipients + 1 }
            : counts.OneMore,
    };

    static Step<Session, SessionEffect> Judge(SessionPolicy policy, Session.InTransaction session, Command.Recipient recipient) =>
        session.Client.Screening.Case is ScreeningResult { Refusal.Case: Reply refusal } && !policy.Roles.Have(recipient.ForwardPath)
            ? SessionSteps.Answer(policy, session, refusal)
            : Admit(policy, session, recipient);

    static Step<Session, SessionEffect> Admit(SessionPolicy policy, Session.InTransaction session, Command.Recipient recipient)
    {
        var envelope = session.Envelope;
        return envelope.ForwardPaths switch
        {
            _ when !recipient.Ascii && !envelope.Utf8 => CommandTable.Fault(policy, session, Replies.NeedsUtf8),
            _ when !IsLocal(policy, recipient.ForwardPath) => SessionSteps.Answer(policy, session, Replies.RelayDenied),
            _ when policy.ChecksRecipients => SessionSteps.Ask(
                new Session.AwaitingRecipientCheck(session.Client, session.Hello, envelope, recipient), new SessionEffect.CheckRecipient(envelope, recipient.ForwardPath)),
            _ => Take(policy, session, recipient, Option<RecipientRoute>.None),
        };
    }

    static Step<Session, SessionEffect> Take(SessionPolicy policy, Session.InTransaction session, Command.Recipient recipient, Option<RecipientRoute> route)
    {
        var envelope = session.Envelope;
        return envelope.ForwardPaths switch
        {
            var paths when paths.Has(recipient.ForwardPath) => SessionSteps.Answer(policy, session, Replies.RecipientOk),
            { Count: var count } when count >= policy.Limits.Recipients => SessionSteps.Answer(policy, session, Replies.TooManyRecipients(policy.Limits.Recipients)),
            _ => SessionSteps.Answer(policy, session with { Envelope = envelope.With(recipient.ForwardPath, route) }, Replies.RecipientOk),
        };
    }

    /// The domain alone decides. A local part such as <c>a%b</c>, <c>b!a</c> or <c>"a@b"</c> is a name at our domain, never a route.
    internal static bool IsLocal(SessionPolicy policy, ForwardPath path) => path switch
    {
        ForwardPath.Postmaster => true,
        ForwardPath.Recipient(var mailbox) => mailbox.Host is Host.Named(var domain) && policy.LocalDomains.Contains(domain),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
