using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>A mail of ours around another that must not speak for itself: a warning, and the other one as message/rfc822 (RFC 2046 §5.2.1), octet for octet.</summary>
/// <param name="Front">What stands before the octets of the other mail: header section, warning, and the header of the last part.</param>
/// <param name="Back">What stands behind them.</param>
public sealed record Wrapping(Octets Front, Octets Back)
{
    const int MaxSubject = 200;

    /// <summary>The warning around a mail.</summary>
    /// <param name="trace">The fields in front: trace and results, each with its CRLF.</param>
    /// <param name="facts">What the Received field tells: the mail's id, our name, the time.</param>
    /// <param name="mailFrom">Our own address.</param>
    /// <param name="header">The header section of the mail.</param>
    /// <param name="isEightBit">True when it holds octets above 127.</param>
    /// <param name="warning">The words of the warning: ASCII, lines that end in LF.</param>
    public static Wrapping Of(Seq<Octets> trace, TraceFacts facts, Mailbox mailFrom, HeaderSection header, bool isEightBit, string warning)
    {
        var boundary = Boundary(facts);
        var encoding = isEightBit ? "8bit" : "7bit";
        var front = string.Concat(trace.Map(field => field.ToLatin1()))
            + $"From: {(mailFrom.NeedsUtf8 ? $"postmaster@{facts.By}" : $"Mail forwarder <{mailFrom.AddrSpec}>")}\r\n"
            + "To: undisclosed-recipients:;\r\n"
            + Folding.Fold("Subject:", Subject.Quoting("[sender not verified]", Subject.Of(header, MaxSubject).IfNone(""))) + "\r\n"
            + $"Date: {facts.At.ToDateTime()}\r\n"
            + $"Message-ID: <{new string([.. facts.Id.Where(char.IsAsciiLetterOrDigit)])}.wrapped@{facts.By}>\r\n"
            + "Auto-Submitted: auto-generated\r\n"
            + "MIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n"
            + $"Content-Transfer-Encoding: {encoding}\r\n\r\n"
            + $"--{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{warning.ReplaceLineEndings("\r\n")}\r\n"
            + $"--{boundary}\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n";
        return new Wrapping(new Octets(Encoding.Latin1.GetBytes(front)), Octets.Utf8($"\r\n--{boundary}--\r\n"));
    }

    /// Whoever wrote the mail did not know its id here.
    static string Boundary(TraceFacts facts) =>
        "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{facts.Id} {facts.At.ToDateTime()} {facts.By}")))[..40];
}
