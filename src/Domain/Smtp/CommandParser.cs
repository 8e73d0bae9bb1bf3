using System.Text;
using System.Text.Unicode;

namespace Laitos.Domain.Smtp;

/// <summary>
/// Reads one command line (RFC 5321 §4.1.1). Liberal in blanks and letter case, as real clients demand; strict in everything that could
/// make two servers read one line differently.
/// </summary>
public static class CommandParser
{
    const string HelloUsage = "HELO or EHLO hostname";

    /// <summary>Reads a line without its CRLF.</summary>
    public static Either<CommandError, Command> Parse(Octets line)
    {
        var read = Text(line).Bind(Verb);
        return read.IsLeft && IsChunk(line) ? new CommandError.BadChunk() : read;
    }

    /// A line is UTF-8 (RFC 6531 §3.3) without control characters; a TAB passes for a blank.
    static Either<CommandError, string> Text(Octets line) =>
        Utf8.IsValid(line.Span) && line.Span.IndexOfAny(Controls) < 0
            ? Encoding.UTF8.GetString(line.Span).Replace('\t', ' ').TrimEnd(' ')
            : new CommandError.NotText();

    static bool IsChunk(Octets line) => line.Length >= 4 && Encoding.Latin1.GetString(line.Span[..4]).Equals("BDAT", StringComparison.OrdinalIgnoreCase);

    static Either<CommandError, Command> Verb(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        var verb = blank < 0 ? line : line[..blank];
        var argument = blank < 0 ? "" : line[blank..].TrimStart(' ');
        return verb.ToUpperInvariant() switch
        {
            "HELO" => Hello(argument, extended: false),
            "EHLO" => Hello(argument, extended: true),
            "MAIL" => PathParser.Mail(argument),
            "RCPT" => PathParser.Recipient(argument),
            "DATA" => Alone(argument, "DATA", new Command.Data()),
            "BDAT" => Chunk(argument),
            "RSET" => Alone(argument, "RSET", new Command.Reset()),
            "VRFY" => Followed(argument, "VRFY address", new Command.Verify()),
            "EXPN" => Followed(argument, "EXPN list", new Command.Expand()),
            "HELP" => new Command.Help(),
            "NOOP" => new Command.Noop(),
            "QUIT" => Alone(argument, "QUIT", new Command.Quit()),
            "STARTTLS" => Alone(argument, "STARTTLS", new Command.StartTls()),
            "AUTH" or "TURN" or "ATRN" or "ETRN" or "BURL" or "SEND" or "SOML" or "SAML" => new CommandError.NotImplemented(verb.ToUpperInvariant()),
            _ => new CommandError.UnknownVerb(),
        };
    }

    /// ehlo = "EHLO" SP ( Domain / address-literal ); helo = "HELO" SP Domain. Clients put anything there, so any text will do.
    static Either<CommandError, Command> Hello(string argument, bool extended) =>
        argument.Length > 0
            ? new Command.Hello(Printable.ReplyText(argument, 255), extended)
            : new CommandError.BadArgument(HelloUsage);

    /// bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] (RFC 3030 §2)
    static Either<CommandError, Command> Chunk(string argument)
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

    static Either<CommandError, Command> Alone(string argument, string usage, Command command) =>
        argument.Length == 0 ? command : new CommandError.BadArgument($"{usage} without an argument");

    static Either<CommandError, Command> Followed(string argument, string usage, Command command) =>
        argument.Length > 0 ? command : new CommandError.BadArgument(usage);

    static readonly System.Buffers.SearchValues<byte> Controls =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(octet => octet != '\t').Select(octet => (byte)octet), 0x7f]);
}
