using System.Text;

namespace Laitos.Domain.Message.Mime;

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
        var line = new TextLine(text.ToString(), new LineSource(decodedText, spans.FirstOrDefault(), spans.Skip(1).Gather()));
        text.Clear();
        spans.Clear();
        return line;
    }
}
