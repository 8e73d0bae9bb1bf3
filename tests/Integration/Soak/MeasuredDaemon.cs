using System.Diagnostics;
using System.Text.Json;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Soak;

/// <summary>What a process holds after a full collection.</summary>
/// <param name="Heap">Octets of managed memory in use.</param>
/// <param name="Allocated">Octets allocated since the start.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Timers">Timers that are set.</param>
public sealed record Measurement(long Heap, long Allocated, int Handles, int Threads, long Timers);

/// <summary>The daemon, entered where its program is entered. For each line of its standard input it writes a <see cref="Measurement"/> among the lines of its log.</summary>
static class MeasuredDaemon
{
    /// <summary>Begins each line with a measurement.</summary>
    public const string Mark = "measured ";

    public static int Run(string[] arguments)
    {
        new Thread(Report) { IsBackground = true }.Start();
        return (int)typeof(SqliteSpool).Assembly.EntryPoint!.Invoke(null, [arguments])!;
    }

    static void Report()
    {
        while (Console.In.ReadLine() is not null)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using var self = Process.GetCurrentProcess();
            var found = new Measurement(
                GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes(precise: true), Directory.GetFileSystemEntries("/proc/self/fd").Length, self.Threads.Count, Timer.ActiveCount);
            Console.WriteLine(Mark + JsonSerializer.Serialize(found));
        }
    }
}
