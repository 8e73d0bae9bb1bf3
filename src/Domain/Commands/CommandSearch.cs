using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>
/// The search for a command in the text parts of a mail, one after the other. HTML counts only where the mail has no plain text to read. The first line that begins
/// with a password or a pair of one-time codes, or is a shortcut, decides.
/// <para>
/// A mail is no list of guesses. After <see cref="MaxWrong"/> lines that look like a command behind a wrong password nothing decides any more; and a line
/// that nobody could tell from other text if it were wrong (a shortcut, or a password without a prefix behind it) is tried only among the first
/// <see cref="MaxTries"/> lines that have any text and are not quoted.
/// </para>
/// </summary>
public sealed record CommandSearch
{
    /// <summary>How many lines with a wrong password end the search.</summary>
    public const int MaxWrong = 3;

    /// <summary>How many lines are tried that might be anything.</summary>
    public const int MaxTries = 100;

    CommandSearch() { }

    /// <summary>Nothing has been looked at.</summary>
    public static CommandSearch Start { get; } = new();

    bool HasPlain { get; init; }

    Findings Plain { get; init; } = Findings.None;

    Findings Html { get; init; } = Findings.None;

    /// <summary>The search after one more part.</summary>
    public static CommandSearch Advance(CommandPolicy policy, Instant now, CommandSearch search, TextPart part) => part.Kind switch
    {
        TextKind.Plain => search with { HasPlain = search.HasPlain || part.Lines.Exists(line => !WhiteSpace.Trim(line.Text).IsEmpty), Plain = SearchLines(policy, now, search.Plain, part.Lines) },
        _ => search with { Html = SearchLines(policy, now, search.Html, part.Lines) },
    };

    /// <summary>What the mail holds.</summary>
    public CommandCandidate End() => (HasPlain ? Plain : Html) switch
    {
        { Command: { IsSome: true } command } => command.IfNone(() => throw new System.Diagnostics.UnreachableException()),
        { Wrong: > 0 } => new CommandCandidate.WrongPassword(),
        { Unused: { IsSome: true } reason } => new CommandCandidate.Unused(reason.IfNone("")),
        _ when HasPlain && (Html.Command.IsSome || Html.Unused.IsSome) => new CommandCandidate.Unused("it stands in the HTML of a mail that has plain text too, and there it does not stand"),
        _ => new CommandCandidate.None(),
    };

    /// Codes are computed only for a part that has twelve digits at the beginning of a line.
    static Findings SearchLines(CommandPolicy policy, Instant now, Findings before, Seq<TextLine> lines)
    {
        var passwords = lines.Exists(line => OneTimeCodes.MayBegin(WhiteSpace.Trim(line.Characters.Span))) ? policy.Passwords : Seqs.Of<Secret>();
        var codes = OneTimeCodes.Of(passwords, now);
        var findings = before;
        foreach (var line in lines)
        {
            if (findings.IsSettled)
            {
                break;
            }

            findings = findings.After(policy, codes, WhiteSpace.Trim(line.Characters.Span));
        }

        return findings;
    }

    /// <param name="Command">The line that decides.</param>
    /// <param name="Tried">How many lines with text have been seen.</param>
    /// <param name="Wrong">How many looked like a command behind a wrong password.</param>
    /// <param name="Unused">Why nothing was run where a right password stood.</param>
    sealed record Findings(Option<CommandCandidate.Command> Command, int Tried, int Wrong, Option<string> Unused)
    {
        public static Findings None { get; } = new(Option<CommandCandidate.Command>.None, 0, 0, Option<string>.None);

        public bool IsSettled => Command.IsSome || Wrong >= MaxWrong;

        public Findings After(CommandPolicy policy, OneTimeCodes codes, ReadOnlySpan<char> line)
        {
            if (line.IsEmpty)
            {
                return this;
            }

            var isQuoted = line[0] == '>';
            var command = AuthorizedLine.Read(policy, codes, line, mayBeAnything: !isQuoted && Tried < MaxTries);
            var unused = command.IsNone ? Unused || AuthorizedLine.Objection(policy, codes, line) : Option<string>.None;
            return new Findings(command, isQuoted ? Tried : Tried + 1, command.IsNone && PasswordGuess.IsOne(policy, line) ? Wrong + 1 : Wrong, unused);
        }
    }
}

/// <summary>What the text of a mail holds as far as commands are concerned.</summary>
public abstract record CommandCandidate
{
    CommandCandidate() { }

    /// <summary>No line that looks like a command.</summary>
    public sealed record None : CommandCandidate;

    /// <summary>A line that looks like a command, but whose beginning is no password: it counts as a wrong one.</summary>
    public sealed record WrongPassword : CommandCandidate;

    /// <summary>A right password, but nothing that runs.</summary>
    /// <param name="Reason">Why not, for the log.</param>
    public sealed record Unused(string Reason) : CommandCandidate;

    /// <summary>A command.</summary>
    /// <param name="Text">What follows the password, or what a shortcut stands for; trimmed. It holds no password.</param>
    /// <param name="Credential">What entitles it to run.</param>
    /// <param name="Secrets">The stretches of text that must not be shown to anybody: the password or codes as written in the mail.</param>
    public sealed record Command(string Text, Credential Credential, Seq<Secret> Secrets) : CommandCandidate
    {
        /// <summary>Without the text, which may hold what nobody should see.</summary>
        public override string ToString() => $"Command {{ Credential = {Credential} }}";
    }
}

/// <summary>What entitles a command to run.</summary>
public abstract record Credential
{
    Credential() { }

    /// <summary>A password stood in front of it.</summary>
    public sealed record Password : Credential;

    /// <summary>A shortcut stands for it.</summary>
    public sealed record Shortcut : Credential;

    /// <summary>A pair of one-time codes stood in front of it (RFC 6238).</summary>
    /// <param name="Pair">A digest of password and codes, 32 octets: the same pair of the same password has the same digest.</param>
    /// <param name="Until">When the pair is no longer valid by the clock, at the latest.</param>
    public sealed record OneTime(Octets Pair, Instant Until) : Credential;
}
