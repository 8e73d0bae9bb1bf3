namespace Laitos.Domain.Commands.Apps;

/// <summary>The words of an argument, parted by white space.</summary>
static class WordSplitter
{
    /// <summary>The first word and what follows it, trimmed; both empty when there is none.</summary>
    public static (string First, string Behind) Split(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var end = 0;
        while (end < trimmed.Length && !char.IsWhiteSpace(trimmed[end]))
        {
            end++;
        }

        return (trimmed[..end].ToString(), trimmed[end..].Trim().ToString());
    }

    /// <summary>The first two words and what follows them.</summary>
    public static (string First, string Second, string Behind) SplitTwo(string text)
    {
        var (first, behind) = Split(text);
        var (second, rest) = Split(behind);
        return (first, second, rest);
    }
}
