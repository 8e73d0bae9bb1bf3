using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>
/// The calls that .NET lacks. A new or renamed file is only certain to be found after a crash once the directory that names it has
/// been flushed; a second name for a file saves a second copy of its octets; and stretches of a file that nobody needs can be given back to the disk. Elsewhere than on Unix the first does nothing (NTFS keeps
/// a journal of names) and the second says that it cannot; the third is of Linux alone, and not of each of its file systems.
/// </summary>
static class FileCalls
{
    const int ReadOnly = 0, KeepSize = 1, PunchHole = 2, Page = 4096;
    const string Library = "libc";

    /// <summary>Flushes the names in a directory to the disk.</summary>
    /// <exception cref="IOException">They could not be flushed.</exception>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Gives a file a second name on the same file system; false when that cannot be.</summary>
    public static bool TryLink(string existing, string second) => !OperatingSystem.IsWindows() && Link(existing, second) == 0;

    /// <summary>Where the next page of the disk begins that none of so many octets lies in.</summary>
    public static long ToPage(long octets) => (octets + Page - 1) / Page * Page;

    /// <summary>Gives stretches of a file back to the disk, where that is possible: they read as zeros then. Each begins a page, and what is left of its last page goes with it.</summary>
    public static void TryFree(string path, IEnumerable<(long Offset, long Length)> stretches)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            foreach (var (offset, length) in stretches.Where(stretch => stretch.Length > 0))
            {
                _ = Fallocate(file, PunchHole | KeepSize, offset, ToPage(length));
            }
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            // It goes with the file.
        }
    }

    static IOException Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "fsync", SetLastError = true)]
    static extern int Fsync(int descriptor);

    [DllImport(Library, EntryPoint = "close", SetLastError = true)]
    static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    static extern int Fallocate(SafeFileHandle file, int mode, long offset, long length);

    [DllImport(Library, EntryPoint = "link", SetLastError = true)]
    static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string second);
}
