namespace Laitos.Domain.Message.Mime;

/// <summary>
/// A walk through the body of a mail (RFC 2045, RFC 2046) that finds its text parts while the octets arrive, cut anywhere. It is a value: an earlier walk
/// may be used again.
/// </summary>
/// <remarks>
/// <para>It looks at <c>text/plain</c> and <c>text/html</c> that people see at once: not into attachments, nor into mails within the mail, for these were
/// written by others. What it does not look at, it does not keep: it holds at most about a MiB, and its time is linear.</para>
/// <para>Only lines have a meaning here, and only two kinds: those that delimit parts and the empty line behind the header section of a part. The beginning of a
/// line that may become one of these is held back until the line is whole; all else flows on to whatever is being read.</para>
/// </remarks>
public sealed record MimeWalk
{
    /// <summary>The most octets of a text part, its transfer encoding undone: a greater one is not looked at.</summary>
    public const int MaxText = 256 << 10;

    /// <summary>The most parts of a mail that are looked at.</summary>
    public const int MaxParts = 1000;

    /// <summary>The deepest nesting of multiparts that is looked at.</summary>
    public const int MaxDepth = 16;

    /// <summary>The most octets of the header section of a part.</summary>
    public const int MaxHeader = 64 << 10;

    /// A delimiter is at most 74 octets long; the rest is blanks behind it.
    const int MaxDelimiter = 256;

    MimeWalk(long position, PartState partState) => (Position, Part) = (position, partState);

    /// How many octets of the mail have been read, those held back not included.
    long Position { get; init; }

    /// The multiparts around what is being read, innermost first.
    Seq<Multipart> Open { get; init; }

    PartState Part { get; init; }

    int Parts { get; init; }

    /// True in the middle of a line that is neither a delimiter nor empty.
    bool InLine { get; init; }

    /// The beginning of a line that may become a delimiter or an empty line.
    Octets Held { get; init; }

    /// <summary>The walk through the body of the mail with this header section; it stands before the first octet behind it.</summary>
    public static MimeWalk Begin(HeaderSection header) =>
        new MimeWalk(header.Size, new PartState.Skipped()).Enter(Entity.Of(header, isDigested: false), header.Size, default);

    /// <summary>Goes on with more octets of the body.</summary>
    /// <param name="body">The octets behind those of the calls before; they may be cut anywhere, within a line or a character.</param>
    /// <returns>The walk behind them, and the text parts that they complete.</returns>
    public (MimeWalk Next, Seq<TextPart> Parts) Advance(ReadOnlySpan<byte> body)
    {
        if (Open.IsEmpty)
        {
            return (Take(body), default);
        }

        var octets = Held.IsEmpty ? body : [.. Held.Span, .. body];
        var walk = this with { Held = default };
        var parts = new List<TextPart>();
        var (taken, at, inLine) = (0, 0, InLine);
        while (at < octets.Length)
        {
            var end = octets[at..].IndexOf((byte)'\n') is var lf and >= 0 ? at + lf + 1 : octets.Length;
            var line = octets[at..end];
            var isWhole = line[^1] == '\n';
            if (!inLine && !isWhole && MayMatter(line))
            {
                break;
            }

            if (!inLine && isWhole && walk.Delimits(line) is { } delimiter)
            {
                walk = walk.Take(octets[taken..at]).OnLine(delimiter, line.Length, parts);
                taken = end;
            }
            else if (!inLine && walk.Part is PartState.Header && IsEmpty(line))
            {
                walk = walk.Take(octets[taken..end]).EndHeader();
                taken = end;
            }

            (at, inLine) = (end, !isWhole);
        }

        return (walk.Take(octets[taken..at]) with { Held = Octets.Copy(octets[at..]), InLine = inLine }, parts.Gather());
    }

    /// <summary>The text part that is complete because the mail ends here: a closing delimiter may be missing.</summary>
    public Seq<TextPart> End()
    {
        var parts = new List<TextPart>();
        if (!InLine && Delimits(Held.Span) is { } delimiter)
        {
            OnLine(delimiter, Held.Length, parts);
        }
        else
        {
            Take(Held.Span).Part.Complete(isDelimited: false, parts);
        }

        return parts.Gather();
    }

    MimeWalk Take(ReadOnlySpan<byte> octets) =>
        octets.IsEmpty ? this : this with { Position = Position + octets.Length, Part = Part.Take(octets) };

    /// A line that delimits ends the part before it and all multiparts within its own; RFC 2046 §5.1.2 has the outer ones looked for at any depth.
    MimeWalk OnLine((int Level, bool IsLast) delimiter, int length, List<TextPart> parts)
    {
        Part.Complete(isDelimited: true, parts);
        var begins = !delimiter.IsLast && Parts < MaxParts;
        return this with
        {
            Position = Position + length,
            Open = begins ? Open.Skip(delimiter.Level) : delimiter.IsLast ? Open.Skip(delimiter.Level + 1) : default, // behind the last part allowed nothing is looked for
            Parts = Parts + (begins ? 1 : 0),
            Part = begins ? new PartState.Header(Position + length, OctetRope.Empty, Open[delimiter.Level].IsDigest) : new PartState.Skipped(),
        };
    }

    MimeWalk EndHeader() =>
        Part is PartState.Header header && header.Parse() is var section
            ? Enter(Entity.Of(section, header.IsDigested), header.Start + section.Size, header.Behind(section))
            : this;

    /// <param name="entity">What begins here.</param>
    /// <param name="start">Where in the mail its body begins.</param>
    /// <param name="body">What has been read of it.</param>
    MimeWalk Enter(Entity entity, long start, Octets body) => entity switch
    {
        Entity.Composite(var multipart) when Open.Count < MaxDepth => this with { Open = Seqs.Of(multipart).Then(Open), Part = new PartState.Skipped() },
        Entity.Text(var format) => this with { Part = new PartState.Text(format, start, OctetRope.Empty).Take(body.Span) },
        _ => this with { Part = new PartState.Skipped() },
    };

    (int Level, bool IsLast)? Delimits(ReadOnlySpan<byte> line)
    {
        if (line.Length > MaxDelimiter || !line.StartsWith("--"u8))
        {
            return null;
        }

        for (var level = 0; level < Open.Count; level++)
        {
            if (Open[level].Delimits(line) is { } isLast)
            {
                return (level, isLast);
            }
        }

        return null;
    }

    static bool MayMatter(ReadOnlySpan<byte> line) =>
        line is [(byte)'-'] or [(byte)'\r'] || (line.Length <= MaxDelimiter && line.StartsWith("--"u8));

    static bool IsEmpty(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
}
