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
    public static Seq<A> Then<A>(this Seq<A> first, Seq<A> second)
    {
        var items = new A[first.Count + second.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = i < first.Count ? first[i] : second[i - first.Count];
        }

        return items.Length == 0 ? default : items.ToSeq();
    }

    /// <summary>What <paramref name="f"/> makes of the first item that it makes something of.</summary>
    public static Option<B> Pick<A, B>(this Seq<A> items, Func<A, Option<B>> f)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (f(items[i]) is { IsSome: true } picked)
            {
                return picked;
            }
        }

        return Option<B>.None;
    }

    /// <summary>The results of <paramref name="f"/> for each item, joined in order.</summary>
    public static Seq<B> SelectEach<A, B>(this Seq<A> items, Func<A, Seq<B>> f) =>
        items.AsEnumerable().SelectMany(item => f(item).AsEnumerable()).Gather();
}
