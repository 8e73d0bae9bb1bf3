using System.Buffers;

namespace Laitos.Domain.Smtp;

/// <summary>One pass of a <see cref="ContentScan"/> over one piece of input: local mutation that does not outlive the call.</summary>
ref struct ScanRun(ContentScan scan, ReadOnlySpan<byte> input, IBufferWriter<byte> sink, bool dots)
{
    readonly ReadOnlySpan<byte> input = input;
    readonly IBufferWriter<byte> sink = sink;
    readonly bool dots = dots;
    readonly ContentScan before = scan;
    ScanPlace place = scan.Place;
    ContentFaults faults = scan.Faults;
    long size = scan.Size;
    long line = scan.Line;
    long longest = scan.LongestLine;
    long? headerEnd = scan.HeaderEnd;
    bool eightBit = scan.EightBit;

    /// <summary>Where the octets begin that are counted in <see cref="size"/> but not yet written.</summary>
    int pending;

    /// <summary>Room of the sink behind what was written to it: it hears of that once, not of each run between two dots.</summary>
    Span<byte> room;

    /// <summary>Octets in the room of the sink that it has not heard of.</summary>
    int written;

    /// <summary>How many octets of the input were read.</summary>
    internal int Consumed { get; private set; }

    /// <summary>The scan behind the octets read.</summary>
    internal readonly ContentScan Scan => before with
    {
        Place = place,
        Faults = faults,
        Size = size,
        Line = line,
        LongestLine = longest,
        HeaderEnd = headerEnd,
        EightBit = eightBit,
    };

    /// <summary>Reads the input to its end or to the end of the mail.</summary>
    internal void Go()
    {
        while (place != ScanPlace.End && Consumed < input.Length)
        {
            switch (place)
            {
                case ScanPlace.LineStart:
                    LineStart();
                    break;
                case ScanPlace.Text:
                    Text();
                    break;
                case ScanPlace.Cr:
                    AfterCr();
                    break;
                case ScanPlace.Dot:
                    AfterDot();
                    break;
                default:
                    AfterDotCr();
                    break;
            }
        }

        Flush();
        Settle();
        Inspect(input[..Consumed]);
    }

    void LineStart()
    {
        place = dots && input[Consumed] == '.' ? ScanPlace.Dot : ScanPlace.Text;
        if (place == ScanPlace.Dot)
        {
            Skip();
        }
    }

    /// To the end of the line, and through all lines behind it, as far as none may be the last one. Nothing but the place is kept in between: this loop reads almost all octets.
    void Text()
    {
        var (at, begin) = (Consumed, Consumed - line);
        while (input[at..].IndexOfAny((byte)'\r', (byte)'\n') is var found and >= 0)
        {
            at += found;
            if (at + 3 >= input.Length || input[at] != '\r' || input[at + 1] != '\n' || (dots && input[at + 2] == '.' && input[at + 3] == '\r'))
            {
                line = at - begin;
                Keep(at - Consumed);
                LineEnd(input[at]);
                return;
            }

            longest = Math.Max(longest, at - begin);
            headerEnd ??= at == begin ? size + (at + 2 - Consumed) : null;
            at += 2;
            if (dots && input[at] == '.')
            {
                Keep(at - Consumed);
                Skip();
                at++;
            }

            begin = at;
        }

        line = input.Length - begin;
        Keep(input.Length - Consumed);
    }

    void LineEnd(byte octet)
    {
        Keep(1);
        if (octet == '\r')
        {
            place = ScanPlace.Cr;
        }
        else
        {
            line++;
            faults |= ContentFaults.BareLf;
        }
    }

    void AfterCr()
    {
        if (input[Consumed] == '\n')
        {
            Keep(1);
            EndLine();
            place = ScanPlace.LineStart;
        }
        else
        {
            BareCr();
        }
    }

    void AfterDot()
    {
        place = input[Consumed] == '\r' ? ScanPlace.DotCr : ScanPlace.Text;
        if (place == ScanPlace.DotCr)
        {
            Skip();
        }
    }

    void AfterDotCr()
    {
        if (input[Consumed] == '\n')
        {
            Skip();
            place = ScanPlace.End;
        }
        else
        {
            // The CR was held back in case it was the end; it may have come with an earlier piece of input.
            Write("\r"u8, size);
            size++;
            BareCr();
        }
    }

    void EndLine()
    {
        longest = Math.Max(longest, line);
        headerEnd ??= line == 0 ? size : null;
        line = 0;
    }

    void BareCr()
    {
        faults |= ContentFaults.BareCr;
        line++;
        place = ScanPlace.Text;
    }

    void Keep(int octets)
    {
        Consumed += octets;
        size += octets;
    }

    void Skip()
    {
        Flush();
        Consumed++;
        pending = Consumed;
    }

    void Flush()
    {
        if (pending == Consumed)
        {
            return;
        }

        var run = input[pending..Consumed];
        Write(run, size - run.Length);
        pending = Consumed;
    }

    /// Octets that are no ASCII, and NUL: the dots and line ends that are dropped are neither.
    void Inspect(ReadOnlySpan<byte> run)
    {
        if (run.IndexOfAnyExceptInRange((byte)1, (byte)0x7f) is var odd and >= 0)
        {
            eightBit = eightBit || run[odd..].ContainsAnyInRange((byte)0x80, (byte)0xff);
            faults |= run[odd..].Contains((byte)0) ? ContentFaults.Nul : ContentFaults.None;
        }
    }

    /// Writes what of a run lies within the limits; <paramref name="at"/> is its place in the mail.
    void Write(ReadOnlySpan<byte> run, long at)
    {
        var left = before.Cap(headerEnd) - at;
        var rest = left < run.Length ? run[..(int)Math.Max(0, left)] : run;
        while (rest.Length > room.Length)
        {
            rest[..room.Length].CopyTo(room);
            rest = rest[room.Length..];
            written += room.Length;
            Settle();
            room = sink.GetSpan();
        }

        rest.CopyTo(room);
        room = room[rest.Length..];
        written += rest.Length;
    }

    /// The sink hears of what was written to it.
    void Settle()
    {
        if (written > 0)
        {
            sink.Advance(written);
        }

        room = default;
        written = 0;
    }
}
