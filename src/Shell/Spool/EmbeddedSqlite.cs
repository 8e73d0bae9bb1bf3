using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>
/// SQLite's library inside the program, where that is machine code alone and carries it (docs/adr/0078-native-code.md): it is loaded from memory, so that the program needs no file beside it and writes none.
/// Elsewhere the runtime finds the library by itself.
/// </summary>
static class EmbeddedSqlite
{
    const string Resource = "libe_sqlite3.so", Libc = "libc";

    /// <summary>Lets SQLite's bindings load what is embedded, at the first connection; to be called before that.</summary>
    public static void Offer()
    {
        if (Assembly.GetExecutingAssembly().GetManifestResourceInfo(Resource) is not null)
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? Library.Value : 0);
        }
    }

    static readonly Lazy<nint> Library = new(() =>
    {
        using var embedded = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var memory = new SafeFileHandle(MemfdCreate(Resource, CloseOnExec), ownsHandle: true);
        if (memory.IsInvalid)
        {
            throw new IOException($"SQLite's library: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        using (var file = new FileStream(new SafeFileHandle(memory.DangerousGetHandle(), ownsHandle: false), FileAccess.Write))
        {
            embedded.CopyTo(file);
        }

        return NativeLibrary.Load($"/proc/self/fd/{memory.DangerousGetHandle()}");
    });

    const uint CloseOnExec = 1;

    [DllImport(Libc, EntryPoint = "memfd_create", SetLastError = true)]
    static extern int MemfdCreate([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);
}
