using System.Buffers;

namespace Laitos.Domain.Smtp;

/// <summary>
/// Where a reader of mail data stands: a transducer that takes octets as they come from the wire and writes the octets of the mail
/// (RFC 5321 §4.5.2, RFC 3030 §2). How the input is cut into pieces makes no difference.
/// </summary>
/// <remarks>
/// <para>Theory. After DATA the mail ends at CRLF.CRLF and nowhere else; the CRLF before the dot belongs to the mail, and a mail may begin with
/// the final dot. A dot at the beginning of any other line is dropped. Anything that another server might take for the end of a line or
/// of the mail (a CR or LF alone) is let through but noted as a fault, so that the mail is refused once it has been read.</para>
/// <para>Each octet is looked for with vectorised searches, and copied once, in runs as long as the input allows. Past a limit, octets are
/// counted and not written.</para>
/// </remarks>
public readonly record struct ContentScan
{
    /// <summary>The scan before the first octet.</summary>
    public static ContentScan Start(ContentLimits limits) => new() { MaxSize = limits.MaxSize, MaxHeader = limits.MaxHeader };

    /// <summary>True once the final dot, or the end of the last chunk, has been read.</summary>
    public bool IsComplete => Place == ScanPlace.End;

    /// <summary>True once the empty line behind the header section has been read.</summary>
    public bool IsHeaderComplete => HeaderEnd is not null;

    /// <summary>Octets of the header section so far, with the empty line that ends it.</summary>
    public long HeaderSize => HeaderEnd ?? Size;

    /// <summary>What has been counted so far.</summary>
    public ContentFacts Facts => new(Size, HeaderSize, EightBit, Math.Max(LongestLine, Line), Faults | Excess);

    /// <summary>
    /// Reads the data of DATA: everything, or up to and with the final dot. What stands behind that is not consumed.
    /// </summary>
    /// <param name="scan">Where the reader stands.</param>
    /// <param name="input">The octets that came next on the wire.</param>
    /// <param name="sink">Where the octets of the mail go.</param>
    /// <param name="consumed">How many octets of the input were read.</param>
    public static ContentScan Feed(ContentScan scan, ReadOnlySpan<byte> input, IBufferWriter<byte> sink, out int consumed)
    {
        var run = new ScanRun(scan, input, sink, dots: true);
        run.Go();
        consumed = run.Consumed;
        return run.Scan;
    }

    /// <summary>Reads octets of a chunk of BDAT: all of them, as they are.</summary>
    /// <param name="scan">Where the reader stands, over all chunks of the mail.</param>
    /// <param name="input">Octets of the chunk.</param>
    /// <param name="sink">Where the octets of the mail go.</param>
    public static ContentScan FeedChunk(ContentScan scan, ReadOnlySpan<byte> input, IBufferWriter<byte> sink)
    {
        var run = new ScanRun(scan, input, sink, dots: false);
        run.Go();
        return run.Scan;
    }

    /// <summary>The scan after the last chunk: a CR at the very end is a fault. A last line without CRLF is none; whoever sends it on must end it.</summary>
    public ContentScan Ended() => this with
    {
        Place = ScanPlace.End,
        Faults = Place == ScanPlace.Cr ? Faults | ContentFaults.BareCr : Faults,
    };

    /// <summary>How many octets may be written in all, as far as is known: a header section over its limit stops the collecting.</summary>
    internal long Cap(long? headerEnd) => headerEnd <= MaxHeader ? MaxSize : Math.Min(MaxSize, MaxHeader);

    internal long MaxSize { get; init; }

    internal long MaxHeader { get; init; }

    /// <summary>Octets of the mail so far, written or not.</summary>
    internal long Size { get; init; }

    /// <summary>Where the body begins, once the empty line has been seen.</summary>
    internal long? HeaderEnd { get; init; }

    /// <summary>Octets of the line that is being read.</summary>
    internal long Line { get; init; }

    internal long LongestLine { get; init; }

    internal bool EightBit { get; init; }

    /// <summary>Faults of single octets.</summary>
    internal ContentFaults Faults { get; init; }

    internal ScanPlace Place { get; init; }

    /// <summary>Faults of size.</summary>
    ContentFaults Excess =>
        (Size > MaxSize ? ContentFaults.TooLarge : ContentFaults.None)
        | (HeaderSize > MaxHeader ? ContentFaults.HeaderTooLarge : ContentFaults.None);
}

/// <summary>What the octets just before the reader mean for the next one.</summary>
enum ScanPlace
{
    /// <summary>At the beginning, or behind CRLF.</summary>
    LineStart,

    /// <summary>Within a line.</summary>
    Text,

    /// <summary>Behind a CR that has been written.</summary>
    Cr,

    /// <summary>Behind a dot at the beginning of a line, which has not been written.</summary>
    Dot,

    /// <summary>Behind such a dot and a CR, neither of them written.</summary>
    DotCr,

    /// <summary>Behind the mail.</summary>
    End,
}
