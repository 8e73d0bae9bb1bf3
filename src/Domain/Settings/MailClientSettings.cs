using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>
/// The section <c>MailClient</c>: how mail is sent on. Exactly one of <paramref name="MtaHost"/> and
/// <paramref name="PickupDirectory"/> is given.
/// </summary>
/// <param name="MailFrom">The envelope sender of what we send (RFC 5321 §4.1.1.2).</param>
/// <param name="MtaHost">The relay: a host name or an IP address.</param>
/// <param name="MtaPort">The TCP port of the relay; 465 means TLS from the first octet (RFC 8314 §3.3).</param>
/// <param name="AuthUsername">The user name at the relay; given together with <paramref name="AuthPassword"/>.</param>
/// <param name="AuthPassword">The password at the relay (RFC 4954).</param>
/// <param name="PickupDirectory">A folder that receives each mail as a file, instead of a relay.</param>
/// <param name="AllowPlaintextAuth">True to send the password over a connection without TLS.</param>
/// <param name="VerifyCertificate">True to insist on a valid certificate of the relay. True with a password, unless that may go in clear.</param>
/// <param name="Connections">The most connections to the relay at a time.</param>
/// <param name="Timeout">The longest that a sender waits for the relay; then it is asked to come back.</param>
public sealed record MailClientSettings(
    Mailbox MailFrom,
    Option<Host> MtaHost,
    int MtaPort,
    Option<string> AuthUsername,
    Option<Secret> AuthPassword,
    Option<string> PickupDirectory,
    bool AllowPlaintextAuth,
    bool VerifyCertificate,
    int Connections,
    TimeSpan Timeout);
