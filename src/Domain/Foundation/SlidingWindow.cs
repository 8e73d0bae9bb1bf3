using System.Collections;

namespace Laitos.Domain.Foundation;

/// <summary>
/// The latest items of a stream, the oldest first, never more than a fixed number. Immutable, and equal by content. Each item added costs one array of the
/// size of the content; what has left the window is gone. (A <see cref="Seq{A}"/> whose head is dropped for each item added keeps all that ever was in it:
/// docs/adr/0025-bounded-memory.md.)
/// </summary>
/// <typeparam name="A">The type of the items.</typeparam>
public sealed class SlidingWindow<A> : IReadOnlyList<A>, IEquatable<SlidingWindow<A>>
{
    readonly A[] items;

    internal SlidingWindow(int capacity, A[] items) => (Capacity, this.items) = (capacity, items);

    /// <summary>The most items.</summary>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public A this[int index] => items[index];

    /// <summary>The window with one more item; the oldest leaves when there are too many.</summary>
    public SlidingWindow<A> With(A item) => new(Capacity, [.. items.AsSpan(items.Length < Capacity ? 0 : 1), item]);

    /// <inheritdoc/>
    public IEnumerator<A> GetEnumerator() => ((IEnumerable<A>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(SlidingWindow<A>? other) => other is not null && Capacity == other.Capacity && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SlidingWindow<A>);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(Capacity, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", items)}]";
}

/// <summary>Where windows begin.</summary>
public static class SlidingWindow
{
    /// <summary>A window that holds nothing yet.</summary>
    /// <typeparam name="A">The type of the items.</typeparam>
    /// <param name="capacity">The most items that it holds, at least 1.</param>
    public static SlidingWindow<A> Empty<A>(int capacity) => new(Math.Max(1, capacity), []);
}
