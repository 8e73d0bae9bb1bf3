namespace Laitos.Domain.Message.Mime;

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
