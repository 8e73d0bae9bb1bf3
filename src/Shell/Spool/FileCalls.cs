using System.Runtime.InteropServices;

namespace Laitos.Shell.Spool;

/// <summary>
/// The two calls that .NET lacks. A new or renamed file is only certain to be found after a crash once the directory that names it has
/// been flushed; and a second name for a file saves a second copy of its octets. Elsewhere than on Unix the one does nothing (NTFS keeps
/// a journal of names) and the other says that it cannot.
/// </summary>
static class FileCalls
{
    const int ReadOnly = 0;
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

    [DllImport(Library, EntryPoint = "link", SetLastError = true)]
    static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string second);
}
