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
            // What a later version has written is not ours to judge.
            if (DamagedPages.VersionOf(directory.Database) is { } found && !SpoolSchema.Knows(found))
            {
                held.Dispose();
                return new SpoolRefusal.NewerSchema(directory.Root, found, SpoolSchema.Version);
            }

            var notices = DamagedSpool.GoOn(directory).IfNone(default(Seq<string>));
            connection = Sound(directory.Database);
            if (connection is null)
            {
                notices = notices.Then(DamagedSpool.SetAside(directory, now));
                connection = Sound(directory.Database) ?? throw new IOException("a new database is damaged at once");
            }

            SpoolSchema.Upgrade(connection);
            connection.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            notices = notices.Then(SpoolSweep.Sweep(directory, connection, now)).Then(SpoolTables.Damaged(connection)).Then(OrderTables.Damaged(connection));
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

    /// The database, made when it is missing; null when it or its log is damaged. SQLite drops what lies behind a damaged frame as soon as it opens the log.
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

            // Beside an empty database SQLite deletes the log.
            var log = DamagedPages.LogOf(path);
            if (log is null ? DamagedPages.IsCutOff(path) : log.IsDamaged || new FileInfo(path).Length == 0)
            {
                return null;
            }

            connection = SpoolSchema.Connect(path);
            if (SpoolSchema.IsSound(connection))
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
