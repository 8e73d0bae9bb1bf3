namespace Laitos.Properties.Foundation;

/// <summary>What Seqs promises, and the faults of LanguageExt.Core 4.4.9 that make it necessary.</summary>
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
    public bool SelectEach_is_SelectMany(int[] items) =>
        Seqs.Of<int>(items).SelectEach(i => Seqs.Of(i, i + 1)).SequenceEqual(items.SelectMany(i => new[] { i, i + 1 }));

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

    /// <summary>Version 3 of the library lost what follows a lazy operand.</summary>
    [Test]
    public void Concatenation_of_the_library_keeps_what_follows_a_lazy_operand()
    {
        var lazy = new[] { 1, 2, 3 }.Where(_ => true).ToSeq();
        Assert.That(Prelude.Seq1(0) + lazy + Prelude.Seq1(9), Is.EqualTo(new[] { 0, 1, 2, 3, 9 }));
    }

    sealed record Colliding(int Value)
    {
        public override int GetHashCode() => 1;
    }
}
