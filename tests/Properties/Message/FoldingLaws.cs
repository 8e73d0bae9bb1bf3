using System.Text;
using Laitos.Domain.Message;

namespace Laitos.Properties.Message;

/// <summary>Folding and unfolding change the lines and nothing else.</summary>
public class FoldingLaws
{
    [Property(MaxTest = 500)]
    public bool Unfolding_undoes_folding(PositiveInt[] lengths)
    {
        var words = Words(lengths);
        return Folding.Unfold(Octets.Utf8(Folding.Fold("X:", words))) == "X:" + string.Concat(words.Select(word => " " + word));
    }

    [Property(MaxTest = 500)]
    public bool A_folded_line_is_short_unless_one_word_is_long(PositiveInt[] lengths)
    {
        var words = Words(lengths);
        var longest = words.Select(word => Encoding.UTF8.GetByteCount(word) + 3).Append(0).Max();
        return Folding.LongestLine(Octets.Utf8(Folding.Fold("X:", words))) <= Math.Max(Folding.Preferred, longest);
    }

    [TestCase("a\r\n b", "a b")]
    [TestCase("a\n\tb\r\n", "a\tb")]
    [TestCase("\r\n a", " a")]
    [TestCase("a\rb", "a\rb")]
    public void Unfolded(string body, string expected) => Assert.That(Folding.Unfold(Octets.Latin1(body)), Is.EqualTo(expected));

    [TestCase("", 0)]
    [TestCase("abc", 3)]
    [TestCase("a\r\nabcd\r\nab", 4)]
    [TestCase("abcde\n", 5)]
    public void The_longest_line(string text, int length) => Assert.That(Folding.LongestLine(Octets.Latin1(text)), Is.EqualTo(length));

    static string[] Words(PositiveInt[] lengths) => [.. lengths.Select(length => new string(length.Get % 2 == 0 ? 'w' : 'é', length.Get))];
}
