using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Apps;

/// <summary>What Linux can do with processes and files beyond what .NET offers. The numbers are those of Linux, the same on all its processors that .NET runs on.</summary>
static class ProcessCalls
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;

    const string Library = "libc";
    const int NonBlocking = 0x800;
    const int CloseOnExec = 0x80000;
    const int ByPid = 1;
    const int NoHang = 1;
    const int Exited = 4;
    const int KeepWaitable = 0x1000000;

    /// <summary>Opens a file to read without ever waiting: a pipe that nobody writes to would hold up an ordinary opening for ever.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path);
        }

        var descriptor = Open(path, NonBlocking | CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>A pipe whose two ends no program inherits.</summary>
    public static (SafePipeHandle Reading, SafePipeHandle Writing) Pipe()
    {
        var ends = new int[2];
        return Pipe2(ends, CloseOnExec) == 0
            ? (new SafePipeHandle(ends[0], ownsHandle: true), new SafePipeHandle(ends[1], ownsHandle: true))
            : throw Failure("pipe", Marshal.GetLastPInvokeError());
    }

    /// <summary>True once a child has come to its end; it stays a zombie, and its number its own, until it is reaped.</summary>
    public static bool HasEnded(int child)
    {
        var info = new int[32];
        return Waitid(ByPid, child, info, Exited | NoHang | KeepWaitable) != 0 || info[0] != 0;
    }

    /// <summary>Removes a child that has come to its end, and gives its exit code: 128 and the signal that ended it, as shells say; 255 when it is not known.</summary>
    public static int Reap(int child) =>
        Waitpid(child, out var status, NoHang) != child ? 255
        : (status & 0x7f) == 0 ? (status >> 8) & 0xff
        : 128 + (status & 0x7f);

    /// <summary>Sends a signal to a process, or to a group of them by its negative number. One that is gone is no trouble.</summary>
    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    /// <summary>What a failed call says.</summary>
    public static IOException Failure(string about, int error) => new($"{about}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    static extern int Pipe2([Out] int[] ends, int flags);

    [DllImport(Library, EntryPoint = "waitid", SetLastError = true)]
    static extern int Waitid(int idType, int id, [Out] int[] info, int options);

    [DllImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    static extern int Waitpid(int process, out int status, int options);

    [DllImport(Library, EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int process, int signal);
}
