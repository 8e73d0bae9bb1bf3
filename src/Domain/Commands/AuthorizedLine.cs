namespace Laitos.Domain.Commands;

/// <summary>A line of text that says what to run and why it may: a shortcut, or a password or a pair of one-time codes with a command behind it.</summary>
static class AuthorizedLine
{
    /// <summary>The command of a trimmed line; none for other text, also for a password alone.</summary>
    /// <param name="policy">Passwords, shortcuts and apps.</param>
    /// <param name="codes">The codes of this moment.</param>
    /// <param name="line">The line.</param>
    /// <param name="mayBeAnything">False where only a line counts that would be seen to be a guess if it were wrong.</param>
    public static Option<CommandCandidate.Command> Read(CommandPolicy policy, OneTimeCodes codes, ReadOnlySpan<char> line, bool mayBeAnything)
    {
        // A blank that the mail program has made of two is a blank, in a password too.
        var written = line.ToString();
        line = WhiteSpace.Ordinary(written);
        if (mayBeAnything && ShortcutOf(policy, line) is { IsSome: true } shortcut)
        {
            return shortcut;
        }

        var (secret, oneTime) = CredentialIn(policy, codes, line);
        var rest = WhiteSpace.TrimStart(line[secret..]);
        return secret > 0 && !rest.IsEmpty && (mayBeAnything || AppChoice.BeginsWithPrefix(policy.Apps, rest))
            ? CommandOf(policy, oneTime.Match<Credential>(one => one, () => new Credential.Password()), written[..secret], WhiteSpace.TrimStart(written.AsSpan(secret)).ToString())
            : Option<CommandCandidate.Command>.None;
    }

    /// <summary>Why a line that begins with a password, or is a shortcut, is no command; none for other text. It may be quoted.</summary>
    /// <param name="policy">Passwords, shortcuts and apps.</param>
    /// <param name="codes">The codes of this moment.</param>
    /// <param name="line">The line, of which <see cref="Read"/> made nothing.</param>
    public static Option<string> Objection(CommandPolicy policy, OneTimeCodes codes, ReadOnlySpan<char> line)
    {
        var text = WhiteSpace.Trim(WhiteSpace.Ordinary(line.TrimStart('>').ToString())).ToString();
        var isQuoted = line[0] == '>';
        var (secret, _) = CredentialIn(policy, codes, text);
        return secret == 0 && ShortcutOf(policy, text).IsNone ? Option<string>.None
            : isQuoted ? "its line is quoted"
            : secret > 0 && WhiteSpace.TrimStart(text.AsSpan(secret)).IsEmpty ? "nothing stands behind the password"
            : $"its line is not among the first {CommandSearch.MaxTries} of its text, and no app is named in it";
    }

    /// How many characters in front are a password or a pair of codes, and the pair.
    static (int Length, Option<Credential.OneTime> Pair) CredentialIn(CommandPolicy policy, OneTimeCodes codes, ReadOnlySpan<char> line)
    {
        var length = PasswordLength(policy.Passwords, line);
        var oneTime = length == 0 && OneTimeCodes.MayBegin(line) && IsBoundary(line[OneTimeCodes.Length..])
            ? codes.Check(line[..OneTimeCodes.Length])
            : Option<Credential.OneTime>.None;
        return (oneTime.IsSome ? OneTimeCodes.Length : length, oneTime);
    }

    static Option<CommandCandidate.Command> ShortcutOf(CommandPolicy policy, ReadOnlySpan<char> line)
    {
        var found = Option<Shortcut>.None;
        foreach (var shortcut in policy.Shortcuts)
        {
            found = shortcut.Line.IsSameAs(line) ? shortcut : found;
        }

        return found.Map(shortcut => CommandOf(policy, new Credential.Shortcut(), shortcut.Line.Reveal(), shortcut.Command.Reveal()));
    }

    /// The length of the longest password in front, so that one never passes for a shorter one that it begins with; 0 for none. All are compared.
    static int PasswordLength(Seq<Secret> passwords, ReadOnlySpan<char> line)
    {
        var longest = 0;
        foreach (var password in passwords)
        {
            var length = password.Reveal().Length;
            var fits = length <= line.Length && password.IsSameAs(line[..length]) && IsBoundary(line[length..]);
            longest = fits ? Math.Max(longest, length) : longest;
        }

        return longest;
    }

    /// The command stands apart or begins with a point: a word that goes on is another word. A password may itself end with a blank.
    static bool IsBoundary(ReadOnlySpan<char> rest) => rest.IsEmpty || rest[0] == '.' || WhiteSpace.IsBlank(rest[0]);

    /// A command goes to disk and into subjects, so one that repeats a password is not handed on: nothing of it is left to run.
    static CommandCandidate.Command CommandOf(CommandPolicy policy, Credential credential, string secret, string text)
    {
        var repeated = policy.Passwords.Add(new Secret(secret))
            .Filter(one => credential is not Credential.Shortcut || one.Reveal() != secret)
            .Filter(one => one.Reveal().Length > 0 && WhiteSpace.Ordinary(text).Contains(WhiteSpace.Ordinary(one.Reveal()), StringComparison.Ordinal));
        return new CommandCandidate.Command(
            repeated.IsEmpty ? WhiteSpace.Trim(text).ToString() : "", credential, repeated.AsEnumerable().Prepend(new Secret(secret)).Distinct().Gather());
    }
}
