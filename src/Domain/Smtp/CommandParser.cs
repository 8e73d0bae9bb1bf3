using System.Text;
using System.Text.Unicode;

namespace Laitos.Domain.Smtp;

/// <summary>
/// Reads one command line (RFC 5321 §4.1.1). Liberal in blanks and letter case, as real clients demand; strict in everything that could
/// make two servers read one line differently.
/// </summary>
public static class CommandParser
{
    static readonly Command Data = new Command.Data();
    static readonly Command Reset = new Command.Reset();
    static readonly Command Quit = new Command.Quit();

    const string HelloUsage = "HELO or EHLO hostname";

    /// The characters of STARTTLS. A longer verb is none of ours.
    const int LongestVerb = 8;

    /// Octets of a line that costs no memory.
    const int UsualLength = 512;

    /// <summary>Reads a line without its CRLF.</summary>
    public static Either<CommandError, Command> Parse(Octets line)
    {
        // A line is UTF-8 (RFC 6531 §3.3) without control characters; a TAB passes for a blank.
        if (!Utf8.IsValid(line.Span) || line.Span.IndexOfAny(Controls) >= 0)
        {
            return IsChunk(line) ? new CommandError.BadChunk() : new CommandError.NotText();
        }

        Span<char> text = line.Length <= UsualLength ? stackalloc char[UsualLength] : new char[line.Length];
        text = text[..Encoding.UTF8.GetChars(line.Span, text)];
        text.Replace('\t', ' ');
        var read = Verb(text.TrimEnd(' '));
        return read.IsLeft && IsChunk(line) ? new CommandError.BadChunk() : read;
    }

    static bool IsChunk(Octets line) => line.Length >= 4 && Encoding.Latin1.GetString(line.Span[..4]).Equals("BDAT", StringComparison.OrdinalIgnoreCase);

    static Either<CommandError, Command> Verb(ReadOnlySpan<char> line)
    {
        var end = line.IndexOf(' ') is var blank and >= 0 ? blank : line.Length;
        Span<char> upper = stackalloc char[LongestVerb];
        ReadOnlySpan<char> verb = upper[..Math.Max(0, line[..end].ToUpperInvariant(upper))];
        var argument = line[end..].TrimStart(' ');
        return verb switch
        {
            "HELO" => Hello(argument, extended: false),
            "EHLO" => Hello(argument, extended: true),
            "MAIL" => PathParser.Mail(argument),
            "RCPT" => PathParser.Recipient(argument),
            "DATA" => Alone(argument, "DATA", Data),
            "BDAT" => Chunk(argument),
            "RSET" => Alone(argument, "RSET", Reset),
            "VRFY" => Followed(argument, "VRFY address", new Command.Verify()),
            "EXPN" => Followed(argument, "EXPN list", new Command.Expand()),
            "HELP" => new Command.Help(),
            "NOOP" => new Command.Noop(),
            "QUIT" => Alone(argument, "QUIT", Quit),
            "STARTTLS" => Alone(argument, "STARTTLS", new Command.StartTls()),
            "AUTH" or "TURN" or "ATRN" or "ETRN" or "BURL" or "SEND" or "SOML" or "SAML" => new CommandError.NotImplemented(verb.ToString()),
            _ => new CommandError.UnknownVerb(),
        };
    }

    /// ehlo = "EHLO" SP ( Domain / address-literal ); helo = "HELO" SP Domain. Clients put anything there, so any text will do.
    static Either<CommandError, Command> Hello(ReadOnlySpan<char> argument, bool extended) =>
        argument.Length > 0
            ? new Command.Hello(Printable.ReplyText(argument.ToString(), 255), extended)
            : new CommandError.BadArgument(HelloUsage);

    /// bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] (RFC 3030 §2)
    static Either<CommandError, Command> Chunk(ReadOnlySpan<char> argument)
    {
        var cursor = new Cursor(argument);
        var size = cursor.TakeWhile(char.IsAsciiDigit).ToString();
        var blanks = cursor.TakeWhile(c => c == ' ').Length;
        var last = cursor.TryTakeWord("LAST");
        return size.Length > 0 && cursor.AtEnd && last == blanks > 0
            ? new Command.Chunk(Number(size), last)
            : new CommandError.BadChunk();
    }

    /// <summary>The value of a run of decimal digits; one beyond the range is the greatest value.</summary>
    internal static long Number(string digits) => long.TryParse(digits, out var value) ? value : long.MaxValue;

    static Either<CommandError, Command> Alone(ReadOnlySpan<char> argument, string usage, Command command) =>
        argument.Length == 0 ? command : new CommandError.BadArgument($"{usage} without an argument");

    static Either<CommandError, Command> Followed(ReadOnlySpan<char> argument, string usage, Command command) =>
        argument.Length > 0 ? command : new CommandError.BadArgument(usage);

    static readonly System.Buffers.SearchValues<byte> Controls =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(octet => octet != '\t').Select(octet => (byte)octet), 0x7f]);
}

/// <summary>Why a line is not a command that we carry out; each case deserves its own reply.</summary>
public abstract record CommandError
{
    CommandError() { }

    /// <summary>The line holds control characters, or octets that are not UTF-8.</summary>
    public sealed record NotText : CommandError;

    /// <summary>The first word is no verb that we have heard of.</summary>
    public sealed record UnknownVerb : CommandError;

    /// <summary>A verb that exists but is not offered here, such as AUTH or TURN.</summary>
    public sealed record NotImplemented(string Verb) : CommandError;

    /// <summary>The argument is missing, superfluous or ill-formed.</summary>
    /// <param name="Usage">How the command is written.</param>
    public sealed record BadArgument(string Usage) : CommandError;

    /// <summary>MAIL without a path of RFC 5321 §4.1.2.</summary>
    public sealed record BadReversePath(SyntaxError Error) : CommandError;

    /// <summary>RCPT without a path of RFC 5321 §4.1.2.</summary>
    public sealed record BadForwardPath(SyntaxError Error) : CommandError;

    /// <summary>A parameter that is not offered (RFC 5321 §4.1.1.11).</summary>
    public sealed record UnknownParameter(string Parameter) : CommandError;

    /// <summary>A reverse-path beyond ASCII without SMTPUTF8 (RFC 6531 §3.4).</summary>
    public sealed record NeedsUtf8 : CommandError;

    /// <summary>A BDAT whose size cannot be read: nobody knows where the next command begins.</summary>
    public sealed record BadChunk : CommandError;
}
