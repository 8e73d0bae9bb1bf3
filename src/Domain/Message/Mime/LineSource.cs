using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>Where the characters of a decoded line stand in the mail, so that they can be overwritten there.</summary>
public abstract class LineMask
{
    /// <summary>
    /// The changes of the mail that put <c>*</c> in the place of some characters. Each keeps the size and the encoding (in base64 and quoted-printable the
    /// asterisk is encoded), so that nothing else in the mail moves.
    /// </summary>
    /// <param name="start">The first character.</param>
    /// <param name="length">How many.</param>
    public abstract Seq<Overwrite> Mask(int start, int length);
}

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

    Seq<SourceSpan> Spans => Seqs.Of(first).Then(more);
}

/// <summary>Puts a line together from what stands on a page.</summary>
/// <param name="decodedText">The text of the part.</param>
ref struct LineBuilder(DecodedText decodedText)
{
    readonly DecodedText decodedText = decodedText;
    readonly StringBuilder text = new();
    readonly List<SourceSpan> spans = [];

    /// <summary>True when nothing is on the line yet.</summary>
    internal readonly bool IsEmpty => text.Length == 0;

    /// <summary>Text as it stands on the page.</summary>
    internal readonly void Copy(int from, int length)
    {
        text.Append(decodedText.Text, from, length);
        if (spans is [.., var last] && last.Count == last.Length && last.From + last.Length == from)
        {
            spans[^1] = last with { Count = last.Count + length, Length = last.Length + length };
        }
        else if (length > 0)
        {
            spans.Add(new SourceSpan(length, from, length));
        }
    }

    /// <summary>Characters that stand for a stretch of the page as a whole; no characters: the stretch belongs to the character before.</summary>
    internal readonly void Put(string characters, int from, int length)
    {
        text.Append(characters);
        spans.Add(new SourceSpan(characters.Length, from, length));
    }

    /// <summary>Characters that stand nowhere on the page, or that must stay as they are.</summary>
    internal readonly void Keep(ReadOnlySpan<char> characters)
    {
        text.Append(characters);
        spans.Add(new SourceSpan(characters.Length, 0, 0));
    }

    /// <summary>The line; the next one begins.</summary>
    internal readonly TextLine End()
    {
        var line = new TextLine(TextSlice.Of(text.ToString()), new LineSource(decodedText, spans.FirstOrDefault(), spans.Count > 1 ? spans.Skip(1).Gather() : default));
        text.Clear();
        spans.Clear();
        return line;
    }
}
