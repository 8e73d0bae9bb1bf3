using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>What an SMTP client may ask for, in the order of RFC 5321 §4.1.1; then the commands of extensions.</summary>
public abstract record Command
{
    Command() { }

    /// <summary>HELO or EHLO (RFC 5321 §4.1.1.1).</summary>
    /// <param name="Name">What the client calls itself: printable ASCII, 1 to 255 characters, otherwise unverified.</param>
    /// <param name="Extended">True for EHLO.</param>
    public sealed record Hello(string Name, bool Extended) : Command;

    /// <summary>MAIL: begins a transaction (RFC 5321 §4.1.1.2).</summary>
    public sealed record Mail(ReversePath ReversePath, MailParameters Parameters) : Command;

    /// <summary>RCPT: adds a recipient (RFC 5321 §4.1.1.3).</summary>
    /// <param name="ForwardPath">The recipient.</param>
    /// <param name="Ascii">False when its text holds characters beyond ASCII, so that the transaction must be of SMTPUTF8 (RFC 6531 §3.4).</param>
    public sealed record Recipient(ForwardPath ForwardPath, bool Ascii) : Command;

    /// <summary>DATA: the mail data follow, up to a line of one dot (RFC 5321 §4.1.1.4).</summary>
    public sealed record Data : Command;

    /// <summary>RSET: ends the transaction without a mail (RFC 5321 §4.1.1.5).</summary>
    public sealed record Reset : Command;

    /// <summary>VRFY: is there such a mailbox (RFC 5321 §4.1.1.6)?</summary>
    public sealed record Verify : Command;

    /// <summary>EXPN: who is on this mailing list (RFC 5321 §4.1.1.7)?</summary>
    public sealed record Expand : Command;

    /// <summary>HELP (RFC 5321 §4.1.1.8).</summary>
    public sealed record Help : Command;

    /// <summary>NOOP (RFC 5321 §4.1.1.9).</summary>
    public sealed record Noop : Command;

    /// <summary>QUIT (RFC 5321 §4.1.1.10).</summary>
    public sealed record Quit : Command;

    /// <summary>STARTTLS (RFC 3207 §4).</summary>
    public sealed record StartTls : Command;

    /// <summary>BDAT: so many octets of mail data follow at once (RFC 3030 §2).</summary>
    /// <param name="Octets">Size of the chunk; a number beyond the range is its greatest value.</param>
    /// <param name="Last">True for the last chunk of the mail.</param>
    public sealed record Chunk(long Octets, bool Last) : Command;
}

/// <summary>The parameters of MAIL that we know.</summary>
/// <param name="Size">The octets that the client expects to send (RFC 1870 §6); a number beyond the range is its greatest value.</param>
/// <param name="Body">The declared body type (RFC 6152 §3).</param>
/// <param name="Utf8">True when the transaction may hold UTF-8 in addresses and header section (RFC 6531 §3.4).</param>
public sealed record MailParameters(Option<long> Size, BodyType Body, bool Utf8)
{
    /// <summary>No parameter given.</summary>
    public static MailParameters None { get; } = new(Option<long>.None, BodyType.SevenBit, false);
}
