namespace Laitos.Domain.Message;

/// <summary>One change to a header section. Applied to an edit script, all else keeps its octets.</summary>
public abstract record HeaderEdit
{
    HeaderEdit() { }

    /// <summary>Put a field in front of the whole section. Of several, the first in the script stands first.</summary>
    /// <param name="Field">The whole field with its CRLF.</param>
    public sealed record Prepend(Octets Field) : HeaderEdit;

    /// <summary>Put another field in the place of one.</summary>
    /// <param name="Index">Position in the section, from 0.</param>
    /// <param name="Field">The whole field with its CRLF.</param>
    public sealed record Replace(int Index, Octets Field) : HeaderEdit;

    /// <summary>Take a field away.</summary>
    /// <param name="Index">Position in the section, from 0.</param>
    public sealed record Remove(int Index) : HeaderEdit;
}

/// <summary>A stretch of an outgoing mail. A mail is a sequence of these: the shell writes them in order and never parses them.</summary>
public abstract record Segment
{
    Segment() { }

    /// <summary>New octets.</summary>
    public sealed record Fresh(Octets Octets) : Segment;

    /// <summary>A stretch of the received mail, unchanged.</summary>
    /// <param name="Offset">Octets from its beginning.</param>
    /// <param name="Length">How many octets.</param>
    public sealed record Original(long Offset, long Length) : Segment;
}

/// <summary>Segments as the whole of an outgoing mail.</summary>
public static class Segments
{
    /// <summary>True where the outgoing mail certainly ends with the last octets of the received one.</summary>
    /// <param name="segments">The outgoing mail.</param>
    /// <param name="size">Octets of the received mail.</param>
    /// <param name="tail">How many of its last octets.</param>
    public static bool EndWith(Seq<Segment> segments, long size, long tail) =>
        tail == 0 || (!segments.IsEmpty && segments.Last is Segment.Original(var offset, var length) && offset + length == size && length >= tail);
}

/// <summary>The outcome of an edit script: the mail as the shell writes it out.</summary>
public static class HeaderEdits
{
    static readonly Octets EmptyLine = Octets.Utf8("\r\n");

    /// <summary>
    /// Applies a script to a mail of <paramref name="size"/> octets that begins with this section. What the script does not name keeps its octets;
    /// an empty script is the whole mail in one stretch. Of several edits of one field the last counts; an index outside the section
    /// changes nothing.
    /// </summary>
    /// <remarks>
    /// A mail may lack a header section. Fields put in front would then swallow its first line, or be continued by it, so they are followed by the
    /// empty line that RFC 5322 §2.1 demands; the octets of the mail all come behind that.
    /// </remarks>
    public static Seq<Segment> Apply(HeaderSection section, Seq<HeaderEdit> edits, long size)
    {
        var segments = new List<Segment>();
        Keep(segments, 0, section.Preamble.Length);
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i] is HeaderEdit.Prepend(var front))
            {
                segments.Add(new Segment.Fresh(front));
            }
        }

        if (segments.Count > 0 && section.Fields.IsEmpty && section.Separator.IsEmpty && size > 0)
        {
            segments.Add(new Segment.Fresh(EmptyLine));
        }

        long at = section.Preamble.Length;
        if (edits.Exists(static edit => edit is not HeaderEdit.Prepend))
        {
            foreach (var (index, replacement) in Changes(section, edits))
            {
                var field = section.Fields[index];
                Keep(segments, at, field.Offset);
                segments.AddRange(replacement.Map(octets => new Segment.Fresh(octets)).AsEnumerable());
                at = field.Offset + field.Raw.Length;
            }
        }

        Keep(segments, at, size);
        return segments.Gather();
    }

    /// What becomes of each changed field, from top to bottom: other octets, or nothing.
    static SortedDictionary<int, Option<Octets>> Changes(HeaderSection section, Seq<HeaderEdit> edits)
    {
        var changes = new SortedDictionary<int, Option<Octets>>();
        foreach (var edit in edits)
        {
            switch (edit)
            {
                case HeaderEdit.Replace(var index, var field) when IsField(index):
                    changes[index] = field;
                    break;
                case HeaderEdit.Remove(var index) when IsField(index):
                    changes[index] = Option<Octets>.None;
                    break;
            }
        }

        return changes;

        bool IsField(int index) => index >= 0 && index < section.Fields.Count;
    }

    /// Adds the stretch of the received mail from one offset to another, joined to the stretch before it where they touch.
    static void Keep(List<Segment> segments, long from, long to)
    {
        if (from >= to)
        {
            return;
        }

        if (segments is [.., Segment.Original last] && last.Offset + last.Length == from)
        {
            segments[^1] = new Segment.Original(last.Offset, last.Length + to - from);
        }
        else
        {
            segments.Add(new Segment.Original(from, to - from));
        }
    }
}
