using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>
/// The arguments of MAIL and RCPT (RFC 5321 §4.1.1.2, §4.1.1.3): a path in angle brackets, then parameters. Blanks after the colon are
/// tolerated, and parameters are taken after HELO too. A path without brackets is refused: where it ends is a matter of opinion.
/// </summary>
static class PathParser
{
    const string MailUsage = "MAIL FROM:<address> [parameters]";
    const string RecipientUsage = "RCPT TO:<address>";

    /// mail = "MAIL FROM:" Reverse-path [SP Mail-parameters]
    internal static Either<CommandError, Command> Mail(ReadOnlySpan<char> argument)
    {
        var cursor = new Cursor(argument);
        if (!TakeKeyword(ref cursor, "FROM"))
        {
            return new CommandError.BadArgument(MailUsage);
        }

        var start = cursor.Position;
        var path = Reverse(ref cursor);
        var ascii = argument[start..cursor.Position].IndexOfAnyExceptInRange('\0', '\x7f') < 0;
        return !path.IsRight(out var reverse, out var fault) ? new CommandError.BadReversePath(fault)
            : !Parameters(cursor.Rest.ToString()).IsRight(out var parameters, out var error) ? error
            : ascii || parameters.Utf8 ? new Command.Mail(reverse, parameters)
            : new CommandError.NeedsUtf8();
    }

    /// rcpt = "RCPT TO:" ( "&lt;Postmaster@" Domain "&gt;" / "&lt;Postmaster&gt;" / Forward-path ) [SP Rcpt-parameters]
    internal static Either<CommandError, Command> Recipient(ReadOnlySpan<char> argument)
    {
        var cursor = new Cursor(argument);
        if (!TakeKeyword(ref cursor, "TO"))
        {
            return new CommandError.BadArgument(RecipientUsage);
        }

        var start = cursor.Position;
        var path = Forward(ref cursor);
        var ascii = argument[start..cursor.Position].IndexOfAnyExceptInRange('\0', '\x7f') < 0;
        return !path.IsRight(out var forward, out var fault) ? new CommandError.BadForwardPath(fault)
            : cursor.AtEnd ? new Command.Recipient(forward, ascii)
            : Unparsed(cursor.Rest.ToString());
    }

    static bool TakeKeyword(ref Cursor cursor, string keyword)
    {
        var found = cursor.TryTakeWord(keyword) && cursor.TryTake(':');
        cursor.TakeWhile(static c => c == ' ');
        return found;
    }

    /// Reverse-path = Path / "&lt;&gt;"
    static Either<SyntaxError, ReversePath> Reverse(ref Cursor cursor)
    {
        var start = cursor.Rest;
        if (start.StartsWith("<>", StringComparison.Ordinal))
        {
            cursor.Take(2);
            return new ReversePath.Null();
        }

        return Path(ref cursor).IsRight(out var mailbox, out var fault) ? new ReversePath.Sender(mailbox) : fault;
    }

    /// Forward-path = Path / "&lt;Postmaster&gt;"
    static Either<SyntaxError, ForwardPath> Forward(ref Cursor cursor) =>
        cursor.TryTakeWord("<postmaster>")
            ? new ForwardPath.Postmaster()
            : Path(ref cursor).IsRight(out var mailbox, out var fault) ? new ForwardPath.Recipient(mailbox) : fault;

    /// Path = "&lt;" [ A-d-l ":" ] Mailbox "&gt;"
    static Either<SyntaxError, Mailbox> Path(ref Cursor cursor)
    {
        if (!cursor.TryTake('<'))
        {
            return SyntaxError.At("<address>", cursor.Rest.ToString());
        }

        if (!SkipRoute(ref cursor))
        {
            return SyntaxError.At("source route", cursor.Rest.ToString());
        }

        var mailbox = Mailbox.Read(ref cursor);
        return mailbox.IsLeft || cursor.TryTake('>') ? mailbox : SyntaxError.At(">", "");
    }

    /// A-d-l = At-domain *( "," At-domain ); At-domain = "@" Domain. Accepted and dropped (RFC 5321 appendix C).
    static bool SkipRoute(ref Cursor cursor)
    {
        while (cursor.TryTake('@'))
        {
            if (DomainName.Parse(cursor.TakeWhile(c => c is not (',' or ':' or '>' or ' ')).ToString()).IsLeft)
            {
                return false;
            }

            if (cursor.TryTake(':'))
            {
                return true;
            }

            if (!cursor.TryTake(',') || cursor.Peek != '@')
            {
                return false;
            }
        }

        return true;
    }

    /// Mail-parameters = esmtp-param *(SP esmtp-param); each at most once.
    static Either<CommandError, MailParameters> Parameters(string text)
    {
        if (text.Length == 0)
        {
            return MailParameters.None;
        }

        var seen = new System.Collections.Generic.HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var read = Prelude.Right<CommandError, MailParameters>(MailParameters.None);
        if (text[0] != ' ')
        {
            return new CommandError.BadArgument(MailUsage);
        }

        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var keyword = equals < 0 ? word : word[..equals];
            read = read.Bind(known => seen.Add(keyword)
                ? Parameter(known, word, keyword, equals < 0 ? Option<string>.None : word[(equals + 1)..])
                : new CommandError.BadArgument("each parameter once"));
        }

        return read;
    }

    /// esmtp-param = esmtp-keyword ["=" esmtp-value]
    static Either<CommandError, MailParameters> Parameter(MailParameters known, string word, string keyword, Option<string> value) =>
        (keyword.ToUpperInvariant(), value.IfNone("").ToUpperInvariant(), value.IsSome) switch
        {
            ("SIZE", { Length: > 0 and <= 20 } digits, true) when digits.All(char.IsAsciiDigit) => known with { Size = CommandParser.Number(digits) },
            ("BODY", "7BIT", _) => known with { Body = BodyType.SevenBit },
            ("BODY", "8BITMIME", _) => known with { Body = BodyType.EightBitMime },
            ("SMTPUTF8", _, false) => known with { Utf8 = true },
            ("SIZE" or "BODY" or "SMTPUTF8", _, _) => new CommandError.BadArgument("SIZE=octets, BODY=7BIT or BODY=8BITMIME, SMTPUTF8"),
            _ => new CommandError.UnknownParameter(word),
        };

    static Either<CommandError, Command> Unparsed(string rest) =>
        rest[0] == ' ' ? new CommandError.UnknownParameter(rest.TrimStart(' ')) : new CommandError.BadArgument(RecipientUsage);
}
