namespace Laitos.Domain.Rules;

/// <summary>
/// A text in which <c>*</c> stands for any characters, none included; letter case makes no difference. A text is matched in time linear in its length and
/// that of the pattern: the parts between the asterisks are looked for one behind the other, each by the algorithm of Knuth, Morris and Pratt.
/// </summary>
public sealed record Glob
{
    const char Wildcard = '*';

    /// Stands for what an asterisk matches; in no address.
    const char Anything = '\0';

    readonly string[] literals;

    /// For each literal between two asterisks, and each of its positions: how much of its beginning ends there.
    readonly int[][] borders;

    Glob(string text)
    {
        Text = text;
        literals = text.Split(Wildcard);
        borders = [.. literals.Select((literal, i) => i == 0 || i == literals.Length - 1 ? [] : Borders(literal))];
    }

    /// <summary>The pattern in lower case.</summary>
    public string Text { get; }

    /// <summary>True when it matches one text alone.</summary>
    public bool IsExact => literals.Length == 1;

    /// <summary>The pattern that a text stands for; every text does.</summary>
    public static Glob Of(string text) => new(text.ToLowerInvariant());

    /// <summary>True for a text that it matches as a whole.</summary>
    public bool Matches(string text) => Match(text).IsMatch;

    /// <summary>Whether it matches a text as a whole, and how much work it was to find out.</summary>
    public GlobMatch Match(string text)
    {
        var work = 0;
        string first = literals[0], last = literals[^1];
        if (IsExact)
        {
            return new(text.Length == first.Length && IsAt(first, text, 0, ref work), work);
        }

        if (text.Length < first.Length + last.Length || !IsAt(first, text, 0, ref work) || !IsAt(last, text, text.Length - last.Length, ref work))
        {
            return new(false, work);
        }

        int at = first.Length, end = text.Length - last.Length;
        for (var i = 1; i < literals.Length - 1; i++)
        {
            at = EndOf(literals[i], borders[i], text, at, end, ref work);
            if (at < 0)
            {
                return new(false, work);
            }
        }

        return new(true, work);
    }

    /// <summary>True when it matches every text that another pattern matches: its asterisks alone can take what the other's leave open.</summary>
    public bool Covers(Glob other) => IsExact ? Equals(other) : Matches(other.Text.Replace(Wildcard, Anything));

    /// <inheritdoc/>
    public bool Equals(Glob? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    static bool IsAt(string literal, string text, int start, ref int work)
    {
        for (var i = 0; i < literal.Length; i++)
        {
            work++;
            if (!Same(literal[i], text[start + i]))
            {
                return false;
            }
        }

        return true;
    }

    /// The position behind the first occurrence of a literal within a stretch of a text; negative when there is none.
    static int EndOf(string literal, int[] borders, string text, int start, int end, ref int work)
    {
        var matched = 0;
        for (var at = start; at < end && matched < literal.Length; at++)
        {
            while (matched > 0 && Differs(literal[matched], text[at], ref work))
            {
                matched = borders[matched - 1];
            }

            if (matched > 0 || !Differs(literal[0], text[at], ref work))
            {
                matched++;
            }

            start = at + 1;
        }

        return matched == literal.Length ? start : -1;
    }

    static int[] Borders(string literal)
    {
        var borders = new int[literal.Length];
        for (int i = 1, matched = 0; i < literal.Length; i++)
        {
            while (matched > 0 && literal[matched] != literal[i])
            {
                matched = borders[matched - 1];
            }

            matched += literal[matched] == literal[i] ? 1 : 0;
            borders[i] = matched;
        }

        return borders;
    }

    static bool Differs(char ours, char theirs, ref int work)
    {
        work++;
        return !Same(ours, theirs);
    }

    static bool Same(char ours, char theirs) => ours == char.ToLowerInvariant(theirs);
}

/// <summary>What came of matching a text.</summary>
/// <param name="IsMatch">True when it is matched.</param>
/// <param name="Comparisons">How many characters were compared: at most twice those of the text and once those of the pattern.</param>
public readonly record struct GlobMatch(bool IsMatch, int Comparisons);
