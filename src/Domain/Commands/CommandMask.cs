using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>
/// What must be overwritten in a mail before it is forwarded: the secrets of the command that it carries, wherever they stand in its text, in any letter case,
/// also in quoted mail below; and for a secret app what follows its prefix.
/// </summary>
public static class CommandMask
{
    /// A shorter secret can only be a shortcut: within other words it gives nothing away, and to overwrite it there would spoil the text.
    const int Telling = 7;

    /// <summary>The changes of one text part; each keeps the size of the mail.</summary>
    public static Seq<Overwrite> Of(CommandPolicy policy, CommandCandidate.Command command, TextPart part)
    {
        var app = SecretApp(policy, command);
        var words = Words(policy, command);
        return Masking.Of(part.Lines.SelectEach(line =>
            Stretches(line.Text, command, words, app).Map(stretch => new LineRange(line, stretch.Start, stretch.Length))));
    }

    /// <summary>What must be hidden wherever it stands: the secrets of the command, and what may be a key in the argument of a secret app.</summary>
    internal static Seq<string> Words(CommandPolicy policy, CommandCandidate.Command command) =>
        command.Secrets.Map(secret => secret.Reveal()).Then(SecretApp(policy, command).Map(KeyWords).IfNone(Seqs.Of<string>()));

    /// <summary>True for a word that gives a secret away also within other words.</summary>
    internal static bool IsTelling(string word) => word.Length >= Telling;

    /// <summary>Which characters of a text belong to such words.</summary>
    internal static bool[] Hidden(string text, Seq<string> words)
    {
        var (isHidden, plain) = (new bool[text.Length], WhiteSpace.Ordinary(text));
        foreach (var (start, length) in words.AsEnumerable().SelectMany(word => Places(plain, WhiteSpace.Ordinary(word))))
        {
            isHidden.AsSpan(start, length).Fill(true);
        }

        return isHidden;
    }

    static Option<Prepared.Ready> SecretApp(CommandPolicy policy, CommandCandidate.Command command) =>
        CommandLine.Prepare(policy, command.Text) is Prepared.Ready { App.IsSecret: true } ready ? Prelude.Some(ready) : Option<Prepared.Ready>.None;

    /// Words of the argument that are long enough for a key, where mail programs have broken the line.
    static Seq<string> KeyWords(Prepared.Ready ready) =>
        ready.Argument.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= Telling).Distinct().Gather();

    /// What to overwrite in one line, in order and without overlaps.
    static Seq<(int Start, int Length)> Stretches(string line, CommandCandidate.Command command, Seq<string> words, Option<Prepared.Ready> secretApp)
    {
        var isHidden = Hidden(line, words);
        foreach (var ready in secretApp.Filter(_ => command.Credential is not Credential.Shortcut).AsEnumerable())
        {
            foreach (var (start, length) in Places(WhiteSpace.Ordinary(line), WhiteSpace.Ordinary(command.Secrets[0].Reveal())))
            {
                isHidden.AsSpan(ArgumentStart(line, start + length, ready.App.Prefix)).Fill(true);
            }
        }

        return Runs(isHidden).Gather();
    }

    /// Behind the prefix where it stands first, otherwise behind the password at once.
    static int ArgumentStart(string line, int end, string prefix)
    {
        var start = end + WhiteSpace.CountAtStart(line.AsSpan(end));
        return line.AsSpan(start).StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? start + prefix.Length : end;
    }

    static IEnumerable<(int Start, int Length)> Places(string line, string word)
    {
        for (var at = Next(line, word, 0); at >= 0; at = Next(line, word, at + 1))
        {
            if (IsTelling(word) || (IsEdge(line, at - 1) && IsEdge(line, at + word.Length)))
            {
                yield return (at, word.Length);
            }
        }
    }

    static int Next(string line, string word, int from) =>
        word.Length == 0 || from > line.Length - word.Length ? -1 : line.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);

    static bool IsEdge(string line, int at) => at < 0 || at >= line.Length || !char.IsLetterOrDigit(line[at]);

    static IEnumerable<(int Start, int Length)> Runs(bool[] isHidden)
    {
        for (var at = 0; at < isHidden.Length;)
        {
            var rest = isHidden.AsSpan(at);
            var length = rest.IndexOf(!isHidden[at]) is var end and >= 0 ? end : rest.Length;
            if (isHidden[at])
            {
                yield return (at, length);
            }

            at += length;
        }
    }
}
