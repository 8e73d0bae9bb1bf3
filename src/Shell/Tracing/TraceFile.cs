using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Tracing;

/// <summary>The file of the records. It lies in the folder of the spool, also where nothing is spooled.</summary>
/// <param name="folder">The folder.</param>
sealed class TraceFile(string folder)
{
    /// <summary>The file of a configuration.</summary>
    public static TraceFile Of(LaitosSettings settings) => new(new SpoolDirectory(settings.Spool.Directory).Root);

    /// <summary>Its folder.</summary>
    public string Folder => folder;

    /// <summary>Its path.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "trace.db");

    /// <summary>False when no record was ever kept.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>Copies the records into a folder, as they are at one moment; false when there are none. Throws what disks throw.</summary>
    public bool CopyTo(string target)
    {
        if (!Exists)
        {
            return false;
        }

        using var connection = TraceSchema.Connect(Path);
        SafeCopy.OfDatabase(connection, System.IO.Path.Combine(target, System.IO.Path.GetFileName(Path)));
        return true;
    }

    /// <summary>
    /// Opens it to write, and makes it where it is missing. A damaged file, and one that is not ours, is set aside under another name. Throws what disks throw.
    /// </summary>
    /// <param name="now">The time, to name what is set aside.</param>
    public Either<string, OpenedTrace> Open(Instant now)
    {
        try
        {
            return Open(now, default);
        }
        catch (SqliteException damage) when (damage.IsDamage())
        {
            return Open(now, Seqs.Of(SetAside(damage)));
        }
    }

    Either<string, OpenedTrace> Open(Instant now, Seq<string> notices)
    {
        if (!File.Exists(Path))
        {
            SpoolDirectory.CreateFolder(folder);
            // Made here, for SQLite would let others read it; its log gets the same mode.
            new FileStream(Path, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        }

        var connection = TraceSchema.Connect(Path);
        try
        {
            switch (TraceSchema.KindOf(connection))
            {
                case TraceFileKind.New:
                    TraceSchema.Create(connection);
                    return new OpenedTrace(connection, notices);
                case TraceFileKind.Ours:
                    TraceSchema.Tune(connection);
                    return new OpenedTrace(connection, notices);
                case TraceFileKind.Newer:
                    connection.Dispose();
                    return $"{Path} was written by a later version of this program: run that version, or move the file away. Until then no records are kept.";
                default:
                    connection.Dispose();
                    return Open(now, notices.Then(Seqs.Of(SetAside($"foreign-{SpoolDirectory.Mark(now)}", "belongs to another program"))));
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sets a damaged file aside, and says so.</summary>
    public string SetAside(Exception damage) => SetAside("damaged", $"is damaged ({damage.Message})");

    /// Of damaged files one is kept: a bad disk must not be filled up with them.
    string SetAside(string suffix, string reason)
    {
        var aside = $"{Path}.{suffix}";
        foreach (var companion in (string[])["", "-wal", "-shm"])
        {
            File.Delete(aside + companion);
            if (File.Exists(Path + companion))
            {
                File.Move(Path + companion, aside + companion);
            }
        }

        return $"{Path} {reason} and has been set aside as {aside}; records begin anew";
    }
}

/// <summary>The records, ready to be written, and what their owner should know of how they were found.</summary>
sealed record OpenedTrace(SqliteConnection Connection, Seq<string> Notices);
