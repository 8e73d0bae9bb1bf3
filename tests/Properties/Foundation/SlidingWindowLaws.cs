namespace Laitos.Properties.Foundation;

public class SlidingWindowLaws
{
    [Property]
    public bool It_holds_the_latest_in_their_order(int[] items, byte capacity) =>
        Filled(items, capacity).SequenceEqual(items.TakeLast(Math.Max(1, (int)capacity)));

    [Property]
    public bool Windows_are_equal_when_they_hold_the_same(int[] before, byte capacity)
    {
        var items = Enumerable.Range(1, Math.Max(1, (int)capacity)).ToArray();
        var (fresh, used) = (Filled(items, capacity), Filled([.. before, .. items], capacity));
        return fresh.Equals(used) && fresh.GetHashCode() == used.GetHashCode() && !fresh.Equals(used.With(0));
    }

    [Property]
    public bool An_item_added_to_one_is_not_in_another(int[] items, int added, int other)
    {
        var window = Filled(items, 4);
        var (left, right) = (window.With(added), window.With(other));
        return left[^1] == added && right[^1] == other && window.SequenceEqual(items.TakeLast(4));
    }

    static SlidingWindow<int> Filled(int[] items, int capacity) => items.Aggregate(SlidingWindow.Empty<int>(capacity), (window, item) => window.With(item));
}
