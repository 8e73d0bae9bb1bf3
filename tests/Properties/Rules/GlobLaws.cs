using Laitos.Domain.Rules;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Rules;

public class GlobLaws
{
    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool It_matches_what_trying_everything_matches(GlobCase sample) =>
        Glob.Of(sample.Pattern).Matches(sample.Text) == Tries(sample.Pattern.ToUpperInvariant(), sample.Text.ToUpperInvariant());

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool The_work_is_linear(GlobCase sample) =>
        Glob.Of(sample.Pattern).Match(sample.Text).Comparisons <= (2 * sample.Text.Length) + sample.Pattern.Length;

    /// What makes backtracking matchers go on for ever, or quadratic ones slow.
    [TestCase("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "a", 256)]
    [TestCase("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab*", "a", 100_000)]
    [TestCase("*abababababababababababababababac*", "ab", 50_000)]
    public void The_work_on_hostile_texts_is_linear_too(string pattern, string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));
        var match = Glob.Of(pattern).Match(text);
        Assert.That(match.IsMatch, Is.False);
        Assert.That(match.Comparisons, Is.LessThanOrEqualTo((2 * text.Length) + pattern.Length));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool What_it_covers_matches_nothing_that_it_does_not(GlobCase sample)
    {
        var (wide, narrow) = (Glob.Of(sample.Pattern), Glob.Of(sample.Other));
        return !wide.Covers(narrow) || !narrow.Matches(sample.Text) || wide.Matches(sample.Text);
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 500)]
    public bool What_it_does_not_cover_matches_something_that_it_does_not(GlobCase sample)
    {
        var (wide, narrow) = (Glob.Of(sample.Pattern), Glob.Of(sample.Other));
        var witness = sample.Other.Replace('*', 'z');
        return wide.Covers(narrow) || (narrow.Matches(witness) && !wide.Matches(witness));
    }

    [TestCase("shop-*", "SHOP-", true)]
    [TestCase("shop-*", "shop", false)]
    [TestCase("a*a", "a", false)]
    [TestCase("*", "", true)]
    [TestCase("", "", true)]
    [TestCase("", "a", false)]
    [TestCase("*Ä*", "xäx", true)]
    public void Examples(string pattern, string text, bool isMatch) => Assert.That(Glob.Of(pattern).Matches(text), Is.EqualTo(isMatch));

    static bool Tries(string pattern, string text) =>
        pattern.Length == 0 ? text.Length == 0
        : pattern[0] == '*' ? Tries(pattern[1..], text) || (text.Length > 0 && Tries(pattern, text[1..]))
        : text.Length > 0 && pattern[0] == text[0] && Tries(pattern[1..], text[1..]);
}
