using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>
/// Every reply of the receiving session, by name: code of RFC 5321 §4.2.3, enhanced status of RFC 3463, and a text that names cause and
/// cure. The text is ASCII; what the client sent is quoted only as far as it is.
/// </summary>
public static class Replies
{
    // 2yz and 3yz: go on.

    /// <summary>The greeting of a connection (RFC 5321 §4.3.1).</summary>
    public static Reply Greeting(DomainName hostname) => Reply.Of(220, $"{hostname} ESMTP");

    /// <summary>The answer to HELO.</summary>
    public static Reply Hello(DomainName hostname) => Reply.Of(250, hostname.Value);

    /// <summary>The answer to EHLO: the name, then one line for each extension that this server offers (RFC 5321 §4.1.1.1 <c>ehlo-line</c>).</summary>
    /// <param name="hostname">The name.</param>
    /// <param name="maxSize">Octets of a mail (RFC 1870 §4).</param>
    /// <param name="maxRecipients">Recipients of a mail (RFC 9422 §4.2).</param>
    /// <param name="offerTls">True when a certificate is at hand and the connection is still in clear (RFC 3207 §4).</param>
    public static Reply ExtendedHello(DomainName hostname, long maxSize, int maxRecipients, bool offerTls)
    {
        var (size, limits) = (string.Create(CultureInfo.InvariantCulture, $"SIZE {maxSize}"), string.Create(CultureInfo.InvariantCulture, $"LIMITS RCPTMAX={maxRecipients}"));
        return new(250, Option<EnhancedStatus>.None, offerTls
            ? Seqs.Of(hostname.Value, "PIPELINING", size, "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", limits, "STARTTLS")
            : Seqs.Of(hostname.Value, "PIPELINING", size, "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", limits));
    }

    /// <summary>MAIL accepted.</summary>
    public static Reply SenderOk { get; } = Reply.Of(250, 1, 0, "Sender OK");

    /// <summary>RCPT accepted.</summary>
    public static Reply RecipientOk { get; } = Reply.Of(250, 1, 5, "Recipient OK");

    /// <summary>DATA accepted.</summary>
    public static Reply StartMail { get; } = Reply.Of(354, "Start mail input; end with <CRLF>.<CRLF>");

    /// <summary>A chunk that is not the last was received.</summary>
    public static Reply ChunkOk(long octets) => Reply.Of(250, 0, 0, string.Create(CultureInfo.InvariantCulture, $"{octets} octets received"));

    /// <summary>RSET and NOOP done.</summary>
    public static Reply Ok { get; } = Reply.Of(250, 0, 0, "OK");

    /// <summary>VRFY: neither yes nor no (RFC 5321 §3.5.3).</summary>
    public static Reply CannotVerify { get; } = Reply.Of(252, 0, 0, "Cannot verify; send the mail and see");

    /// <summary>The answer to HELP.</summary>
    public static Reply Help { get; } =
        Reply.Of(214, 0, 0, "Commands: HELO EHLO STARTTLS MAIL RCPT DATA BDAT RSET VRFY NOOP HELP QUIT (RFC 5321)");

    /// <summary>The answer to QUIT.</summary>
    public static Reply Bye { get; } = Reply.Of(221, 0, 0, "Bye");

    /// <summary>The client may begin the TLS handshake (RFC 3207 §4).</summary>
    public static Reply ReadyForTls { get; } = Reply.Of(220, 0, 0, "Ready to start TLS");

    // 500 to 504, 553 and 555: the command is wrong.

    /// <summary>The reply to a line that is no command of ours.</summary>
    public static Reply To(CommandError error) => error switch
    {
        CommandError.NotText => Reply.Of(500, 5, 2, "Command line is not clean text: no control characters, UTF-8 only"),
        CommandError.UnknownVerb => Reply.Of(500, 5, 2, "Unknown command; try HELP"),
        CommandError.NotImplemented(var verb) => Reply.Of(502, 5, 1, $"{verb} is not offered here"),
        CommandError.BadArgument(var usage) => Reply.Of(501, 5, 4, $"Syntax: {usage}"),
        CommandError.BadReversePath(var found) => Reply.Of(501, 1, 7, Quote("Bad sender address syntax", found)),
        CommandError.BadForwardPath(var found) => Reply.Of(501, 1, 3, Quote("Bad recipient address syntax", found)),
        CommandError.UnknownParameter(var parameter) => Reply.Of(555, 5, 4, Printable.ReplyText($"Unsupported parameter {Printable.Excerpt(parameter, 60)}")),
        CommandError.NeedsUtf8 => NeedsUtf8,
        CommandError.BadChunk => Reply.Of(501, 5, 4, "Syntax: BDAT octets [LAST]; closing, for the chunk cannot be told from commands"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>An address beyond ASCII in a transaction without SMTPUTF8 (RFC 6531 §3.5).</summary>
    public static Reply NeedsUtf8 { get; } = Reply.Of(553, 6, 7, "Address beyond ASCII: say SMTPUTF8 in MAIL");

    /// <summary>A command line over its limit.</summary>
    public static Reply LineTooLong(int limit) =>
        Reply.Of(500, 5, 2, string.Create(CultureInfo.InvariantCulture, $"Command line too long; at most {limit} octets"));

    /// <summary>STARTTLS where it was not offered.</summary>
    public static Reply TlsNotOffered { get; } = Reply.Of(502, 5, 1, "STARTTLS is not offered here");

    // 503 and 554: the command is right, but not now.

    /// <summary>A command that needs HELO or EHLO first.</summary>
    public static Reply HelloFirst { get; } = Reply.Of(503, 5, 1, "Send EHLO first");

    /// <summary>RCPT, DATA or BDAT without MAIL.</summary>
    public static Reply MailFirst { get; } = Reply.Of(503, 5, 1, "Send MAIL first");

    /// <summary>MAIL within a transaction.</summary>
    public static Reply NestedMail { get; } = Reply.Of(503, 5, 1, "A transaction is open; finish it or send RSET");

    /// <summary>DATA or BDAT when every recipient was refused or none was named (RFC 5321 §3.3).</summary>
    public static Reply NoRecipients { get; } = Reply.Of(554, 5, 1, "No valid recipients");

    /// <summary>MAIL, RCPT or DATA between the chunks of a mail (RFC 3030 §2).</summary>
    public static Reply ChunksBegun { get; } = Reply.Of(503, 5, 1, "Chunks have begun; go on with BDAT or send RSET");

    /// <summary>STARTTLS within TLS.</summary>
    public static Reply TlsAlready { get; } = Reply.Of(503, 5, 1, "TLS is active already");

    // The mail is refused.

    /// <summary>A recipient who does not live here.</summary>
    public static Reply RelayDenied { get; } = Reply.Of(550, 7, 1, "Relaying denied: the recipient's domain is not served here");

    /// <summary>One recipient too many (RFC 5321 §4.5.3.1.10).</summary>
    public static Reply TooManyRecipients(int limit) =>
        Reply.Of(452, 5, 3, string.Create(CultureInfo.InvariantCulture, $"Too many recipients; at most {limit}, send the others in another mail"));

    /// <summary>The client sends more mails a second than it may.</summary>
    public static Reply TooManyMails { get; } = Reply.Of(451, 7, 1, "Too many mails from your address; try again later");

    /// <summary>A mail over the size limit (RFC 1870 §6).</summary>
    public static Reply MailTooLarge(long limit) =>
        Reply.Of(552, 3, 4, string.Create(CultureInfo.InvariantCulture, $"Mail too large; at most {limit} octets"));

    /// <summary>A header section over its limit.</summary>
    public static Reply HeaderTooLarge(long limit) =>
        Reply.Of(552, 3, 4, string.Create(CultureInfo.InvariantCulture, $"Header section too large; at most {limit} octets"));

    /// <summary>Mail data with a CR or LF of its own (RFC 5321 §2.3.8).</summary>
    public static Reply BareLineEnd { get; } = Reply.Of(554, 6, 0, "Bare CR or LF in the mail; lines must end with CRLF");

    /// <summary>Mail data with an octet zero.</summary>
    public static Reply NulOctet { get; } = Reply.Of(554, 6, 0, "NUL octet in the mail");

    /// <summary>A mail for which neither memory nor disk had room: not its fault (RFC 5321 §4.2.2).</summary>
    public static Reply NoRoom { get; } = Reply.Of(452, 3, 1, "No room for the mail at the moment; try again later");

    // 421: the connection ends.

    /// <summary>More connections than the daemon serves.</summary>
    public static Reply TooManyConnections { get; } = Reply.Of(421, 3, 2, "Too many connections; try again later");

    /// <summary>More connections than one client may hold.</summary>
    public static Reply TooManyConnectionsFromClient { get; } = Reply.Of(421, 7, 0, "Too many connections from your address; close some");

    /// <summary>Silence, or data that come too slowly.</summary>
    public static Reply TimedOut { get; } = Reply.Of(421, 4, 2, "Timed out; closing");

    /// <summary>The daemon is going down.</summary>
    public static Reply ShuttingDown { get; } = Reply.Of(421, 3, 2, "Service is shutting down; try again later");

    /// <summary>The owner has locked the daemon by a command.</summary>
    public static Reply Locked { get; } = Reply.Of(421, 3, 2, "Service is locked by its owner; try again later");

    /// <summary>Another protocol at our port.</summary>
    public static Reply NotSmtp(ForeignProtocol protocol) => Reply.Of(421, 5, 2, $"This port speaks SMTP, not {ForeignTraffic.NameOf(protocol)}; closing");

    /// <summary>Commands without end and no mail.</summary>
    public static Reply TooManyCommands { get; } = Reply.Of(421, 7, 0, "Too many commands without a mail; closing");

    /// <summary>One faulty command after the other.</summary>
    public static Reply TooManyFaults { get; } = Reply.Of(421, 7, 0, "Too many faulty commands; closing");

    /// <summary>A chunk so large that it is not even read to be dropped.</summary>
    public static Reply AbsurdChunk(long limit) => Reply.Of(421, 3, 4, string.Create(CultureInfo.InvariantCulture, $"Chunk far too large; a mail may have {limit} octets; closing"));

    /// <summary>Our own fault: the machine heard what it had not asked for, or the shell failed.</summary>
    public static Reply OutOfStep { get; } = Reply.Of(421, 3, 0, "Internal error; closing, try again later");

    static string Quote(string complaint, SyntaxError error) => Printable.ReplyText($"{complaint}: {error}");
}
