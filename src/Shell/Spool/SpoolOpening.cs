using System.Globalization;
using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Opens a spool: takes the lock, checks the database, sets a damaged one aside, sweeps what a crash has left.</summary>
public static class SpoolOpening
{
    /// <summary>
    /// The octets of a database that is looked at as a whole before it is used. In a larger one damage is met when it is read: each row carries its digest.
    /// </summary>
    internal const long CheckedWhole = 64 << 20;

    /// <summary>Opens the spool in a folder, which is created when it is missing.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="now">The time, to name what is set aside.</param>
    /// <param name="reserve">Octets of the disk that new mails leave free.</param>
    /// <param name="isPassing">True for a command that lets go of it in a moment; false for a daemon.</param>
    /// <param name="checkedWhole">The octets of a database that is looked at as a whole.</param>
    public static Either<SpoolRefusal, OpenedSpool> Open(
        SpoolDirectory directory, Instant now, long reserve = DiskSpace.Reserve, bool isPassing = false, long checkedWhole = CheckedWhole)
    {
        try
        {
            directory.Create();
            return SpoolLock.TryTake(directory, isPassing).Match(
                Some: held => Open(directory, held, now, reserve, checkedWhole),
                None: () => InUse(directory));
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return new SpoolRefusal.Unusable(directory.Root, fault.Message);
        }
    }

    /// <summary>Another daemon has the folder.</summary>
    internal static SpoolRefusal.InUse InUse(SpoolDirectory directory) => new(
        directory.Root, SpoolLock.Holder(directory) is { Length: > 0 } process ? $"process {process}" : "", "Stop that one, or set Spool.Directory to another folder.");

    static Either<SpoolRefusal, OpenedSpool> Open(SpoolDirectory directory, SpoolLock held, Instant now, long reserve, long checkedWhole)
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
            var checksWhole = File.Exists(directory.Suspect) || !(File.Exists(directory.Database) && new FileInfo(directory.Database).Length > checkedWhole);
            connection = Sound(directory.Database, checksWhole);
            if (connection is null)
            {
                notices = notices.Then(DamagedSpool.SetAside(directory, now));
                connection = Sound(directory.Database, checksWhole: true) ?? throw new IOException("a new database is damaged at once");
            }

            var isNew = SpoolSchema.VersionOf(connection) == 0;
            SpoolSchema.Upgrade(connection);
            connection.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            notices = notices.Then(SpoolSweep.Sweep(directory, connection, isNew, now)).Then(checksWhole ? SpoolTables.Damaged(connection) : default).Then(OrderTables.Damaged(connection));
            File.Delete(directory.Suspect);
            FileCalls.FlushDirectory(directory.Root);
            return new OpenedSpool(new SqliteSpool(directory, held, connection, new SegmentFiles(directory, SpoolTables.SharedPlaces(connection)), new DiskSpace(directory.Root, reserve)), notices);
        }
        catch
        {
            connection?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// The database, made when it is missing; null when it or its log is damaged. SQLite drops what lies behind a damaged frame as soon as it opens the log.
    static SqliteConnection? Sound(string path, bool checksWhole)
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
            if (!checksWhole || SpoolSchema.IsSound(connection))
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

/// <summary>
/// Clears up what a crash has left. Mails that were half received are removed: nobody was answered 250 to them. A whole body that no row names is set
/// aside and told: a crash may have come before its row was committed, or the row may have been lost. A file of several bodies of which no row names one is removed, for each of them was
/// delivered or not answered for; it is set aside where the database is new. Only the holder of the lock may do so.
/// </summary>
static class SpoolSweep
{
    /// <summary>Removes mails that were half received.</summary>
    public static void SweepIncoming(SpoolDirectory directory)
    {
        foreach (var arriving in Directory.EnumerateFiles(directory.Incoming).Concat(Directory.EnumerateFiles(directory.Bodies, "*.part")))
        {
            File.Delete(arriving);
        }
    }

    /// <summary>Sweeps, and tells of bodies without rows and of rows without bodies.</summary>
    public static Seq<string> Sweep(SpoolDirectory directory, SqliteConnection connection, bool isNew, Instant now)
    {
        SweepIncoming(directory);
        var filed = connection.Rows("SELECT id, segment FROM mails WHERE length>0 AND segment=0 UNION ALL SELECT DISTINCT '', segment FROM mails WHERE length>0 AND segment>0", row => directory.File(row.GetString(0), row.GetInt64(1)))
            .ToHashSet(StringComparer.Ordinal);
        var orphans = Directory.EnumerateFiles(directory.Bodies).Where(file => !filed.Contains(file)).ToLookup(file => isNew || !file.EndsWith(SpoolDirectory.SegmentEnding, StringComparison.Ordinal));
        foreach (var settled in orphans[false])
        {
            File.Delete(settled);
        }

        return filed.Where(file => !File.Exists(file)).Select(Lost).Gather().Then(SetAside(directory, [.. orphans[true]], now));
    }

    static string Lost(string file) => file.EndsWith(SpoolDirectory.SegmentEnding, StringComparison.Ordinal)
        ? $"the spool has lost a file: {file}. The entries whose mails lay in it are kept and shown; these mails cannot be delivered."
        : $"the spool has lost a file: {file}. Its entry is kept and shown; the mail cannot be delivered.";

    static Seq<string> SetAside(SpoolDirectory directory, IReadOnlyList<string> orphans, Instant now)
    {
        if (orphans.Count == 0)
        {
            return default;
        }

        var aside = $"{directory.Bodies}.orphaned-{SpoolDirectory.Mark(now)}";
        SpoolDirectory.CreateFolder(aside);
        foreach (var orphan in orphans)
        {
            File.Move(orphan, Path.Combine(aside, Path.GetFileName(orphan)));
        }

        FileCalls.FlushDirectory(aside);
        return Seqs.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"{orphans.Count} bodies of mails that the database of the spool does not know have been set aside in {aside}. When the daemon was ended in the middle of its work, their senders have not been answered and send them again; otherwise they may be all that is left of mails."));
    }
}
