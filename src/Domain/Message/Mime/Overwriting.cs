namespace Laitos.Domain.Message.Mime;

/// <summary>A change of a mail that keeps its size: these octets stand in the place of as many others.</summary>
/// <param name="Offset">Octets from the beginning of the mail.</param>
/// <param name="Octets">What stands there now.</param>
public readonly record struct Overwrite(long Offset, Octets Octets);

/// <summary>Puts changes of the received mail into the stretches of an outgoing one.</summary>
public static class Overwriting
{
    /// <summary>
    /// The same outgoing mail as if the received one had been overwritten first: stretches of the original are cut where octets of it change. Fresh octets are left
    /// alone, and the size is the same. Where changes overlap, the last one counts.
    /// </summary>
    /// <param name="segments">The outgoing mail.</param>
    /// <param name="overwrites">The changes of the received mail, in any order.</param>
    public static Seq<Segment> Apply(Seq<Segment> segments, Seq<Overwrite> overwrites)
    {
        var ordered = Disjoint(overwrites);
        return ordered.Length == 0 ? segments : segments.SelectEach(segment => segment is Segment.Original original ? Cut(original, ordered) : Seqs.Of(segment));
    }

    /// <summary>The first octets of a mail with the changes that lie within them.</summary>
    /// <param name="head">The octets from the beginning of the mail on.</param>
    /// <param name="overwrites">The changes, in any order.</param>
    public static Octets Within(Octets head, Seq<Overwrite> overwrites)
    {
        var inside = overwrites.Filter(each => each.Offset + each.Octets.Length <= head.Length);
        if (inside.IsEmpty)
        {
            return head;
        }

        var changed = head.Span.ToArray();
        foreach (var (offset, octets) in inside)
        {
            octets.Span.CopyTo(changed.AsSpan((int)offset));
        }

        return new Octets(changed);
    }

    static Seq<Segment> Cut(Segment.Original original, Overwrite[] ordered)
    {
        var cut = new List<Segment>();
        var (at, end) = (original.Offset, original.Offset + original.Length);
        for (var index = FirstBehind(ordered, at); index < ordered.Length && ordered[index].Offset < end; index++)
        {
            var (offset, octets) = ordered[index];
            var (from, to) = (Math.Max(at, offset), Math.Min(end, offset + octets.Length));
            if (from > at)
            {
                cut.Add(new Segment.Original(at, from - at));
            }

            cut.Add(new Segment.Fresh(octets.Slice((int)(from - offset), (int)(to - from))));
            at = to;
        }

        if (at < end || cut.Count == 0)
        {
            cut.Add(new Segment.Original(at, end - at));
        }

        return cut.Gather();
    }

    /// The first change that ends behind an offset.
    static int FirstBehind(Overwrite[] ordered, long offset)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle].Offset + ordered[middle].Octets.Length <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// In the order of the mail, without empty ones, none over another: overlapping ones are few and short, so they are put together octet by octet.
    static Overwrite[] Disjoint(Seq<Overwrite> overwrites)
    {
        var octets = new SortedDictionary<long, byte>();
        foreach (var (offset, written) in overwrites)
        {
            for (var index = 0; index < written.Length; index++)
            {
                octets[offset + index] = written.Span[index];
            }
        }

        var disjoint = new List<Overwrite>();
        var (start, run) = (0L, new List<byte>());
        foreach (var (offset, octet) in octets)
        {
            if (run.Count > 0 && offset != start + run.Count)
            {
                disjoint.Add(new Overwrite(start, new Octets(run.ToArray())));
                run.Clear();
            }

            start = run.Count == 0 ? offset : start;
            run.Add(octet);
        }

        return run.Count == 0 ? [] : disjoint.Append(new Overwrite(start, new Octets(run.ToArray()))).ToArray();
    }
}

/// <summary>Some characters of a line.</summary>
/// <param name="Line">The line.</param>
/// <param name="Start">The first character.</param>
/// <param name="Length">How many.</param>
public readonly record struct LineRange(TextLine Line, int Start, int Length);

/// <summary>
/// Asterisks in several places of a mail at once. Two changes made apart by <see cref="LineMask.Mask"/> must not be put together when both touch one part: in
/// base64 three octets are written as one group (RFC 2045 §6.8), and the change for one of them would undo that for another.
/// </summary>
public static class Masking
{
    /// <summary>The changes of the mail that put <c>*</c> in the place of all these characters; no two of them touch.</summary>
    /// <param name="stretches">Characters of lines of one mail.</param>
    public static Seq<Overwrite> Of(Seq<LineRange> stretches) =>
        stretches.AsEnumerable().GroupBy(stretch => (stretch.Line.Mask as LineSource)?.DecodedText, ReferenceEqualityComparer.Instance).SelectMany(OfPart).Gather();

    static IEnumerable<Overwrite> OfPart(IGrouping<object?, LineRange> part)
    {
        if (part.Key is not DecodedText decodedText)
        {
            return part.SelectMany(stretch => stretch.Line.Mask.Mask(stretch.Start, stretch.Length).AsEnumerable());
        }

        var changes = new SortedDictionary<int, byte>();
        foreach (var stretch in part)
        {
            ((LineSource)stretch.Line.Mask).Mask(stretch.Start, stretch.Length, changes);
        }

        return decodedText.SourceMap.Overwrite(changes).AsEnumerable();
    }
}
