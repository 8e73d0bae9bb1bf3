using System.Globalization;
using Laitos.Domain.Foundation;

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

    internal string Lock => Path.Combine(Root, "spool.lock");

    internal string Pid => Path.Combine(Root, "spool.pid");

    /// <summary>Says that a damaged database is being set aside, and under which mark.</summary>
    internal string Salvage => Path.Combine(Root, "spool.salvage");

    /// <summary>The file that holds the body of an entry.</summary>
    internal string Body(string id) =>
        id.Length is > 0 and <= 100 && id.All(char.IsAsciiLetterOrDigit)
            ? Path.Combine(Bodies, $"{id}.body")
            : throw new ArgumentException($"not the name of an entry: {id}", nameof(id));

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
        File.SetUnixFileMode(folder, OwnerOnly);
    }

    /// <summary>What the names of things set aside at a time end in.</summary>
    internal static string Mark(Instant now) => DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds).ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);

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
