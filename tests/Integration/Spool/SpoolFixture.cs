using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Spool;

/// <summary>Spools in the folder of a test.</summary>
public abstract class SpoolFixture : SpoolCases
{
    protected SqliteSpool Open() => (SqliteSpool)Opened().Spool;

    protected OpenedSpool Opened() => Try().Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened);

    protected Either<SpoolRefusal, OpenedSpool> Try() => SpoolOpening.Open(Folder, Now, reserve: 0);

    protected static OpenedSpool Opened(SpoolDirectory folder) =>
        SpoolOpening.Open(folder, Now, reserve: 0).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened);

    /// <summary>A reader that keeps the log from being moved into the database for as long as it is open.</summary>
    protected SqliteConnection Reader()
    {
        var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; SELECT count(*) FROM entries";
        command.ExecuteScalar();
        return connection;
    }

    /// <summary>What stands in the files of the database, whoever has them open.</summary>
    protected bool IsInFiles(string text) => Directory.EnumerateFiles(Folder.Root, "spool.db*")
        .Any(file => ReadShared(file).AsSpan().IndexOf(Encoding.Latin1.GetBytes(text)) >= 0);

    /// <summary>Waits for a text to be wiped from the files of the database; false when that takes too long.</summary>
    protected async Task<bool> IsWiped(string text)
    {
        for (var wait = 0; wait < 300 && IsInFiles(text); wait++)
        {
            await Task.Delay(100);
        }

        return !IsInFiles(text);
    }

    /// <summary>Waits for the log of the database to be emptied; false when that takes too long.</summary>
    protected async Task<bool> LogIsEmptied()
    {
        for (var wait = 0; wait < 300 && new FileInfo(Folder.Database + "-wal").Length > 0; wait++)
        {
            await Task.Delay(100);
        }

        return new FileInfo(Folder.Database + "-wal").Length == 0;
    }

    /// <summary>Changes the database behind the back of the spool.</summary>
    protected void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Copies the spool into another folder, as a crash at this moment would leave it.</summary>
    protected void Crash(string copy)
    {
        foreach (var file in (string[])[Folder.Database, Folder.Database + "-wal", .. Directory.EnumerateFiles(Folder.Bodies)])
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, ReadShared(file));
        }
    }

    protected static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var octets = new MemoryStream();
        file.CopyTo(octets);
        return octets.ToArray();
    }
}
