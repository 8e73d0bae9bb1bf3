namespace Laitos.Domain.Message.Mime;

/// <summary>A stretch of a line. When it is as long as the text that it was read from, it is that text; otherwise it stands for it as a whole.</summary>
/// <param name="Count">How many characters of the line; none for text that belongs to the character before.</param>
/// <param name="From">Where the text begins on the page.</param>
/// <param name="Length">How many characters it has there; none when the stretch stands for no text, or for some that must stay.</param>
readonly record struct Piece(int Count, int From, int Length);

/// <summary>Where the characters of a line stand on its page, and so in the mail.</summary>
/// <param name="page">The text of the part.</param>
/// <param name="first">What the line begins with.</param>
/// <param name="more">What follows it.</param>
sealed class LinePlaces(Page page, Piece first, Seq<Piece> more) : PlaceMap
{
    /// <summary>The text of the part.</summary>
    internal Page Page => page;

    /// <inheritdoc/>
    public override Seq<Overwrite> Mask(int start, int length)
    {
        var changes = new SortedDictionary<int, byte>();
        Mask(start, length, changes);
        return page.Origin.Overwrite(changes);
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
            var piece = index < 0 ? first : more[index];
            var (from, to) = (Math.Max(at, start), Math.Min(at + piece.Count, end));
            isMasked = piece.Count == 0 ? isMasked : from < to;
            if (isMasked && piece.Count == piece.Length)
            {
                page.Mask(piece.From + from - at, (int)(to - from), changes);
            }
            else if (isMasked)
            {
                page.Mask(piece.From, piece.Length, changes);
            }

            at += piece.Count;
        }
    }

    /// <summary>Equality by content.</summary>
    public override bool Equals(object? obj) => obj is LinePlaces other && Pieces == other.Pieces && page == other.Page;

    /// <inheritdoc/>
    public override int GetHashCode() => first.GetHashCode();

    Seq<Piece> Pieces => Seqs.Of(first).Then(more);
}
