using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>A page that the log of a database holds.</summary>
/// <param name="Offset">Where the page begins in the file of the log, in octets.</param>
/// <param name="Page">Its number; 1 for the first.</param>
/// <param name="Commit">The pages of the database once this frame, and with it its transaction, is committed; 0 within a transaction.</param>
/// <param name="IsKnown">True when one of its readings is what was written.</param>
/// <param name="Readings">
/// What to turn in the page to have what was written: an octet, counted from the beginning of the page, and a mask, which is 0 for the page as it stands.
/// One where nothing is in doubt; where a bit has flipped, as many as there are bits whose turning makes the checksum right.
/// </param>
readonly record struct LogFrame(long Offset, uint Page, uint Commit, bool IsKnown, IReadOnlyList<(int At, byte Mask)> Readings);

/// <summary>
/// The write-ahead log of a SQLite database as it lies on the disk (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). SQLite recovers
/// the frames in front of the first whose checksum is wrong, drops those behind it without a word, and writes over them. Here all of them are found.
/// </summary>
/// <remarks>
/// A frame belongs to the current log when it bears one of its two salts: older frames, behind the end of a log that was begun anew, bear neither.
/// The checksum of a frame goes on from that of the frame in front; since each is stored, a damaged frame does not make those behind it doubtful.
/// Where a bit has flipped, the checksum narrows it down to a few: a sum of 32-bit words tells low bits exactly and high ones less. The digests of rows
/// tell the rest.
/// </remarks>
sealed class WriteAheadLog
{
    const int HeaderSize = 32;
    const int FrameHeader = 24;
    const int Summed = 8;
    const uint Magic = 0x377f0682;

    /// Pages by which a transaction may let the database grow, at a guess.
    const int MostAdded = 1 << 14;

    static readonly (int, byte)[] AsItStands = [(0, 0)];

    readonly List<LogFrame> frames = [];
    readonly bool bigEndian;
    (uint, uint) salts;
    bool isChained;
    int committed;
    uint largest;

    WriteAheadLog(ReadOnlySpan<byte> header, int pageSize)
    {
        // The lowest bit of the magic number tells the order of octets in checksums: that of the machine which made the log.
        bigEndian = (BinaryPrimitives.ReadUInt32BigEndian(header) & 1) == 1;
        IsHeaderIntact = (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) == Magic && Sum((0, 0), header[..24]) == Pair(header[24..]);
        bigEndian = IsHeaderIntact ? bigEndian : !BitConverter.IsLittleEndian;
        PageSize = IsHeaderIntact ? (int)BinaryPrimitives.ReadUInt32BigEndian(header[8..]) : pageSize;
        salts = Pair(header[16..]);
        isChained = IsHeaderIntact;
    }

    /// <summary>Octets of a page.</summary>
    public int PageSize { get; }

    /// <summary>The frames of committed transactions, in their order. Those of a transaction that has not been committed are left out.</summary>
    public IReadOnlyList<LogFrame> Frames => frames[..committed];

    /// <summary>True when SQLite would drop frames that had been committed, or may have been.</summary>
    public bool IsDamaged { get; private set; }

    bool IsHeaderIntact { get; }

    /// <summary>Reads a log; null when there is none, or nothing in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pageSize">Octets of a page, where the log itself does not tell any more.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WriteAheadLog? Read(string path, int pageSize)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderSize];
        if (RandomAccess.Read(file, header, 0) < HeaderSize)
        {
            return null;
        }

        var log = new WriteAheadLog(header, pageSize);
        log.ReadFrames(file, Pair(header.AsSpan(24)));
        return log.frames.Count > 0 ? log : null;
    }

    void ReadFrames(SafeFileHandle file, (uint, uint) seed)
    {
        var frame = new byte[FrameHeader + PageSize];
        // What the frame in front says that its checksum is, and what it is.
        var (stored, computed) = (seed, seed);
        var isFirst = true;
        for (var at = (long)HeaderSize; RandomAccess.Read(file, frame, at) == frame.Length; at += frame.Length)
        {
            if (isFirst && !IsHeaderIntact)
            {
                salts = Pair(frame.AsSpan(8));
            }

            isFirst = false;
            if (!Belongs(frame))
            {
                continue;
            }

            var found = Examine(frame, at, stored, computed, out computed);
            stored = Pair(frame.AsSpan(16));
            Keep(found.Frame, found.IsIntact, found.IsMended);
        }
    }

    bool Belongs(ReadOnlySpan<byte> frame) => Pair(frame[8..]) is var (one, other) && (one == salts.Item1 || other == salts.Item2);

    void Keep(LogFrame frame, bool isIntact, bool isMended)
    {
        isChained &= isIntact;
        frames.Add(frame);
        largest = Math.Max(largest, Math.Max(frame.Commit, frame.Page));
        if (frame.Commit != 0)
        {
            committed = frames.Count;
        }

        // A transaction that a crash has cut off ends in a frame that is neither a commit nor one flipped bit away from being right.
        IsDamaged |= !isChained && (frame.Commit != 0 || isMended);
    }

    /// The frame, whether SQLite would take it as it stands, and whether it can be known all the same what it was.
    (LogFrame Frame, bool IsIntact, bool IsMended) Examine(byte[] frame, long at, (uint, uint) stored, (uint, uint) computed, out (uint, uint) sum)
    {
        var said = Pair(frame.AsSpan(16));
        sum = Sum(computed, frame);
        if (sum != said && stored != computed && Sum(stored, frame) is var other && other == said)
        {
            sum = other;
        }

        if (sum == said)
        {
            var hasSalts = Pair(frame.AsSpan(8)) == salts;
            return (Frame(frame, at, AsItStands), hasSalts, !hasSalts);
        }

        var flips = FlippedBits(frame, computed, said);
        flips = flips.Count > 0 || stored == computed ? flips : FlippedBits(frame, stored, said);
        var inPage = flips.Where(flip => flip.At >= FrameHeader).Select(flip => (flip.At - FrameHeader, flip.Mask)).ToList();
        var inHeader = flips.Where(flip => flip.At < FrameHeader).ToArray();
        var isOfChecksum = BitOperations.PopCount(sum.Item1 ^ said.Item1) + BitOperations.PopCount(sum.Item2 ^ said.Item2) == 1;
        if (isOfChecksum || inHeader.Length > 0)
        {
            inPage.Add((0, 0));
        }

        if (inHeader is [var header] && (inPage.Count == 1 || !IsPlausible(frame)))
        {
            frame[header.At] ^= header.Mask;
            inPage = [(0, 0)];
        }

        var isMended = inPage.Count > 0;
        sum = isOfChecksum ? sum : said;
        return (Frame(frame, at, isMended ? inPage : AsItStands) with { IsKnown = isMended }, false, isMended);
    }

    /// A transaction writes its pages in the order of their numbers.
    bool IsPlausible(ReadOnlySpan<byte> frame)
    {
        var (page, commit) = Pair(frame);
        var last = frames.Count > 0 ? frames[^1] : default;
        var most = (frames.Count > 0 ? largest : page) + MostAdded;
        return page > (last.Commit == 0 ? last.Page : 0) && page <= most && (commit == 0 || (commit >= page && commit <= most));
    }

    static LogFrame Frame(ReadOnlySpan<byte> frame, long at, IReadOnlyList<(int, byte)> readings) =>
        new(at + FrameHeader, BinaryPrimitives.ReadUInt32BigEndian(frame), BinaryPrimitives.ReadUInt32BigEndian(frame[4..]), true, readings);

    /// The bits each of which makes the checksum right when it is turned. Sums are linear: what is added to a word is, at the end, added to both sums as many times as the words behind it have taken it over.
    List<(int At, byte Mask)> FlippedBits(byte[] frame, (uint, uint) seed, (uint First, uint Second) wanted)
    {
        var (one, other) = Sum(seed, frame);
        var missing = (wanted.First - one, wanted.Second - other);
        var found = new List<(int, byte)>();
        var (first, second) = ((1u, 1u), (0u, 1u));
        for (var at = frame.Length - Summed; at >= 0; at = at == FrameHeader ? 0 : at - Summed)
        {
            AddFlips(frame, at, first, missing, found);
            AddFlips(frame, at + 4, second, missing, found);
            (first, second) = (Behind(first), Behind(second));
        }

        found.Sort();
        return found;
    }

    void AddFlips(byte[] frame, int at, (uint First, uint Second) times, (uint, uint) missing, List<(int At, byte Mask)> found)
    {
        var word = Word(frame.AsSpan(at));
        for (var bit = 0; bit < 32; bit++)
        {
            var added = (word & (1u << bit)) == 0 ? 1u << bit : 0u - (1u << bit);
            if ((added * times.First, added * times.Second) == missing)
            {
                found.Add((at + (bigEndian ? 3 - (bit / 8) : bit / 8), (byte)(1 << (bit % 8))));
            }
        }
    }

    /// What two more words make of what has been added to the sums.
    static (uint, uint) Behind((uint First, uint Second) sums) => (sums.First + sums.Second, sums.First + (2 * sums.Second));

    /// The checksum of a frame: of page number and commit size, and of the page.
    (uint, uint) Sum((uint, uint) seed, byte[] frame) => Sum(Sum(seed, frame.AsSpan(0, Summed)), frame.AsSpan(FrameHeader));

    (uint, uint) Sum((uint First, uint Second) sum, ReadOnlySpan<byte> octets)
    {
        for (var at = 0; at < octets.Length; at += Summed)
        {
            sum.First += Word(octets[at..]) + sum.Second;
            sum.Second += Word(octets[(at + 4)..]) + sum.First;
        }

        return sum;
    }

    uint Word(ReadOnlySpan<byte> octets) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    static (uint, uint) Pair(ReadOnlySpan<byte> octets) => (BinaryPrimitives.ReadUInt32BigEndian(octets), BinaryPrimitives.ReadUInt32BigEndian(octets[4..]));
}
