using System.Diagnostics;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Tries a folder as the spool uses it: a new file is written, flushed, its name flushed, and it is deleted. A folder that is missing is not made.</summary>
static class FolderProbe
{
    /// <summary>How it serves.</summary>
    public static Observation Look(string folder)
    {
        var there = Existing(folder);
        var start = Stopwatch.GetTimestamp();
        var (written, flushed) = Try(there);
        var took = Stopwatch.GetElapsedTime(start);
        var (kind, free) = Disk(there);
        return new Observation.Folder(there == folder, written, flushed, took, kind, free);
    }

    /// The nearest folder above it that is there.
    static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } above)
        {
            folder = above;
        }

        return folder;
    }

    static (Option<string> Written, Option<string> Flushed) Try(string folder)
    {
        var path = Path.Combine(folder, $".laitos-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(path, SpoolDirectory.NewFile(FileMode.CreateNew));
            file.Write("laitos doctor\n"u8);
            return (Option<string>.None, Flush(file, folder));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (Printable.Escape(fault.Message), Option<string>.None);
        }
        finally
        {
            Delete(path);
        }
    }

    static Option<string> Flush(FileStream file, string folder)
    {
        try
        {
            file.Flush(flushToDisk: true);
            FileCalls.FlushDirectory(folder);
            return Option<string>.None;
        }
        catch (IOException fault)
        {
            return Printable.Escape(fault.Message);
        }
    }

    static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It was never made, or what made it vanish took it along.
        }
    }

    static (string Kind, long Free) Disk(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.DriveFormat, drive.AvailableFreeSpace);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What cannot be measured is not held against it.
            return ("", long.MaxValue);
        }
    }
}
