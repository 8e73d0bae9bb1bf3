using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>The commands that we send, each with its CRLF. Addresses are typed, so no line end can hide in one.</summary>
static class RelayCommands
{
    public static readonly Octets StartTls = Line("STARTTLS");
    public static readonly Octets Reset = Line("RSET");
    public static readonly Octets Data = Line("DATA");
    public static readonly Octets LoneDot = Line(".");
    public static readonly Octets Quit = Line("QUIT");

    /// ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
    public static Octets ExtendedHello(Host name) => Line($"EHLO {name}");

    /// helo = "HELO" SP Domain CRLF
    public static Octets Hello(Host name) => Line($"HELO {name}");

    /// mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
    public static Octets Mail(Transaction mail, ServiceExtensions offered) => Line(
        $"MAIL FROM:{mail.Sender}"
        + (offered.Size ? string.Create(CultureInfo.InvariantCulture, $" SIZE={mail.Job.Size}") : "")
        + (mail.Job.EightBit && offered.EightBitMime ? " BODY=8BITMIME" : "")
        + (mail.NeedsUtf8 && offered.Utf8 ? " SMTPUTF8" : ""));

    /// rcpt = "RCPT TO:" Forward-path CRLF
    public static Octets Recipient(Mailbox recipient) => Line($"RCPT TO:<{recipient}>");

    /// bdat-cmd = "BDAT" SP chunk-size SP end-marker CRLF (RFC 3030 §2)
    public static Octets LastChunk(long size) => Line(string.Create(CultureInfo.InvariantCulture, $"BDAT {size} LAST"));

    /// MAIL, the RCPTs, and DATA where it goes with them, as one write.
    public static Octets Group(Transaction mail, ServiceExtensions offered) => Join(
        Seqs.Of(Mail(mail, offered))
            .Then(mail.Ahead == Pipelined.Nothing ? default : mail.Job.Recipients.Map(Recipient))
            .Then(mail.Ahead == Pipelined.Data ? Seqs.Of(Data) : default));

    static Octets Join(Seq<Octets> lines) => new(lines.SelectMany(line => line.Span.ToArray()).ToArray());

    static Octets Line(string text) => Octets.Utf8(text + "\r\n");
}
