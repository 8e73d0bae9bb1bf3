namespace Laitos.Properties.Foundation;

/// <summary>What Seqs promises, what the library's own sequences can be trusted with, and the faults of LanguageExt.Core 4.4.9 that are fenced off.</summary>
public class SeqLaws
{
    [Property]
    public bool Of_holds_exactly_its_items(int[] items) => Seqs.Of<int>(items).SequenceEqual(items);

    [Property]
    public bool Then_appends_also_to_what_was_lazy(int[] first, int[] second, int[] third)
    {
        var lazy = Seqs.Of<int>(second).AsEnumerable().Where(_ => true);
        var joined = Seqs.Of<int>(first).Then(lazy.Gather()).Then(Seqs.Of<int>(third));
        return joined.SequenceEqual(first.Concat(second).Concat(third));
    }

    [Property]
    public bool Joined_is_Concat(int[] first, int[][] rest)
    {
        var joined = Seqs.Joined<int>(first, [.. rest.Select(items => items.Gather())]);
        return joined.SequenceEqual(first.Concat(rest.SelectMany(items => items)))
            && joined.Add(1).SequenceEqual([.. first, .. rest.SelectMany(items => items), 1])
            && Seqs.Joined<int>([.. rest.Select(items => items.Gather())]).SequenceEqual(rest.SelectMany(items => items));
    }

    [Property]
    public bool Over_holds_exactly_its_items(int[] items) => Seqs.Over<int>([.. items]).SequenceEqual(items);

    [Property]
    public bool Has_is_Contains(byte[] items, byte item) => items.Gather().Has(item) == items.Contains(item);

    [Property]
    public bool SelectEach_is_SelectMany(int[] items) =>
        Seqs.Of<int>(items).SelectEach(i => Seqs.Of(i, i + 1)).SequenceEqual(items.SelectMany(i => new[] { i, i + 1 }));

    [Property]
    public bool MapStrict_is_Select(int[] items) =>
        Seqs.Of<int>(items).MapStrict(i => i + 1).SequenceEqual(items.Select(i => i + 1))
        && Seqs.Of<int>(items).MapStrict((item, i) => item * i).SequenceEqual(items.Select((item, i) => item * i));

    [Property]
    public bool FilterStrict_is_Where(int[] items, int divisor) =>
        Seqs.Of<int>(items).FilterStrict(i => i % (Math.Abs((long)divisor) + 1) == 0).SequenceEqual(items.Where(i => i % (Math.Abs((long)divisor) + 1) == 0));

    [Property]
    public bool What_is_added_to_one_of_two_equal_beginnings_is_not_in_the_other(int[] items, int one, int other)
    {
        var beginning = Seqs.Of<int>(items);
        var (first, second) = (beginning.Add(one), beginning.Add(other));
        return first.SequenceEqual(items.Append(one)) && second.SequenceEqual(items.Append(other)) && beginning.SequenceEqual(items);
    }

    /// <summary>Version 3 of the library lost what follows a lazy operand, and filled up an over-long Take. Any chain of operations, on lazy and strict sequences, is held against lists.</summary>
    [Property(MaxTest = 2000)]
    public void Sequences_of_the_library_agree_with_lists(int seed)
    {
        var random = new Random(seed);
        var (sequence, list, chain) = (default(Seq<int>), new List<int>(), "");
        for (var left = random.Next(1, 9); left > 0; left--)
        {
            var operand = Enumerable.Range(random.Next(50), random.Next(5)).ToList();
            var (name, onSequence, onList) = Operations[random.Next(Operations.Length)];
            (sequence, list, chain) = (onSequence(sequence, Any(random, operand)), onList(list, operand), $"{chain} {name}[{string.Join(',', operand)}]");
            _ = random.Next(3) == 0 ? sequence.Count : 0; // evaluates what is lazy
        }

        Assert.That(sequence, Is.EqualTo(list), chain);
        Assert.That(sequence.Count, Is.EqualTo(list.Count), chain);
    }

    /// <summary>Version 3 of the library lost what follows a lazy operand.</summary>
    [Test]
    public void Concatenation_of_the_library_keeps_what_follows_a_lazy_operand()
    {
        var lazy = new[] { 1, 2, 3 }.Where(_ => true).ToSeq();
        Assert.That(Prelude.Seq1(0) + lazy + Prelude.Seq1(9), Is.EqualTo(new[] { 0, 1, 2, 3, 9 }));
    }

    /// <summary>Version 3 of the library filled up with zeros.</summary>
    [Test]
    public void An_over_long_Take_of_the_library_takes_what_is_there() =>
        Assert.That(new[] { 1, 2 }.Where(_ => true).ToSeq().Take(4), Is.EqualTo(new[] { 1, 2 }));

    /// <summary>When this fails the library has been mended, and the guard may go.</summary>
    [Test]
    public void A_literal_of_the_library_is_silently_empty()
    {
        Seq<int> literal = [1, 2, 3];
        Assert.That(literal.Count, Is.Zero);
    }

    /// <summary>Why keys of a HashMap must have hash codes that nobody chooses: text and octets, whose codes are drawn anew in each process.</summary>
    [Test]
    public void A_hash_map_of_the_library_loses_keys_of_equal_hash_codes()
    {
        var map = HashMap<Colliding, int>.Empty.Add(new Colliding(0), 0).Add(new Colliding(1), 1).Remove(new Colliding(2));
        Assert.That(map.ContainsKey(new Colliding(0)), Is.False);
    }

    static Seq<int> Any(Random random, List<int> items) => random.Next(4) switch
    {
        0 => items.ToArray().ToSeq(),
        1 => items.Where(_ => true).ToSeq(),
        2 => Prelude.Seq<int>(items.Select(i => i)),
        _ => items.ToSeq().Map(i => i),
    };

    static readonly (string Name, Func<Seq<int>, Seq<int>, Seq<int>> Sequence, Func<List<int>, List<int>, List<int>> List)[] Operations =
    [
        ("Add", (all, more) => all.Add(more.Count), (all, more) => [.. all, more.Count]),
        ("+", (all, more) => all + more, (all, more) => [.. all, .. more]),
        ("+ in front", (all, more) => more + all, (all, more) => [.. more, .. all]),
        ("Concat", (all, more) => all.Concat(more), (all, more) => [.. all, .. more]),
        ("Append", (all, more) => all.Append(more), (all, more) => [.. all, .. more]),
        ("Take", (all, more) => all.Take(more.Count), (all, more) => [.. all.Take(more.Count)]),
        ("TakeWhile", (all, more) => all.TakeWhile(i => i < 40), (all, more) => [.. all.TakeWhile(i => i < 40)]),
        ("Skip", (all, more) => all.Skip(more.Count), (all, more) => [.. all.Skip(more.Count)]),
        ("Tail", (all, more) => all.Tail, (all, more) => [.. all.Skip(1)]),
        ("Rev", (all, more) => all.Rev(), (all, more) => [.. Enumerable.Reverse(all)]),
        ("Map", (all, more) => all.Map(i => i + 1), (all, more) => [.. all.Select(i => i + 1)]),
        ("Filter", (all, more) => all.Filter(i => i % 3 != 0), (all, more) => [.. all.Where(i => i % 3 != 0)]),
        ("Bind", (all, more) => all.Bind(i => Prelude.Seq(i, i + 1)), (all, more) => [.. all.SelectMany(i => new[] { i, i + 1 })]),
        ("from", (all, more) => from one in all from other in more select one + other, (all, more) => [.. from one in all from other in more select one + other]),
        ("Strict", (all, more) => all.Strict(), (all, more) => all),
        ("branches", (all, more) => Branched(all, more), (all, more) => all),
    ];

    /// What is built from a sequence and thrown away must not show in it.
    static Seq<int> Branched(Seq<int> all, Seq<int> more)
    {
        _ = (all.Add(999), all.Tail.Add(998), all + more, more + all);
        return all;
    }

    sealed record Colliding(int Value)
    {
        public override int GetHashCode() => 1;
    }
}
