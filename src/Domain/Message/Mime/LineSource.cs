namespace Laitos.Domain.Message.Mime;

/// <summary>A stretch of a line. When it is as long as the text that it was read from, it is that text; otherwise it stands for it as a whole.</summary>
/// <param name="Count">How many characters of the line; none for text that belongs to the character before.</param>
/// <param name="From">Where the text begins on the page.</param>
/// <param name="Length">How many characters it has there; none when the stretch stands for no text, or for some that must stay.</param>
readonly record struct SourceSpan(int Count, int From, int Length);

/// <summary>Where the characters of a line stand on its page, and so in the mail.</summary>
/// <param name="decodedText">The text of the part.</param>
/// <param name="first">What the line begins with.</param>
/// <param name="more">What follows it.</param>
sealed class LineSource(DecodedText decodedText, SourceSpan first, Seq<SourceSpan> more) : LineMask
{
    /// <summary>The text of the part.</summary>
    internal DecodedText DecodedText => decodedText;

    /// <inheritdoc/>
    public override Seq<Overwrite> Mask(int start, int length)
    {
        var changes = new SortedDictionary<int, byte>();
        Mask(start, length, changes);
        return decodedText.SourceMap.Overwrite(changes);
    }

    /// <summary>Puts asterisks in the place of some characters of the line; what lies outside of it is left alone.</summary>
    /// <param name="start">The first character.</param>
    /// <param name="length">How many.</param>
    /// <param name="changes">The new octets by their index in the decoded body.</param>
    internal void Mask(int start, int length, SortedDictionary<int, byte> changes)
    {
        var end = (long)start + length;
        var (at, isMasked) = (0, false);
        for (var index = -1; index < more.Count; index++)
        {
            var span = index < 0 ? first : more[index];
            var (from, to) = (Math.Max(at, start), Math.Min(at + span.Count, end));
            isMasked = span.Count == 0 ? isMasked : from < to;
            if (isMasked && span.Count == span.Length)
            {
                decodedText.Mask(span.From + from - at, (int)(to - from), changes);
            }
            else if (isMasked)
            {
                decodedText.Mask(span.From, span.Length, changes);
            }

            at += span.Count;
        }
    }

    /// <summary>Equality by content.</summary>
    public override bool Equals(object? obj) => obj is LineSource other && Spans == other.Spans && decodedText == other.DecodedText;

    /// <inheritdoc/>
    public override int GetHashCode() => first.GetHashCode();

    Seq<SourceSpan> Spans => first.Cons(more);
}
