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

    /// <summary>The items of any enumeration, evaluated now.</summary>
    public static Seq<A> Gather<A>(this IEnumerable<A> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? default : array.ToSeqUnsafe();
    }

    /// <summary>The first sequence followed by the second.</summary>
    public static Seq<A> Then<A>(this Seq<A> first, Seq<A> second) => second.IsEmpty ? first.Strict() : first.IsEmpty ? second.Strict() : Joined(first, second);

    /// <summary>Some sequences one behind the other.</summary>
    public static Seq<A> Joined<A>(params ReadOnlySpan<Seq<A>> sequences)
    {
        var count = 0;
        foreach (var sequence in sequences)
        {
            count += sequence.Count;
        }

        if (count == 0)
        {
            return default;
        }

        var (items, at) = (new A[count], 0);
        foreach (var sequence in sequences)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                items[at++] = sequence[i];
            }
        }

        return items.ToSeqUnsafe();
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
        var kept = default(List<A>);
        for (var i = 0; i < items.Count; i++)
        {
            if (satisfies(items[i]))
            {
                kept?.Add(items[i]);
            }
            else if (kept is null)
            {
                kept = new List<A>(items.Count - 1);
                for (var before = 0; before < i; before++)
                {
                    kept.Add(items[before]);
                }
            }
        }

        return kept is null ? items : kept.Gather();
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
