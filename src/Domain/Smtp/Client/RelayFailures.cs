namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// What we say ourselves where the relay gave no reply to pass on. All but the last three are 4yz: the mail itself is not at fault.
/// </summary>
public static class RelayFailures
{
    /// <summary>No connection came about.</summary>
    public static Reply Unreachable(string reason) => Of(4, 1, $"the relay cannot be reached: {reason}");

    /// <summary>The relay kept silent.</summary>
    public static Reply Silent(string stage) => Of(4, 2, $"the relay was silent for too long: {stage}");

    /// <summary>The connection broke.</summary>
    public static Reply Broken(string stage) => Of(4, 2, $"the relay closed the connection: {stage}");

    /// <summary>The connection was lost in the one moment in which it is unknown whether the mail was taken (RFC 5321 §4.5.3.2.6).</summary>
    public static Reply InDoubt(string cause) => Of(4, 2, $"the mail was sent whole, but the relay's answer was lost ({cause}): a duplicate is possible");

    /// <summary>The relay does not speak SMTP, or speaks out of turn.</summary>
    public static Reply Garbled(string stage, string found) => Of(5, 0, $"the relay gave no sensible reply: {stage}: {found}");

    /// <summary>The relay greeted with a refusal: its trouble, not the mail's.</summary>
    public static Reply NotWelcome(Reply reply) => Of(3, 2, $"the relay takes no mail from us now: {reply}");

    /// <summary>421, at any point (RFC 5321 §3.8).</summary>
    public static Reply Closing(Reply reply) => Of(3, 2, $"the relay is closing: {reply}");

    /// <summary>TLS is required and not offered, or refused.</summary>
    public static Reply NoTls => Of(7, 4, "the relay offers no TLS, which the settings require");

    /// <summary>The TLS handshake failed, or the certificate cannot be trusted.</summary>
    public static Reply TlsFailed(string reason) => Of(7, 5, $"TLS with the relay failed: {reason}");

    /// <summary>The password would have to travel in clear.</summary>
    public static Reply PasswordInClear => Of(7, 4, "the relay offers no TLS: the password is not sent in clear");

    /// <summary>A login is configured, and the relay offers none that we know.</summary>
    public static Reply NoLogin => Of(7, 4, "the relay offers no login by AUTH PLAIN or LOGIN");

    /// <summary>The login was refused.</summary>
    public static Reply LoginRefused(Reply reply) => Of(7, 8, $"the relay refused the login: {reply}");

    /// <summary>The content could not be read.</summary>
    public static Reply ContentUnavailable(string reason) => Of(3, 0, $"the mail could not be read: {reason}");

    /// <summary>Held back for the sake of another recipient, so that a retry makes no duplicates.</summary>
    public static Reply HeldBack(Reply other) => Of(3, 0, $"not sent yet: another recipient is to be tried again later: {other}");

    /// <summary>Mail larger than the relay says it takes (RFC 1870 §6.1).</summary>
    public static Reply TooLarge(long limit) => Reply.Of(552, 3, 4, $"the relay takes mails of at most {limit} octets");

    /// <summary>8-bit content for a relay without 8BITMIME. Converting it would break signatures (RFC 6152 §3 leaves only these two).</summary>
    public static Reply NoEightBit => Reply.Of(554, 6, 3, "the relay does not take 8-bit content");

    /// <summary>A mail that needs SMTPUTF8 for a relay without it (RFC 6531 §3.5).</summary>
    public static Reply NoUtf8 => Reply.Of(550, 6, 7, "the relay does not take internationalized mail");

    static Reply Of(int subject, int detail, string text) => Reply.Of(451, subject, detail, text);
}
