using System.Buffers;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>A mail of ours with a text and nothing else.</summary>
/// <param name="Hostname">Our name, for its Message-ID.</param>
/// <param name="From">From whom it comes.</param>
/// <param name="To">To whom it is addressed.</param>
/// <param name="Subject">Its subject, on one line.</param>
/// <param name="Text">Its text, with any line endings.</param>
/// <param name="Date">Its date.</param>
/// <param name="Id">What its Message-ID is made of; its letters and digits count.</param>
/// <param name="Origin">What brought it about.</param>
/// <param name="InReplyTo">The mail that it answers, with angle brackets; at most one.</param>
/// <param name="References">The thread that it belongs to, with angle brackets.</param>
public sealed record PlainMail(
    DomainName Hostname, Mailbox From, Seq<Mailbox> To, string Subject, string Text, Instant Date, string Id, AutoSubmitted Origin, Seq<string> InReplyTo, Seq<string> References)
{
    /// The most characters of an id that go into the Message-ID.
    const int MaxId = 100;

    /// The longest word that fits into a line behind the name of its field.
    const int MaxWord = 60;

    /// <summary>Its octets: ASCII in lines of at most 998 octets that end with CRLF, whatever its subject and its text hold.</summary>
    public Octets Compose()
    {
        var text = PlainText.Of(Text);
        return Octets.Utf8(Header() + (PlainText.IsSevenBit(text)
            ? "Content-Transfer-Encoding: 7bit\r\n\r\n" + text.ToLatin1()
            : "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + QuotedPrintable.Encode(text).ToLatin1()));
    }

    /// <summary>Without its text, which may hold what nobody should see.</summary>
    public override string ToString() => $"PlainMail {MessageIdentifier}";

    string MessageIdentifier => $"<laitos{new string([.. Id.Where(char.IsAsciiLetterOrDigit).Take(MaxId)])}@{Hostname}>";

    /// X-Auto-Response-Suppress is for a system that answers automatic mail nonetheless: out-of-office notes would go to our own From.
    string Header() =>
        Folding.Fold("From:", Seqs.Of(From.NeedsUtf8 ? $"MAILER-DAEMON@{Hostname}" : From.AddrSpec)) + "\r\n"
        + Folding.Fold("To:", ToWords()) + "\r\n"
        + Folding.Fold("Subject:", SubjectWords()) + "\r\n"
        + $"Date: {Date.ToDateTime()}\r\n"
        + $"Message-ID: {MessageIdentifier}\r\n"
        + Ids("In-Reply-To:", InReplyTo)
        + Ids("References:", References)
        + Origin switch
        {
            AutoSubmitted.No => "",
            AutoSubmitted.Generated => "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n",
            AutoSubmitted.Replied => "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n",
            _ => throw new System.Diagnostics.UnreachableException(),
        }
        + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";

    /// Addresses that are not ASCII stand on the envelope alone.
    IEnumerable<string> ToWords()
    {
        var shown = To.Filter(mailbox => !mailbox.NeedsUtf8);
        return shown.IsEmpty ? Seqs.Of("undisclosed-recipients:;") : shown.AsEnumerable().Select((mailbox, i) => i + 1 < shown.Count ? $"{mailbox.AddrSpec}," : mailbox.AddrSpec);
    }

    /// Words as they are, where folding at blanks gives them back unchanged; otherwise encoded words (RFC 2047 §2).
    IEnumerable<string> SubjectWords()
    {
        var words = Subject.Split(' ');
        return words.All(word => word.Length is > 0 and <= MaxWord && word.All(c => c is > ' ' and <= '~')) && !Subject.Contains("=?", StringComparison.Ordinal)
            ? words
            : EncodedWord.Encode(Subject).AsEnumerable();
    }

    static string Ids(string field, Seq<string> ids) => ids.IsEmpty ? "" : Folding.Fold(field, ids) + "\r\n";
}

/// <summary>What brought a mail about (RFC 3834 §5).</summary>
public enum AutoSubmitted
{
    /// <summary>A person.</summary>
    No,

    /// <summary>A program, of its own accord.</summary>
    Generated,

    /// <summary>A program, in answer to a mail.</summary>
    Replied,
}

/// <summary>Any text as the text of a mail: lines that end with CRLF, and no control characters (RFC 5322 §2.3).</summary>
static class PlainText
{
    static readonly SearchValues<byte> SevenBit = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(octet => (byte)octet), (byte)'\t', (byte)'\r', (byte)'\n']);

    /// <summary>The text in UTF-8: CRLF, LF and CR each end a line, a control character other than a tab becomes visible.</summary>
    public static Octets Of(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var content = lines is [.., _, ""] ? lines[..^1] : lines;
        return Octets.Utf8(string.Concat(content.Select(line => string.Join('\t', line.Split('\t').Select(Printable.Escape)) + "\r\n")));
    }

    /// <summary>True for lines that need no transfer encoding (RFC 2045 §2.7).</summary>
    public static bool IsSevenBit(Octets lines) => lines.Span.IndexOfAnyExcept(SevenBit) < 0 && Folding.LongestLine(lines) <= Folding.Limit;
}
