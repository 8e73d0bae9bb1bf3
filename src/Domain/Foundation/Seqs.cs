using LanguageExt.UnsafeValueAccess;

namespace Laitos.Domain.Foundation;

/// <summary>
/// The only ways this codebase builds and joins sequences. Collection literals of LanguageExt's
/// own types are silently empty (docs/adr/0003-seq.md; the laws are in SeqLaws).
/// Every result is strict: evaluated once, safe to join again. Each array is built here and given up to its sequence, so that it need not be copied.
/// </summary>
public static class Seqs
{
    /// <summary>The sequence of exactly these items, in this order.</summary>
    public static Seq<A> Of<A>(params ReadOnlySpan<A> items) => items.IsEmpty ? default : items.ToArray().ToSeqUnsafe();

    /// <summary>The sequence of the items of an array, which is given up to it: whoever has filled it changes it no more.</summary>
    public static Seq<A> Over<A>(A[] items) => items.Length == 0 ? default : items.ToSeqUnsafe();

    /// <summary>The items of any enumeration, evaluated now.</summary>
    public static Seq<A> Gather<A>(this IEnumerable<A> items) => Over(items.ToArray());

    /// <summary>The first sequence followed by the second.</summary>
    public static Seq<A> Then<A>(this Seq<A> first, Seq<A> second) => second.IsEmpty ? first.Strict() : first.IsEmpty ? second.Strict() : Joined(first, second);

    /// <summary>Some sequences one behind the other; the only one that has items as it is.</summary>
    public static Seq<A> Joined<A>(params ReadOnlySpan<Seq<A>> sequences) => Joined([], sequences);

    /// <summary>Some items, and some sequences one behind the other.</summary>
    public static Seq<A> Joined<A>(ReadOnlySpan<A> first, params ReadOnlySpan<Seq<A>> sequences)
    {
        var (count, longest) = (first.Length, default(Seq<A>));
        foreach (var sequence in sequences)
        {
            count += sequence.Count;
            longest = sequence.Count > longest.Count ? sequence : longest;
        }

        if (count == longest.Count)
        {
            return longest.Strict();
        }

        var (items, at) = (new A[count], first.Length);
        first.CopyTo(items);
        foreach (var sequence in sequences)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                items[at++] = sequence[i];
            }
        }

        return items.ToSeqUnsafe();
    }

    /// <summary>True when an item is among them. What <c>Contains</c> tells, without an object that enumerates them.</summary>
    public static bool Has<A>(this Seq<A> items, A item)
        where A : IEquatable<A>
    {
        var at = 0;
        while (at < items.Count && !items[at].Equals(item))
        {
            at++;
        }

        return at < items.Count;
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

    /// <summary>What <paramref name="f"/> makes of each item, evaluated now: what <c>Map</c> gives lazily, with a tenth of the memory.</summary>
    public static Seq<B> MapStrict<A, B>(this Seq<A> items, Func<A, B> f)
    {
        if (items.IsEmpty)
        {
            return default;
        }

        var mapped = new B[items.Count];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = f(items[i]);
        }

        return mapped.ToSeqUnsafe();
    }

    /// <summary>What <paramref name="f"/> makes of each item and its index.</summary>
    public static Seq<B> MapStrict<A, B>(this Seq<A> items, Func<A, int, B> f)
    {
        if (items.IsEmpty)
        {
            return default;
        }

        var mapped = new B[items.Count];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = f(items[i], i);
        }

        return mapped.ToSeqUnsafe();
    }

    /// <summary>The items that satisfy a predicate, found now. The sequence itself where all do.</summary>
    public static Seq<A> FilterStrict<A>(this Seq<A> items, Func<A, bool> satisfies)
    {
        var (kept, first) = (default(List<A>), 0);
        while (first < items.Count && satisfies(items[first]))
        {
            first++;
        }

        for (var i = first + 1; i < items.Count; i++)
        {
            if (satisfies(items[i]))
            {
                (kept ??= Front(items, first)).Add(items[i]);
            }
        }

        return first == items.Count ? items : kept is not null ? kept.Gather() : first == 0 ? default : Front(items, first).Gather();
    }

    static List<A> Front<A>(Seq<A> items, int count)
    {
        var front = new List<A>(items.Count - 1);
        for (var i = 0; i < count; i++)
        {
            front.Add(items[i]);
        }

        return front;
    }

    /// <summary>The results of <paramref name="f"/> for each item, joined in order.</summary>
    public static Seq<B> SelectEach<A, B>(this Seq<A> items, Func<A, Seq<B>> f)
    {
        if (items.Count == 1)
        {
            return f(items[0]).Strict();
        }

        var joined = new List<B>();
        for (var i = 0; i < items.Count; i++)
        {
            var part = f(items[i]);
            for (var at = 0; at < part.Count; at++)
            {
                joined.Add(part[at]);
            }
        }

        return joined.Gather();
    }
}
