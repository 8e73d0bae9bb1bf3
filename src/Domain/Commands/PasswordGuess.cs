namespace Laitos.Domain.Commands;

/// <summary>
/// A line that looks like somebody trying a password: as many characters as the shortest password has, and directly behind them or behind a blank a known
/// prefix with nothing or a blank after it. Whatever a right password would let through anywhere in a mail has this form.
/// </summary>
static class PasswordGuess
{
    /// <summary>The fewest characters of a password.</summary>
    const int Shortest = 7;

    /// Paths, quotations and tables hold these; a guess does only where a password does.
    const string Unusual = "/\\<>|";

    /// <summary>Whether a trimmed line is one.</summary>
    public static bool IsOne(CommandPolicy policy, ReadOnlySpan<char> line)
    {
        var mostWords = policy.Passwords.Fold(1, (most, password) => Math.Max(most, Words(password.Reveal())));
        var end = 0;
        for (var word = 0; word < mostWords && end < line.Length; word++)
        {
            end += WhiteSpace.CountAtStart(line[end..]);
            var start = end;
            end += WhiteSpace.WordLength(line[end..]);
            if (IsOne(policy, line, start, end))
            {
                return true;
            }
        }

        return false;
    }

    /// Whether the guess ends within or with this word.
    static bool IsOne(CommandPolicy policy, ReadOnlySpan<char> line, int start, int end)
    {
        var point = line[start..end].LastIndexOf('.') is var at and >= 0 ? start + at : end;
        var isGlued = point >= Shortest && AppChoice.IsPrefix(policy.Apps, line[point..end]);
        var isApart = end >= Shortest && AppChoice.BeginsWithPrefix(policy.Apps, WhiteSpace.TrimStart(line[end..]));
        return (isGlued && IsUsual(policy, line[..point])) || (isApart && IsUsual(policy, line[..end]));
    }

    static bool IsUsual(CommandPolicy policy, ReadOnlySpan<char> guess)
    {
        foreach (var mark in Unusual)
        {
            if (guess.Contains(mark) && !policy.Passwords.Exists(password => password.Reveal().Contains(mark, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    static int Words(string text)
    {
        var (words, isWithin) = (0, false);
        foreach (var c in text)
        {
            words += !isWithin && !WhiteSpace.IsBlank(c) ? 1 : 0;
            isWithin = !WhiteSpace.IsBlank(c);
        }

        return words;
    }
}
