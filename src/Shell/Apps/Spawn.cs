using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Apps;

/// <summary>The streams of a program that is started.</summary>
/// <param name="Input">Where it reads; null when there is nothing to read.</param>
/// <param name="Output">Where its output goes.</param>
/// <param name="Errors">Where its errors go.</param>
readonly record struct ProgramStreams(SafePipeHandle? Input, SafePipeHandle Output, SafePipeHandle Errors);

/// <summary>
/// Starts a program as .NET's Process cannot: at the head of a session of its own, with both streams in one pipe where they shall keep their order, and with no signal ignored or
/// blocked.
/// </summary>
static class Spawn
{
    const string Library = "libc";
    const short SetSignalDefaults = 0x04;
    const short SetSignalMask = 0x08;
    const short SetSession = 0x80;

    /// The C library keeps its own records in these; none of them is as large.
    const int Record = 1024;

    /// <summary>Starts a program and gives its number. Texts are handed over as UTF-8: what LPStr means on Linux.</summary>
    /// <param name="path">The program; no PATH is searched.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="environment">Its whole environment, each <c>NAME=value</c>.</param>
    /// <param name="streams">Its streams.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static int Start(string path, IEnumerable<string> arguments, IEnumerable<string> environment, ProgramStreams streams)
    {
        var (actions, attributes, signals) = (new byte[Record], new byte[Record], new byte[Record]);
        Check(FileActionsInit(actions));
        Check(AttributesInit(attributes));
        try
        {
            if (streams.Input is { } input)
            {
                Check(FileActionsDuplicate(actions, (int)input.DangerousGetHandle(), 0));
            }
            else
            {
                Check(FileActionsOpen(actions, 0, "/dev/null", 0, 0));
            }

            Check(FileActionsDuplicate(actions, (int)streams.Output.DangerousGetHandle(), 1));
            Check(FileActionsDuplicate(actions, (int)streams.Errors.DangerousGetHandle(), 2));
            CloseOthers(actions);
            Check(AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession));
            Check(SignalSetEmpty(signals));
            Check(AttributesSetSignalMask(attributes, signals));
            Check(SignalSetFill(signals));
            Check(AttributesSetSignalDefaults(attributes, signals));
            Check(PosixSpawn(out var child, path, actions, attributes, [path, .. arguments, null], [.. environment, null]), path);
            return child;
        }
        finally
        {
            _ = FileActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
            GC.KeepAlive(streams);
        }
    }

    /// Our own descriptors close by themselves; those that we were started with ourselves may not. An older C library has no such call.
    static void CloseOthers(byte[] actions)
    {
        try
        {
            Check(FileActionsCloseFrom(actions, 3));
        }
        catch (EntryPointNotFoundException)
        {
            // Then what we were started with is inherited, as by any program.
        }
    }

    /// These calls return what went wrong.
    static void Check(int error, string about = "posix_spawn")
    {
        if (error != 0)
        {
            throw ProcessCalls.Failure(about, error);
        }
    }

    [DllImport(Library, EntryPoint = "posix_spawn")]
    static extern int PosixSpawn(
        out int child, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] actions, byte[] attributes,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    static extern int FileActionsInit([In, Out] byte[] actions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    static extern int FileActionsDestroy([In, Out] byte[] actions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    static extern int FileActionsOpen([In, Out] byte[] actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    static extern int FileActionsDuplicate([In, Out] byte[] actions, int from, int to);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    static extern int FileActionsCloseFrom([In, Out] byte[] actions, int first);

    [DllImport(Library, EntryPoint = "posix_spawnattr_init")]
    static extern int AttributesInit([In, Out] byte[] attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    static extern int AttributesDestroy([In, Out] byte[] attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    static extern int AttributesSetFlags([In, Out] byte[] attributes, short flags);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    static extern int AttributesSetSignalMask([In, Out] byte[] attributes, byte[] signals);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    static extern int AttributesSetSignalDefaults([In, Out] byte[] attributes, byte[] signals);

    [DllImport(Library, EntryPoint = "sigemptyset")]
    static extern int SignalSetEmpty([In, Out] byte[] signals);

    [DllImport(Library, EntryPoint = "sigfillset")]
    static extern int SignalSetFill([In, Out] byte[] signals);
}
