using System.Text;

namespace Laitos.Domain.Rewriting;

/// <summary>Text from a stranger made fit to stand in front of our own address.</summary>
static class DisplayName
{
    /// <summary>
    /// The text on one line, without control characters and marks that turn the direction of writing, and without at signs: some
    /// receivers take a second address in a display name for a forgery, and people may take it for the sender. At most
    /// <paramref name="limit"/> characters.
    /// </summary>
    public static string Safe(string text, int limit)
    {
        var safe = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            var written = IsAt(rune) ? " at " : IsInvisible(rune) ? " " : rune.ToString();
            if (safe.Length + written.Length > limit)
            {
                break;
            }

            safe.Append(written);
        }

        return string.Join(' ', safe.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// The at sign and its small and full-width forms.
    static bool IsAt(Rune rune) => rune.Value is '@' or 0xfe6b or 0xff20;

    static bool IsInvisible(Rune rune) =>
        Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)
        || rune.Value is (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0x200e or 0x200f or 0x061c or 0xfeff;
}
