namespace Laitos.Domain.Foundation;

/// <summary>
/// The only ways this codebase builds and joins sequences. Collection literals of LanguageExt's
/// own types are silently empty (docs/adr/0003-seq.md; the laws are in SeqLaws).
/// Every result is strict: evaluated once, safe to join again.
/// </summary>
public static class Seqs
{
    /// <summary>The sequence of exactly these items, in this order.</summary>
    public static Seq<A> Of<A>(params ReadOnlySpan<A> items) => items.IsEmpty ? default : items.ToArray().ToSeq();

    /// <summary>The items of any enumeration, evaluated now.</summary>
    public static Seq<A> Gather<A>(this IEnumerable<A> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? default : array.ToSeq();
    }

    /// <summary>The first sequence followed by the second.</summary>
    public static Seq<A> Then<A>(this Seq<A> first, Seq<A> second) => first.AsEnumerable().Concat(second.AsEnumerable()).Gather();

    /// <summary>The results of <paramref name="f"/> for each item, joined in order.</summary>
    public static Seq<B> SelectEach<A, B>(this Seq<A> items, Func<A, Seq<B>> f) =>
        items.AsEnumerable().SelectMany(item => f(item).AsEnumerable()).Gather();
}
