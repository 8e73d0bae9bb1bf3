namespace Laitos.Domain.Settings;

/// <summary>What somebody may have meant by a misspelt key.</summary>
public static class SpellingSuggestion
{
    /// <summary>How many single letters apart a suggestion may be.</summary>
    public const int Nearby = 2;

    /// <summary>The known name that lies nearest, when it is no more than two letters away and resembles it at all.</summary>
    public static Option<string> Nearest(string name, Seq<string> known) =>
        known.Map(candidate => (Candidate: candidate, Distance: Distance(name, candidate)))
            .Where(found => found.Distance <= Nearby && found.Distance < found.Candidate.Length)
            .OrderBy(found => found.Distance)
            .Select(found => Prelude.Some(found.Candidate))
            .FirstOrDefault();

    /// <summary>The known name that was surely meant: at most a third of it is wrong. In short words that is little, for they resemble each other.</summary>
    internal static Option<string> Slip(string name, Seq<string> known) =>
        Nearest(name, known).Filter(nearest => 3 * Distance(name, nearest) <= nearest.Length);

    /// <summary>A sentence: the nearest name, or all of them.</summary>
    internal static string Suggest(string name, Seq<string> known) => Nearest(name, known).Match(
        Some: nearest => $"one that exists; did you mean {nearest}?",
        None: () => $"one of {string.Join(", ", known)}");

    /// <summary>
    /// The number of letters to insert, remove, replace or swap with their neighbour, in any letter case; capped for names that cannot be near.
    /// </summary>
    public static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > Nearby)
        {
            return Nearby + 1;
        }

        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    Math.Min(
                        rows[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1),
                        i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]) ? rows[i - 2, j - 2] + 1 : int.MaxValue));
            }
        }

        return rows[left.Length, right.Length];
    }

    static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
