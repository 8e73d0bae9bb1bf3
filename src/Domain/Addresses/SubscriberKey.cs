namespace Laitos.Domain.Addresses;

/// <summary>
/// The keys by which paid DNS block lists know their subscribers: labels of the zone (<c>0123abc….zen.dq.example</c>), and secrets like passwords. A word of
/// letters and digits is taken for a key when it has at least 20 of them, or at least 12 with both among them.
/// </summary>
public static class SubscriberKey
{
    const int Surely = 20;
    const int Probably = 12;

    /// <summary>A text with <c>***</c> in the place of each key.</summary>
    public static string Mask(string text) => Words(text).Fold(text, (shown, key) => shown.Replace(key, "***", StringComparison.Ordinal));

    /// <summary>The keys in a text, each once, the longest in front. Most zones have no word that is long enough: that is found out first, for a mail may name them all.</summary>
    public static Seq<string> Words(string text) => !HasLongWord(text) ? default
        : string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsOne).Distinct()
            .OrderByDescending(key => key.Length).Gather();

    static bool HasLongWord(string text)
    {
        var length = 0;
        foreach (var c in text)
        {
            length = char.IsAsciiLetterOrDigit(c) ? length + 1 : 0;
            if (length >= Probably)
            {
                return true;
            }
        }

        return false;
    }

    static bool IsOne(string word) =>
        word.Length >= Surely || (word.Length >= Probably && word.Any(char.IsAsciiDigit) && word.Any(char.IsAsciiLetter));
}
