namespace Laitos.Domain.Foundation;

/// <summary>
/// A reader over text for grammar rules. It never throws and has no opinion on errors: the rule that calls it names them.
/// </summary>
/// <param name="text">The text to read.</param>
public ref struct Cursor(ReadOnlySpan<char> text)
{
    readonly ReadOnlySpan<char> text = text;

    /// <summary>How many characters have been read.</summary>
    public int Position { get; private set; }

    /// <summary>True when nothing is left.</summary>
    public readonly bool AtEnd => Position >= text.Length;

    /// <summary>What is left to read.</summary>
    public readonly ReadOnlySpan<char> Rest => text[Position..];

    /// <summary>The next character, or NUL at the end.</summary>
    public readonly char Peek => AtEnd ? '\0' : text[Position];

    /// <summary>Reads this character if it comes next.</summary>
    public bool TryTake(char expected)
    {
        if (AtEnd || text[Position] != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Reads this word if it comes next, in any ASCII letter case.</summary>
    public bool TryTakeWord(ReadOnlySpan<char> word)
    {
        if (!Rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    /// <summary>Reads the longest run of characters that satisfy a predicate; it may be empty.</summary>
    public ReadOnlySpan<char> TakeWhile(Func<char, bool> accepts)
    {
        var start = Position;
        while (!AtEnd && accepts(text[Position]))
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Reads a number of characters, fewer if fewer are left.</summary>
    public ReadOnlySpan<char> Take(int count)
    {
        var start = Position;
        Position = Math.Min(text.Length, Position + count);
        return text[start..Position];
    }
}

/// <summary>Why a text is not an instance of a grammar.</summary>
/// <param name="Expected">The rule that was looked for, in the words of its RFC.</param>
/// <param name="Found">What stood there instead: escaped, at most 60 characters.</param>
public sealed record SyntaxError(string Expected, string Found)
{
    /// <summary>An error that quotes a bounded excerpt of what was found.</summary>
    public static SyntaxError At(string expected, string found) => new(expected, Printable.Excerpt(found, 60));

    /// <inheritdoc/>
    public override string ToString() => $"expected {Expected}, found \"{Found}\"";
}
