using System.Globalization;
using Laitos.Domain.Foundation;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>What lies where in the folder of the spool. Nobody but the daemon's own user may look into it.</summary>
/// <param name="path">The folder.</param>
public sealed class SpoolDirectory(string path)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Mode 0600.</summary>
    internal const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder itself.</summary>
    public string Root { get; } = Path.GetFullPath(path);

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Root, "spool.db");

    /// <summary>Bodies too large for the database.</summary>
    public string Bodies => Path.Combine(Root, "bodies");

    /// <summary>Mails that are still arriving.</summary>
    public string Incoming => Path.Combine(Root, "incoming");

    /// <summary>The digest of the relay's settings that have served.</summary>
    public string Relay => Path.Combine(Root, "relay.proven");

    /// <summary>Tells the daemon of this folder from others that work on the same database.</summary>
    internal string Identity => Path.Combine(Root, "daemon.id");

    internal string Lock => Path.Combine(Root, "spool.lock");

    internal string Pid => Path.Combine(Root, "spool.pid");

    /// <summary>Says that a damaged database is being set aside, and under which mark.</summary>
    internal string Salvage => Path.Combine(Root, "spool.salvage");

    /// <summary>Says that damage was met while the database was in use: the next start looks at all of it, however large it is.</summary>
    internal string Suspect => Path.Combine(Root, "spool.suspect");

    /// <summary>Remembers a fault that tells of damage.</summary>
    internal void Remember(Exception fault)
    {
        if (fault.IsDamage())
        {
            try
            {
                new FileStream(Suspect, NewFile(FileMode.OpenOrCreate)).Dispose();
            }
            catch (Exception trouble) when (trouble.IsDisk())
            {
                // It will be met again.
            }
        }
    }

    /// <summary>The file that holds the body of an entry.</summary>
    internal string Body(string id) =>
        id.Length is > 0 and <= 100 && id.All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(Bodies, $"{id}.body")
            : throw new ArgumentException($"not the name of an entry: {id}", nameof(id));

    /// <summary>A file that holds bodies of several entries.</summary>
    internal string Segment(long number) => Path.Combine(Bodies, string.Create(CultureInfo.InvariantCulture, $"{number:d8}{SegmentEnding}"));

    /// <summary>The file that holds the body of an entry, where it has one: its own, or one of several.</summary>
    internal string File(string id, long segment) => segment == 0 ? Body(id) : Segment(segment);

    /// <summary>What the name of a file ends in that holds bodies of several entries.</summary>
    internal const string SegmentEnding = ".segment";

    /// <summary>Creates what is missing, and shuts others out of what is there.</summary>
    internal void Create()
    {
        foreach (var folder in (string[])[Root, Bodies, Incoming])
        {
            CreateFolder(folder);
        }

        FileCalls.FlushDirectory(Root);
    }

    /// <summary>Creates a folder that nobody else may look into.</summary>
    internal static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        System.IO.File.SetUnixFileMode(folder, OwnerOnly);
    }

    /// <summary>What the names of things set aside at a time end in.</summary>
    internal static string Mark(Instant now) => DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds).ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A new and empty file that nobody else may read.</summary>
    internal static SafeFileHandle NewHandle(string path)
    {
        var file = System.IO.File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(file, OwnFile);
        }

        return file;
    }

    /// <summary>How to create a file that nobody else may read, in blocks of the caller's own.</summary>
    internal static FileStreamOptions NewFile(FileMode mode, FileShare share = FileShare.Read | FileShare.Delete)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return options;
    }
}

/// <summary>
/// The room on a disk that mails may take. A reserve is kept back, so that entries which are in the spool can be updated and settled
/// when nothing new is taken any more.
/// </summary>
/// <param name="directory">A folder on that disk.</param>
/// <param name="reserve">Octets kept back.</param>
public sealed class DiskSpace(string directory, long reserve)
{
    /// <summary>The reserve of a daemon, in octets.</summary>
    public const long Reserve = 32 << 20;

    /// <summary>True when so many octets more leave the reserve untouched.</summary>
    public bool Has(long octets)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace - reserve >= octets;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What cannot be measured is tried: the write will tell.
            return true;
        }
    }
}
