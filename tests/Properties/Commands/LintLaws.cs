using System.Text;
using System.Text.Json;
using Laitos.Domain.Commands;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>How results are tidied.</summary>
public class LintLaws
{
    static readonly UTF8Encoding Strict = new(false, true);

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 500)]
    public bool A_result_is_never_longer_than_allowed(LintRules rules, ResultSample sample) =>
        rules.MaxLength == 0 || Encoding.UTF8.GetByteCount(Lint.Apply(rules, sample.Text)) <= rules.MaxLength;

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 500)]
    public bool Tidying_twice_is_tidying_once_where_nothing_is_skipped_and_trimming_meets_no_new_ends(LintRules rules, ResultSample sample)
    {
        var cutsNoNewEnds = !rules.TrimSpaces || (rules.MaxLength == 0 && !sample.Text.Contains('\a', StringComparison.Ordinal));
        var once = Lint.Apply(rules, sample.Text);
        return rules.BeginPosition > 0 || !cutsNoNewEnds || Lint.Apply(rules, once) == once;
    }

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 500)]
    public bool Skip_and_cut_give_a_stretch_of_what_is_there_without_them(LintRules rules, ResultSample sample)
    {
        var whole = Lint.Apply(rules with { BeginPosition = 0, MaxLength = 0 }, sample.Text);
        var octets = Encoding.UTF8.GetBytes(whole);
        var start = Math.Min(rules.BeginPosition, octets.Length);
        var length = rules.MaxLength == 0 ? octets.Length - start : Math.Min(rules.MaxLength, octets.Length - start);
        return Lint.Apply(rules, sample.Text) == Encoding.UTF8.GetString(WithoutBrokenEnds(octets.AsSpan(start, length)));
    }

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 300)]
    public bool Each_rule_does_what_it_says(LintRules rules, ResultSample sample)
    {
        var text = Lint.Apply(rules, sample.Text);
        return (!rules.CompressToSingleLine || !text.Contains('\n', StringComparison.Ordinal))
            && (!rules.KeepVisible7BitCharOnly || text.All(c => c is (>= ' ' and <= '~') or (>= '\t' and <= '\r')))
            && (!rules.CompressSpaces || (!text.Contains("  ", StringComparison.Ordinal) && text.IndexOfAny(['\t', '\a', '\f', '\v']) < 0));
    }

    /// <summary>
    /// Where a recorded result ends or begins within a character, ours does not (defect 39). Recorded texts that are not UTF-8 are left out: they reach us with
    /// U+FFFD in the place of what cannot be read.
    /// </summary>
    [Test]
    public void Recorded_results_agree() => Assert.Multiple(() =>
    {
        var (compared, broken, unreadable) = (0, 0, 0);
        foreach (var vector in Recorded("LintText.Transform"))
        {
            var (input, expected) = (OctetsOf(vector.GetProperty("in").GetProperty("text")), OctetsOf(vector.GetProperty("out").GetProperty("text")));
            if (!IsUtf8(input))
            {
                unreadable++;
                continue;
            }

            var whole = WithoutBrokenEnds(expected);
            broken += whole.Length < expected.Length ? 1 : 0;
            compared++;
            Assert.That(Lint.Apply(RulesOf(vector.GetProperty("in").GetProperty("opt")), Encoding.UTF8.GetString(input)), Is.EqualTo(Encoding.UTF8.GetString(whole)), vector.ToString());
        }

        Assert.That(compared, Is.GreaterThan(450));
        Assert.That(broken, Is.InRange(1, 40));
        Assert.That(unreadable, Is.LessThan(60));
    });

    internal static LintRules RulesOf(JsonElement opt) => new(
        opt.GetProperty("TrimSpaces").GetBoolean(), opt.GetProperty("CompressToSingleLine").GetBoolean(), opt.GetProperty("KeepVisible7BitCharOnly").GetBoolean(),
        opt.GetProperty("CompressSpaces").GetBoolean(), opt.GetProperty("BeginPosition").GetInt32(), opt.GetProperty("MaxLength").GetInt32());

    /// Octets of a cut text without the parts of characters at its ends.
    static byte[] WithoutBrokenEnds(ReadOnlySpan<byte> cut)
    {
        var start = 0;
        while (start < cut.Length && (cut[start] & 0xc0) == 0x80)
        {
            start++;
        }

        var end = cut.Length;
        while (end > start && !IsUtf8(cut[start..end].ToArray()))
        {
            end--;
        }

        return cut[start..end].ToArray();
    }

    static bool IsUtf8(byte[] octets)
    {
        try
        {
            return Strict.GetCharCount(octets) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
