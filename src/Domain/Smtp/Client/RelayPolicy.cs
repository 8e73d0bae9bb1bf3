using Laitos.Domain.Addresses;
using Laitos.Domain.Sasl;

namespace Laitos.Domain.Smtp.Client;

/// <summary>How mail is handed to one relay: the part of the settings that the sending side needs.</summary>
/// <param name="Host">The relay's name or address; its certificate must bear it where that is verified.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="HelloName">What we call ourselves in EHLO.</param>
/// <param name="Login">With what to log in; when given, no mail is sent without a login.</param>
/// <param name="AllowPlaintextAuth">True to log in also over a connection that is neither encrypted nor to this machine.</param>
/// <param name="Tls">Whether the connection is encrypted.</param>
/// <param name="VerifyCertificate">True to verify the relay's certificate; it is verified in any case where a login is sent.</param>
/// <param name="Partial">What to do when the relay asks to retry some of the recipients later.</param>
/// <param name="Timeouts">How long to wait for what.</param>
public sealed record RelayPolicy(
    string Host, int Port, Host HelloName, Option<Login> Login, bool AllowPlaintextAuth, TlsMode Tls,
    bool VerifyCertificate, PartialRefusal Partial, RelayTimeouts Timeouts)
{
    /// <summary>True when a certificate that cannot be trusted ends the connection.</summary>
    public bool Verifies => VerifyCertificate || Login.IsSome;

    /// <summary>What to do with octets above 127 where the relay does not offer 8BITMIME.</summary>
    public EightBitTreatment On8Bit { get; init; } = EightBitTreatment.Send;

    /// <summary>What the relay lets us do, as far as it is known beforehand.</summary>
    public RelayProfile Profile { get; init; } = RelayProfile.Unknown;

    /// <summary>How long after a start with changed settings the relay's refusals are not taken for its last word.</summary>
    public TimeSpan Trial { get; init; }

    /// <summary>Where this daemon itself takes mail, if the relay could be that.</summary>
    public Option<ListeningPlace> ListensAt { get; init; }

    /// <summary>
    /// True for a connection to this daemon itself. A machine speaks to itself from the very address that it speaks to, whichever of its
    /// addresses and names that is.
    /// </summary>
    public bool IsSelf(Option<IpAddress> local, Option<IpAddress> remote) => ListensAt.Exists(place =>
        place.Port == Port && remote.Exists(address => local == remote && (place.Address == address || place.IsUnspecified)));

    /// <summary>A relay without login, TLS where it is offered, and the time-outs of RFC 5321 §4.5.3.2.</summary>
    public static RelayPolicy Plain(string host, int port, Host helloName) =>
        new(host, port, helloName, Option<Login>.None, false, TlsModes.At(port), false, PartialRefusal.AllOrNothing, RelayTimeouts.Default);
}

/// <summary>An address and a port that a daemon listens on.</summary>
public sealed record ListeningPlace(IpAddress Address, int Port)
{
    /// <summary>True for 0.0.0.0 and ::, which stand for every address of the machine.</summary>
    public bool IsUnspecified => Address.Octets.Span.IndexOfAnyExcept((byte)0) < 0;
}

/// <summary>Whether the connection to the relay is encrypted.</summary>
public enum TlsMode
{
    /// <summary>STARTTLS where the relay offers it, in clear otherwise (RFC 7435).</summary>
    Opportunistic,

    /// <summary>STARTTLS, or no mail is sent (RFC 3207).</summary>
    Required,

    /// <summary>TLS from the first octet (RFC 8314 §3.3).</summary>
    Implicit,

    /// <summary>Never, even where the relay offers it.</summary>
    None,
}

/// <summary>What holds where the settings do not say.</summary>
public static class TlsModes
{
    /// <summary>Port 465 means TLS from the first octet (RFC 8314 §3.3); elsewhere it is used where it is offered.</summary>
    public static TlsMode At(int port) => port == 465 ? TlsMode.Implicit : TlsMode.Opportunistic;
}

/// <summary>With what to log in at a relay.</summary>
/// <param name="Username">The name.</param>
/// <param name="Proof">What proves it.</param>
public sealed record Login(string Username, LoginProof Proof);

/// <summary>What to do with a mail when the relay takes some recipients and wants others to be tried again later.</summary>
public enum PartialRefusal
{
    /// <summary>Send it to none of them now: the original sender keeps the mail, and its next attempt makes no duplicates.</summary>
    AllOrNothing,

    /// <summary>Send it to those who were taken: whoever asks us will retry the others alone.</summary>
    Individually,
}

/// <summary>How long to wait for what (RFC 5321 §4.5.3.2, but for the first and the last six).</summary>
/// <param name="Connect">One TCP connection to one address.</param>
/// <param name="Greeting">The 220 of the relay.</param>
/// <param name="Hello">Replies to EHLO, HELO, STARTTLS and AUTH.</param>
/// <param name="Mail">The reply to MAIL.</param>
/// <param name="Recipient">The reply to RCPT.</param>
/// <param name="DataInitiation">The reply to DATA.</param>
/// <param name="DataBlock">Sending one block of content.</param>
/// <param name="DataTermination">The reply to the end of the content.</param>
/// <param name="Handshake">The TLS handshake.</param>
/// <param name="Idle">How long an idle connection is kept.</param>
/// <param name="Quit">The reply to QUIT, to a RSET, or the last words of a relay that has closed the connection.</param>
/// <param name="Token">An access token from its program.</param>
/// <param name="BeforeClear">The pause before a connection in clear, after a handshake that failed.</param>
/// <param name="Total">All waiting for one mail together: somebody waits for us.</param>
public sealed record RelayTimeouts(
    TimeSpan Connect, TimeSpan Greeting, TimeSpan Hello, TimeSpan Mail, TimeSpan Recipient, TimeSpan DataInitiation,
    TimeSpan DataBlock, TimeSpan DataTermination, TimeSpan Handshake, TimeSpan Idle, TimeSpan Quit, TimeSpan Token, TimeSpan BeforeClear, TimeSpan Total)
{
    /// <summary>The time-outs of the RFC, and a budget of nine minutes: senders wait ten for the reply to the final dot (RFC 5321 §4.5.3.2.6).</summary>
    public static RelayTimeouts Default { get; } = new(
        Connect: TimeSpan.FromSeconds(30), Greeting: TimeSpan.FromMinutes(5), Hello: TimeSpan.FromMinutes(5), Mail: TimeSpan.FromMinutes(5),
        Recipient: TimeSpan.FromMinutes(5), DataInitiation: TimeSpan.FromMinutes(2), DataBlock: TimeSpan.FromMinutes(3),
        DataTermination: TimeSpan.FromMinutes(10), Handshake: TimeSpan.FromMinutes(1), Idle: TimeSpan.FromSeconds(60),
        Quit: TimeSpan.FromSeconds(5), Token: TimeSpan.FromSeconds(30), BeforeClear: TimeSpan.FromSeconds(5), Total: TimeSpan.FromMinutes(9));

    /// <summary>The longest wait for what the dialogue does at this stage.</summary>
    public TimeSpan At(RelayStage stage) => stage switch
    {
        RelayStage.Connecting => Connect,
        RelayStage.Handshake => Handshake,
        RelayStage.Greeting => Greeting,
        RelayStage.Hello or RelayStage.StartTls or RelayStage.Login => Hello,
        RelayStage.Mail => Mail,
        RelayStage.Recipient => Recipient,
        RelayStage.Data => DataInitiation,
        RelayStage.Content => DataBlock,
        RelayStage.Verdict => DataTermination,
        RelayStage.Reset or RelayStage.Quit => Quit,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
