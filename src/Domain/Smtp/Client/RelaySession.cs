namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// The states of a connection to the relay. It is opened for a mail, kept while idle, and opened again when it has gone:
/// there is no last state.
/// </summary>
public abstract record RelaySession
{
    RelaySession() { }

    /// <summary>Where every connection begins, and where it is after it was closed.</summary>
    public static RelaySession Start { get; } = new Unconnected();

    /// <summary>No connection, no mail.</summary>
    public sealed record Unconnected : RelaySession;

    /// <summary>A connection without a mail.</summary>
    /// <param name="Channel">The connection.</param>
    /// <param name="Unfinished">True when the last transaction was left open: RSET must come before the next MAIL.</param>
    public sealed record Idle(Channel Channel, bool Unfinished) : RelaySession;

    /// <summary>QUIT was sent.</summary>
    public sealed record Quitting : RelaySession;

    /// <summary>A mail is underway.</summary>
    /// <param name="Mail">The mail, and what the relay has said to it so far.</param>
    public abstract record Busy(Transaction Mail) : RelaySession;

    /// <summary>A TCP connection is awaited.</summary>
    public sealed record Connecting(Transaction Mail) : Busy(Mail);

    /// <summary>The TLS handshake runs: at once on port 465, elsewhere after STARTTLS.</summary>
    /// <param name="Mail">The mail.</param>
    /// <param name="Channel">The connection, as it will be.</param>
    /// <param name="Greeted">False when the relay has not greeted yet.</param>
    public sealed record Handshaking(Transaction Mail, Channel Channel, bool Greeted) : Busy(Mail);

    /// <summary>The greeting is awaited.</summary>
    public sealed record AwaitingGreeting(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to EHLO is awaited.</summary>
    public sealed record AwaitingExtendedHello(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to HELO is awaited.</summary>
    public sealed record AwaitingHello(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to STARTTLS is awaited.</summary>
    public sealed record AwaitingStartTls(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to a step of AUTH is awaited.</summary>
    /// <param name="Mail">The mail.</param>
    /// <param name="Channel">The connection.</param>
    /// <param name="Unsent">The lines still to be sent, each after a 334.</param>
    public sealed record Authenticating(Transaction Mail, Channel Channel, Seq<Secret> Unsent) : Busy(Mail);

    /// <summary>The reply to RSET is awaited; MAIL comes after it.</summary>
    public sealed record AwaitingReset(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to MAIL is awaited.</summary>
    public sealed record AwaitingMail(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to the next unanswered RCPT is awaited.</summary>
    public sealed record AwaitingRecipient(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to DATA is awaited.</summary>
    public sealed record AwaitingData(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The content is being sent.</summary>
    public sealed record SendingContent(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The relay closed the connection amid the content; it may have said why before.</summary>
    public sealed record AwaitingLastWords(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>The reply to the end of the content is awaited: the moment in which it is unknown whether the mail was taken.</summary>
    public sealed record AwaitingVerdict(Transaction Mail, Channel Channel) : Busy(Mail);

    /// <summary>DATA was accepted although no recipient was; a lone dot was sent (RFC 2920 §3.1), and its reply is awaited.</summary>
    public sealed record AwaitingRefusal(Transaction Mail, Channel Channel) : Busy(Mail);
}

/// <summary>What is known of a connection.</summary>
/// <param name="Encrypted">True when TLS protects it.</param>
/// <param name="Loopback">True when its other end is on this machine.</param>
/// <param name="Offered">What the relay offered in its last answer to EHLO.</param>
public sealed record Channel(bool Encrypted, bool Loopback, ServiceExtensions Offered);
