using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>A file that holds bodies one behind the other, while the daemon runs.</summary>
/// <param name="number">Its number, which is its name.</param>
sealed class SegmentFile(long number)
{
    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>Null once it is closed.</summary>
    public SafeFileHandle? File { get; set; }

    /// <summary>True once its name has been flushed.</summary>
    public bool IsNamed { get; set; }

    /// <summary>True once it could not be flushed.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Where the next body begins.</summary>
    public long End { get; set; }

    /// <summary>Bodies that have been appended, or are just being, and have no row yet.</summary>
    public int Pending { get; set; }

    /// <summary>Bodies that have a row.</summary>
    public int Bodies { get; set; }

    /// <summary>Stretches that nobody needs, and that have not been given back.</summary>
    public List<(long Offset, long Length)> Free { get; set; } = [];
}
