using System.Runtime.InteropServices;

namespace Laitos.Shell;

/// <summary>How many files and sockets this process may have open.</summary>
static class DescriptorLimit
{
    const int NumberOfFiles = 7;

    /// <summary>The hard limit: the runtime raises the soft one to it at its start. As good as none where it is not known.</summary>
    public static long Now => OperatingSystem.IsLinux() && Getrlimit(NumberOfFiles, out var limit) == 0 ? (long)Math.Min(limit.Hard, int.MaxValue) : int.MaxValue;

    [DllImport("libc", EntryPoint = "getrlimit"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Getrlimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
