using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>
/// The pages of a damaged SQLite database, read without SQLite: those that its log holds as the last transaction left them, the others as they lie in
/// its file. Where the file ends too early there are zeros.
/// </summary>
sealed class DamagedPages : IDisposable
{
    const int HeaderSize = 100;
    const int UsualPageSize = 4096;

    static ReadOnlySpan<byte> Signature => "SQLite format 3\0"u8;

    readonly SafeFileHandle? file;
    readonly SafeFileHandle? logFile;
    readonly Dictionary<uint, LogFrame> logged;

    /// The pages whose last frame is not what was written, each as the last good frame has it, or none.
    readonly Dictionary<uint, LogFrame?> earlier;

    DamagedPages(SafeFileHandle? file, SafeFileHandle? logFile, WriteAheadLog? log, int pageSize)
    {
        (this.file, this.logFile) = (file, logFile);
        PageSize = log?.PageSize ?? pageSize;
        // The last frame of a page counts.
        var frames = (log?.Frames ?? []).ToLookup(frame => frame.Page);
        logged = frames.ToDictionary(page => page.Key, page => page.Last());
        Readings = logged.Values.Select(frame => frame.Readings.Count).Append(1).Max();
        earlier = frames.Where(page => !page.Last().IsKnown)
            .ToDictionary(page => page.Key, page => page.Where(frame => frame.IsKnown).Select(frame => (LogFrame?)frame).LastOrDefault());
        Usable = PageSize - (Read(1) is { } first && first.AsSpan().StartsWith(Signature) ? first[20] : 0);
    }

    /// <summary>In how many ways pages can be read: more than one where the log leaves in doubt which bit has flipped.</summary>
    public int Readings { get; }

    /// <summary>Which of them is taken.</summary>
    public int Reading { get; set; }

    /// <summary>Octets of a page.</summary>
    public int PageSize { get; }

    /// <summary>Octets of a page that content may lie in.</summary>
    public int Usable { get; }

    /// <summary>All pages of which anything is there, with their numbers. Of one that is damaged in the log an older one follows.</summary>
    public IEnumerable<(uint Number, byte[] Page)> All
    {
        get
        {
            var filed = (uint)(((file is null ? 0 : RandomAccess.GetLength(file)) + PageSize - 1) / PageSize);
            var numbers = Enumerable.Range(1, (int)filed).Select(number => (uint)number).Concat(logged.Keys.Where(number => number > filed));
            return numbers.Select(number => (number, Page: Read(number)))
                .Concat(earlier.Select(page => (page.Key, Page: page.Value is { } frame ? InLog(frame) : InFile(page.Key))))
                .SelectMany(found => found.Page is { } page ? ((uint, byte[])[])[(found.Item1, page)] : []);
        }
    }

    /// <summary>The number of the format that the program which wrote a database has given it; null when there is no database.</summary>
    /// <param name="database">The file of the database.</param>
    public static long? VersionOf(string database)
    {
        using var pages = Open(database);
        return pages.Read(1) is { } first && first.AsSpan().StartsWith(Signature) ? BinaryPrimitives.ReadInt32BigEndian(first.AsSpan(60)) : null;
    }

    /// <summary>The log of a database, as its own page size tells how to read it.</summary>
    /// <param name="database">The file of the database.</param>
    public static WriteAheadLog? LogOf(string database) => WriteAheadLog.Read(database + "-wal", PageSizeOf(database));

    /// <summary>True for the file of a database that does not end at the end of a page, as SQLite leaves it.</summary>
    /// <param name="database">The file of the database, which has no log.</param>
    public static bool IsCutOff(string database) => new FileInfo(database).Length % PageSizeOf(database) != 0;

    /// <summary>Opens a database that nobody writes to.</summary>
    /// <param name="database">Its file; its log lies beside it.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static DamagedPages Open(string database)
    {
        var log = LogOf(database);
        return new DamagedPages(Opened(database), log is null ? null : Opened(database + "-wal"), log, PageSizeOf(database));
    }

    /// <summary>A page; null when it is neither in the file nor in the log.</summary>
    public byte[]? Read(uint number) => logged.TryGetValue(number, out var frame) ? InLog(frame) : InFile(number);

    byte[] InLog(LogFrame frame)
    {
        var page = new byte[PageSize];
        RandomAccess.Read(logFile!, page, frame.Offset);
        var (at, mask) = frame.Readings[Math.Min(Reading, frame.Readings.Count - 1)];
        page[at] ^= mask;
        return page;
    }

    byte[]? InFile(uint number)
    {
        var page = new byte[PageSize];
        return number > 0 && file is not null && RandomAccess.Read(file, page, (long)(number - 1) * PageSize) > 0 ? page : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        logFile?.Dispose();
    }

    static int PageSizeOf(string database)
    {
        using var file = Opened(database);
        var header = new byte[HeaderSize];
        if (file is null || RandomAccess.Read(file, header, 0) < HeaderSize)
        {
            return UsualPageSize;
        }

        // 1 stands for 65,536.
        var size = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is var said && said == 1 ? 1 << 16 : said;
        return size is >= 512 and <= 1 << 16 && System.Numerics.BitOperations.IsPow2(size) ? size : UsualPageSize;
    }

    static SafeFileHandle? Opened(string path) =>
        File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
}
