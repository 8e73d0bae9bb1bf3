using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>The lines of a text that hold another text.</summary>
static class MatchingLines
{
    const int MaxCharacters = 1 << 20;

    /// <summary>Those lines, LF behind each, no more of them than fit into 1 Mi characters. Letter case is ignored.</summary>
    public static string Of(string text, string sought)
    {
        var found = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Contains(sought, StringComparison.OrdinalIgnoreCase) && found.Length + line.Length < MaxCharacters)
            {
                found.Append(line).Append('\n');
            }
        }

        return found.ToString();
    }
}
