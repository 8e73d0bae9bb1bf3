using System.Buffers;
using System.Globalization;
using System.Text;

namespace Laitos.Domain.Smtp;

/// <summary>
/// The wire form of replies (RFC 5321 §4.2, RFC 2034 §4): the server writes it, the client reads it.
/// Writing is strict: printable ASCII, bounded lines. Reading takes what peers really send, within bounds.
/// </summary>
public static class ReplyCodec
{
    /// <summary>The most octets of a line that is written, with its CRLF (RFC 5321 §4.5.3.1.5).</summary>
    public const int MaxLineWritten = 512;

    /// <summary>The most octets of a line that is read, with its line end.</summary>
    public const int MaxLineRead = 2048;

    /// <summary>The most lines of a reply that is read.</summary>
    public const int MaxLines = 128;

    /// Three numbers of up to ten digits, and the dots between them.
    const int LongestStatus = 32;

    /// <summary>The most octets of a reply that is read.</summary>
    public const int MaxOctets = 64 << 10;

    /// <summary>
    /// The reply as it goes over the wire: code and enhanced status on every line. What is not printable ASCII becomes <c>?</c>,
    /// what does not fit on a line is cut, and a status whose class is not that of the code is left out.
    /// </summary>
    /// <param name="reply">The reply.</param>
    /// <param name="wire">What its octets are appended to.</param>
    public static void Write(Reply reply, IBufferWriter<byte> wire)
    {
        var stated = reply.Status.IfNone(default(EnhancedStatus));
        Span<char> status = stackalloc char[LongestStatus];
        status = stated.Class == reply.Code / 100 && stated.TryFormat(status, out var length, default, null) ? status[..length] : default;
        for (var index = 0; index < reply.Lines.Count - 1; index++)
        {
            WriteLine(wire, reply.Code, "-", status, reply.Lines[index]);
        }

        WriteLine(wire, reply.Code, " ", status, reply.Lines.IsEmpty ? "" : reply.Lines[reply.Lines.Count - 1]);
    }

    /// <summary>
    /// Reads on in a reply. An LF without CR ends a line too; the text may be missing, and so may the blank before it.
    /// Where the lines of a reply disagree about its code, the last one counts: it is the line that ends the reply.
    /// Control characters in the text become <c>?</c>.
    /// </summary>
    public static ReplyRead Read(ReplyProgress progress, ReadOnlySpan<byte> octets)
    {
        var consumed = 0;
        while (octets[consumed..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = octets.Slice(consumed, length);
            consumed += length + 1;
            progress = progress with { Octets = progress.Octets + length + 1 };
            if (length >= MaxLineRead || progress.Octets > MaxOctets || progress.Lines.Count >= MaxLines || !IsReplyLine(line = TrimCr(line)))
            {
                return Malformed(line);
            }

            progress = progress with { Lines = progress.Lines.Add(TextOf(line)) };
            if (line.Length < 4 || line[3] == ' ')
            {
                return new ReplyRead.Complete(Assemble(CodeOf(line), progress.Lines), consumed);
            }
        }

        var unfinished = octets[consumed..];
        return unfinished.Length >= MaxLineRead ? Malformed(unfinished) : new ReplyRead.NeedMore(progress, consumed);
    }

    /// <summary>The reply of a code and its text lines, as another implementation has read them: the lines joined by LF.</summary>
    public static Reply Of(int code, string text) => text.Contains('\n', StringComparison.Ordinal)
        ? Assemble(code, text.Split('\n').Take(MaxLines).Select(line => Visible(line.TrimEnd('\r'))).Gather())
        : OfLine(code, Visible(text.TrimEnd('\r')));

    /// Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    static void WriteLine(IBufferWriter<byte> wire, int code, string separator, ReadOnlySpan<char> status, string text)
    {
        var (behind, between) = (separator == " " && status.Length + text.Length == 0 ? "" : separator, status.Length > 0 && text.Length > 0 ? " " : "");
        Span<char> line = stackalloc char[MaxLineWritten + LongestStatus];
        _ = line.TryWrite(
            CultureInfo.InvariantCulture, $"{code:D3}{behind}{status}{between}{Printable.ReplyText(text, MaxLineWritten - 6 - status.Length - between.Length)}\r\n", out var length);
        Encoding.ASCII.GetBytes(line[..length], wire);
    }

    /// Reply-code = %x32-35 %x30-35 %x30-39; a second digit above 5 is taken as well.
    static bool IsReplyLine(ReadOnlySpan<byte> line) =>
        line.Length >= 3
        && line[0] is >= (byte)'2' and <= (byte)'5' && char.IsAsciiDigit((char)line[1]) && char.IsAsciiDigit((char)line[2])
        && (line.Length == 3 || line[3] is (byte)' ' or (byte)'-');

    static int CodeOf(ReadOnlySpan<byte> line) => ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');

    static string TextOf(ReadOnlySpan<byte> line) =>
        line.Length <= 4 ? "" : Visible(Encoding.UTF8.GetString(line[4..]));

    static string Visible(string text) => Printable.IsOneLine(text) ? text : string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));

    static Reply OfLine(int code, string line)
    {
        var status = EnhancedStatusCodec.Read(line);
        return status.IfNone(default(EnhancedStatus)).Class == code / 100
            ? new Reply(code, status, Seqs.Of(Behind(line)))
            : new Reply(code, Option<EnhancedStatus>.None, Seqs.Of(line));
    }

    /// The status is taken off every line that carries it (RFC 2034 §4 puts it on each).
    static Reply Assemble(int code, Seq<string> lines)
    {
        if (lines.Count == 1)
        {
            return OfLine(code, lines[0]);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            var status = EnhancedStatusCodec.Read(lines[i]);
            if (status.IfNone(default(EnhancedStatus)).Class == code / 100)
            {
                return new Reply(code, status, Without(lines, status));
            }
        }

        return new Reply(code, Option<EnhancedStatus>.None, lines);
    }

    static Seq<string> Without(Seq<string> lines, Option<EnhancedStatus> status) =>
        lines.MapStrict(line => EnhancedStatusCodec.Read(line) == status ? Behind(line) : line);

    /// What stands behind the status that the line begins with.
    static string Behind(string line) => line.IndexOf(' ', StringComparison.Ordinal) is var blank and >= 0 ? line[(blank + 1)..] : "";

    static ReadOnlySpan<byte> TrimCr(ReadOnlySpan<byte> line) => line is [.. var front, (byte)'\r'] ? front : line;

    static ReplyRead.Malformed Malformed(ReadOnlySpan<byte> found) =>
        new(SyntaxError.At("a reply of SMTP", Encoding.Latin1.GetString(found[..Math.Min(found.Length, 61)])));
}

/// <summary>The lines of a reply that have been read while its last one is still to come.</summary>
/// <param name="Lines">The text behind code and separator, line by line.</param>
/// <param name="Octets">How many octets they took on the wire.</param>
public sealed record ReplyProgress(Seq<string> Lines, int Octets)
{
    /// <summary>Nothing read yet.</summary>
    public static ReplyProgress Start { get; } = new(default, 0);
}

/// <summary>What reading a reply has come to.</summary>
public abstract record ReplyRead
{
    ReplyRead() { }

    /// <summary>The reply is not at its end. Octets past the consumed ones are to be offered again, with more behind them.</summary>
    /// <param name="Progress">To pass to the next reading.</param>
    /// <param name="Consumed">Octets that are done with.</param>
    public sealed record NeedMore(ReplyProgress Progress, int Consumed) : ReplyRead;

    /// <summary>A whole reply. What lies behind it belongs to the next one.</summary>
    /// <param name="Reply">The reply.</param>
    /// <param name="Consumed">Octets that are done with.</param>
    public sealed record Complete(Reply Reply, int Consumed) : ReplyRead;

    /// <summary>Not a reply of SMTP, or one beyond all measure: nothing behind it can be trusted.</summary>
    public sealed record Malformed(SyntaxError Error) : ReplyRead;
}
