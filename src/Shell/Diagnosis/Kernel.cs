using System.Globalization;
using System.Runtime.InteropServices;
using Laitos.Domain.Diagnosis;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Diagnosis;

/// <summary>What Linux says of its clock, and of the limits of a process.</summary>
static class Kernel
{
    /// The status bit STA_UNSYNC of adjtimex(2).
    const int Unsynchronised = 0x40;

    /// Where struct timex of a 64-bit system holds the greatest error, in microseconds, and the status.
    const int MaxErrorAt = 24;
    const int StatusAt = 40;

    /// <summary>Whether a program keeps the clock right.</summary>
    public static Observation Clock()
    {
        if (!OperatingSystem.IsLinux() || nint.Size != 8)
        {
            return new Observation.Nothing("this system cannot be asked");
        }

        // Mode 0 reads and changes nothing.
        var timex = new byte[256];
        if (Adjtimex(timex) < 0)
        {
            return new Observation.Nothing(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }

        var status = BitConverter.ToInt32(timex, StatusAt);
        return new Observation.Clock((status & Unsynchronised) == 0, TimeSpan.FromMicroseconds(Math.Clamp(BitConverter.ToInt64(timex, MaxErrorAt), 0, int.MaxValue)));
    }

    /// <summary>How many files the daemon may open if it runs, else this process.</summary>
    public static Observation Descriptors(SpoolDirectory spool) => LimitOf(SpoolLock.Holder(spool)) is { } limit
        ? new Observation.Descriptors(limit, OfDaemon: true)
        : new Observation.Descriptors(DescriptorLimit.Now, OfDaemon: false);

    /// The hard limit of a running process, as its line in /proc says it; null when there is none.
    static long? LimitOf(string process)
    {
        try
        {
            return process.Length > 0 && process.All(char.IsAsciiDigit) && File.ReadLines($"/proc/{process}/comm").FirstOrDefault() is "laitos"
                && File.ReadLines($"/proc/{process}/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var hard, ..]
                ? hard == "unlimited" ? int.MaxValue : long.Parse(hard, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "adjtimex", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Adjtimex([In, Out] byte[] timex);
}
