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
        TextKind.Plain => search with { HasPlain = search.HasPlain || part.Lines.Exists(line => !Blanks.Trim(line.Text).IsEmpty), Plain = SearchLines(policy, now, search.Plain, part.Lines) },
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
        var passwords = lines.Exists(line => OneTimeCodes.MayBegin(Blanks.Trim(line.Characters.Span))) ? policy.Passwords : Seqs.Of<Secret>();
        var codes = OneTimeCodes.Of(passwords, now);
        var findings = before;
        foreach (var line in lines)
        {
            if (findings.IsSettled)
            {
                break;
            }

            findings = findings.After(policy, codes, Blanks.Trim(line.Characters.Span));
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
