using Laitos.Domain.Smtp;

namespace Laitos.Domain.Rules;

/// <summary>Which rules never decide anything, because those before them take all that they match.</summary>
public static class RuleCoverage
{
    /// <summary>A rule that others leave nothing to.</summary>
    /// <param name="Rule">Its index.</param>
    /// <param name="By">The indices of those before it, in their order; at least one.</param>
    /// <param name="ButPostmaster">True when mail for postmaster still comes to it.</param>
    public sealed record Covered(int Rule, Seq<int> By, bool ButPostmaster);

    /// <summary>
    /// Those rules. Each of the addresses of such a rule is taken by one rule in front, for all of its senders and all of its time; what several rules take only together is not looked for.
    /// </summary>
    public static Seq<Covered> Of(Seq<AddressRule> rules) =>
        rules.AsEnumerable().SelectMany((rule, i) => Of(rules, rule, i).AsEnumerable()).Gather();

    static Option<Covered> Of(Seq<AddressRule> rules, AddressRule rule, int index)
    {
        var takers = Patterns(rule).Select(pattern => Enumerable.Range(0, index).Where(i => Takes(rules[i], rule, pattern)).Select(Prelude.Some).FirstOrDefault()).ToArray();
        var by = takers.SelectMany(taker => taker.AsEnumerable()).Distinct().Order().Gather();
        var butPostmaster = rule.Action.Delivers && Patterns(rule).Any(pattern => pattern.Match(each => each.MatchesPostmaster, () => true)) && by.Exists(i => !rules[i].Action.Delivers);
        // A rule for postmaster alone, behind one that refuses all the rest, is well placed.
        return takers.All(taker => taker.IsSome) && !(butPostmaster && rule.To.Exists(pattern => pattern.NamesPostmaster))
            ? new Covered(index, by, butPostmaster)
            : Option<Covered>.None;
    }

    /// None stands for all addresses.
    static Option<AddressPattern>[] Patterns(AddressRule rule) => rule.To.IsEmpty ? [Option<AddressPattern>.None] : [.. rule.To.AsEnumerable().Select(Prelude.Some)];

    static bool Takes(AddressRule before, AddressRule rule, Option<AddressPattern> pattern) =>
        (before.To.IsEmpty || pattern.Exists(each => before.To.Exists(ours => ours.Covers(each))))
        && (before.From.IsEmpty || (!rule.From.IsEmpty && rule.From.ForAll(theirs => before.From.Exists(ours => ours.Covers(theirs)))))
        && before.Until.Match(end => rule.Until.Exists(theirs => theirs <= end), () => true);
}
