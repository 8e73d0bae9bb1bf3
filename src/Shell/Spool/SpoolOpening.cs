using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>A spool that is ready for work, and what its owner should know of how it was found.</summary>
public sealed record OpenedSpool(SqliteSpool Spool, Seq<string> Notices);

/// <summary>Opens a spool: takes the lock, checks the database, sets a damaged one aside, sweeps what a crash has left.</summary>
public static class SpoolOpening
{
    /// <summary>Opens the spool in a folder, which is created when it is missing.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="now">The time, to name what is set aside.</param>
    /// <param name="reserve">Octets of the disk that new mails leave free.</param>
    /// <param name="isPassing">True for a command that lets go of it in a moment; false for a daemon.</param>
    public static Either<SpoolRefusal, OpenedSpool> Open(SpoolDirectory directory, Instant now, long reserve = DiskSpace.Reserve, bool isPassing = false)
    {
        try
        {
            directory.Create();
            return SpoolLock.TryTake(directory, isPassing).Match(
                Some: held => Open(directory, held, now, reserve),
                None: () => new SpoolRefusal.InUse(directory.Root, SpoolLock.Holder(directory)));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return new SpoolRefusal.Unusable(directory.Root, fault.Message);
        }
    }

    static Either<SpoolRefusal, OpenedSpool> Open(SpoolDirectory directory, SpoolLock held, Instant now, long reserve)
    {
        SqliteConnection? connection = null;
        try
        {
            var notices = Seqs.Of<string>();
            connection = Sound(directory.Database);
            if (connection is null)
            {
                notices = DamagedSpool.SetAside(directory, now);
                connection = Sound(directory.Database) ?? throw new IOException("a new database is damaged at once");
            }

            if (SpoolSchema.VersionOf(connection) is var found && !SpoolSchema.Knows(found))
            {
                connection.Dispose();
                held.Dispose();
                return new SpoolRefusal.NewerSchema(directory.Root, found, SpoolSchema.Version);
            }

            SpoolSchema.Upgrade(connection);
            notices = notices.Then(SpoolSweep.Sweep(directory, connection)).Then(OrderTables.Damaged(connection));
            FileCalls.FlushDirectory(directory.Root);
            return new OpenedSpool(new SqliteSpool(directory, held, connection, new DiskSpace(directory.Root, reserve)), notices);
        }
        catch
        {
            connection?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// The database, made when it is missing; null when it is damaged.
    static SqliteConnection? Sound(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            if (!File.Exists(path))
            {
                // Made here, for SQLite would let others read it; its log gets the same mode.
                new FileStream(path, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
            }

            connection = SpoolSchema.Connect(path);

            // What a later version has written is not ours to judge.
            if (!SpoolSchema.Knows(SpoolSchema.VersionOf(connection)) || SpoolSchema.IsSound(connection))
            {
                return connection;
            }
        }
        catch (SqliteException fault) when (fault.IsDamage())
        {
            // Told by the result.
        }
        catch
        {
            connection?.Dispose();
            throw;
        }

        connection?.Dispose();
        return null;
    }
}

/// <summary>Why a spool cannot be opened, in words for its owner.</summary>
public abstract record SpoolRefusal(string Explanation)
{
    /// <summary>Another daemon holds it.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Pid">The number of its process; empty when it is not known, or no daemon but a command that lets go in a moment.</param>
    public sealed record InUse(string Directory, string Pid) : SpoolRefusal(
        $"the spool {Directory} is in use by another daemon{(Pid.Length > 0 ? $" (process {Pid})" : "")}. Stop that one, or set Spool.Directory to another folder.");

    /// <summary>A later version of this program has written it.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Found">Its version.</param>
    /// <param name="Known">The latest version that this program reads.</param>
    public sealed record NewerSchema(string Directory, long Found, long Known) : SpoolRefusal(
        $"the spool {Directory} was written by a later version of this program (format {Found}, this one knows {Known}). Run that version, or let it empty the spool first.");

    /// <summary>The folder or the files cannot be used.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Reason">What went wrong.</param>
    public sealed record Unusable(string Directory, string Reason) : SpoolRefusal($"the spool {Directory} cannot be used: {Reason}");
}

/// <summary>Removes what a crash has left: half-received mails, and files that no row names. Only the holder of the lock may do so.</summary>
static class SpoolSweep
{
    /// <summary>Sweeps, and tells of mails whose file is missing.</summary>
    public static Seq<string> Sweep(SpoolDirectory directory, SqliteConnection connection)
    {
        foreach (var arriving in Directory.EnumerateFiles(directory.Incoming))
        {
            File.Delete(arriving);
        }

        var filed = connection.Rows("SELECT id FROM mails WHERE length>0", row => directory.Body(row.GetString(0))).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory.Bodies).Where(file => !filed.Contains(file)))
        {
            File.Delete(file);
        }

        return filed.Where(file => !File.Exists(file)).Select(file => $"the spool has lost a file: {file}. Its entry is kept and shown; the mail cannot be delivered.").Gather();
    }
}
