using System.Buffers;

namespace Laitos.Signatures.Canonical;

/// <summary>
/// Where a body stands on its way into one form (RFC 6376 §3.4.3, §3.4.4): a transducer that takes octets as they come and writes the octets of the form.
/// How the input is cut into pieces makes no difference. A line ends at CRLF alone.
/// </summary>
/// <remarks>
/// A value, which holds no octet of the body: only what is not decided yet, which is line endings that are dropped when nothing follows, a run of blanks, and a CR.
/// Each octet of the input is looked at a bounded number of times, whatever stands around it.
/// </remarks>
public readonly record struct BodyCanonicalization
{
    /// <summary>Before the first octet.</summary>
    public static BodyCanonicalization Start(Canonicalization form) => new() { Form = form };

    /// <summary>The form.</summary>
    public Canonicalization Form { get; private init; }

    /// <summary>CRLFs that count only if something follows them.</summary>
    internal long LineEnds { get; init; }

    /// <summary>True once there was something else than CRLFs.</summary>
    internal bool HasContent { get; init; }

    /// <summary>Blanks that count, as one, if something of their line follows them.</summary>
    internal bool HeldBlank { get; init; }

    /// <summary>A CR of which it is not known whether it ends a line.</summary>
    internal bool HeldReturn { get; init; }

    /// <summary>Reads the next octets.</summary>
    /// <param name="body">Where the body stands.</param>
    /// <param name="octets">The octets.</param>
    /// <param name="sink">Where those of the form go.</param>
    public static BodyCanonicalization Feed(BodyCanonicalization body, ReadOnlySpan<byte> octets, IBufferWriter<byte> sink)
    {
        var run = new BodyRun(body, octets, sink);
        run.Go();
        return run.Body;
    }

    /// <summary>Writes what the end of the body decides: empty lines at it do not count, and its last line ends with CRLF.</summary>
    /// <param name="sink">Where the octets of the form go.</param>
    public void End(IBufferWriter<byte> sink)
    {
        var run = new BodyRun(this, default, sink);
        run.End();
    }
}

/// <summary>One pass of a <see cref="BodyCanonicalization"/> over one piece of a body: local mutation that does not outlive the call.</summary>
ref struct BodyRun(BodyCanonicalization body, ReadOnlySpan<byte> octets, IBufferWriter<byte> sink)
{
    readonly ReadOnlySpan<byte> octets = octets;
    readonly bool relaxed = body.Form == Canonicalization.Relaxed;

    /// Behind the last octet that is neither CR nor LF: in the form simple, whatever stands before it stays.
    readonly int tail = body.Form == Canonicalization.Relaxed ? 0 : octets.LastIndexOfAnyExcept((byte)'\r', (byte)'\n') + 1;

    long lineEnds = body.LineEnds;
    bool hasContent = body.HasContent;
    bool heldBlank = body.HeldBlank;
    bool heldReturn = body.HeldReturn;
    int at;

    /// The next octet from <see cref="at"/> on that ends a stretch of text for certain. It is looked for once.
    int stop = -1;

    /// What the sink has room for, and how much of that is written.
    Span<byte> room;
    int used;

    /// <summary>Where the body stands behind the octets read.</summary>
    internal readonly BodyCanonicalization Body => body with { LineEnds = lineEnds, HasContent = hasContent, HeldBlank = heldBlank, HeldReturn = heldReturn };

    /// <summary>Reads the piece.</summary>
    internal void Go()
    {
        while (at < octets.Length)
        {
            if (heldReturn)
            {
                AfterReturn();
            }
            else if ((relaxed ? RelaxedText() : SimpleText()) is > 0 and var length)
            {
                Text(octets.Slice(at, length));
                at += length;
            }
            else
            {
                Hold();
            }
        }

        sink.Advance(used);
    }

    /// <summary>The end of the body.</summary>
    internal void End()
    {
        if (heldReturn)
        {
            Text("\r"u8);
        }

        if (hasContent || !relaxed)
        {
            Write("\r\n"u8);
        }

        sink.Advance(used);
    }

    void AfterReturn()
    {
        heldReturn = false;
        if (octets[at] != '\n')
        {
            Text("\r"u8);
            return;
        }

        (heldBlank, lineEnds) = (false, lineEnds + 1);
        at++;
    }

    /// A CR, or a run of blanks: what follows tells whether it counts.
    void Hold()
    {
        heldReturn = octets[at] == '\r';
        heldBlank |= !heldReturn;
        at += heldReturn ? 1 : LengthTo(octets[at..].IndexOfAnyExcept((byte)' ', (byte)'\t'));
    }

    /// How many octets from here on are text: all but line endings behind which nothing else follows in this piece.
    readonly int SimpleText() =>
        at < tail ? tail - at
        : octets[at] == '\r' ? Returns()
        : LengthTo(octets[at..].IndexOf((byte)'\r'));

    /// How many octets from here on are text that stays as it is: words, and single spaces between two of them.
    int RelaxedText()
    {
        if (octets[at] is (byte)' ' or (byte)'\t')
        {
            return 0;
        }

        if (octets[at] == '\r')
        {
            return Returns();
        }

        stop = stop > at ? stop : at + LengthTo(octets[at..].IndexOfAny((byte)'\r', (byte)'\t'));
        var text = octets[at..stop];
        text = text.IndexOf("  "u8) is var blanks and >= 0 ? text[..blanks] : text;

        // Whether a space counts is told by what follows.
        return text.EndsWith(" "u8) ? text.Length - 1 : text.Length;
    }

    /// Of several CRs all but the last are text.
    readonly int Returns() => LengthTo(octets[at..].IndexOfAnyExcept((byte)'\r')) - 1;

    /// What was found, or the end of the piece.
    readonly int LengthTo(int found) => found < 0 ? octets.Length - at : found;

    /// Octets that stay, behind all that waited in front of them.
    void Text(ReadOnlySpan<byte> text)
    {
        for (; lineEnds > 0; lineEnds--)
        {
            Write("\r\n"u8);
        }

        if (heldBlank)
        {
            heldBlank = false;
            WriteBlank();
        }

        Write(text);
        hasContent = true;
    }

    void WriteBlank()
    {
        if (used == room.Length)
        {
            Write(" "u8);
            return;
        }

        room[used++] = (byte)' ';
    }

    void Write(ReadOnlySpan<byte> text)
    {
        while (!text.TryCopyTo(room[used..]))
        {
            var fits = Math.Min(text.Length, room.Length - used);
            text[..fits].CopyTo(room[used..]);
            sink.Advance(used + fits);
            room = sink.GetSpan();
            used = 0;
            text = text[fits..];
        }

        used += text.Length;
    }
}
