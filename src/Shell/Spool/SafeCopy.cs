using Laitos.Domain.Foundation;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Copies files that a daemon may be working on. A copy is new, nobody but its owner may read it, and it is flushed.</summary>
static class SafeCopy
{
    /// <summary>Copies a file as it is now; the octets copied, or null when it is not there.</summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public static long? OfFile(string from, string to)
    {
        try
        {
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = new FileStream(to, SpoolDirectory.NewFile(FileMode.CreateNew));
            source.CopyTo(target, 1 << 16);
            target.Flush(flushToDisk: true);
            return target.Length;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Copies a stretch of a file to the same place of another one, which is made when it is missing; false when there is no such stretch. Nothing is flushed.</summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public static bool OfStretch(string from, string to, long offset, long length)
    {
        try
        {
            using var source = File.OpenHandle(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = new FileStream(to, SpoolDirectory.NewFile(FileMode.OpenOrCreate));
            var buffer = new byte[1 << 16];
            for (var end = offset + length; offset < end;)
            {
                var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset);
                if (read == 0)
                {
                    return false;
                }

                RandomAccess.Write(target.SafeFileHandle, buffer.AsSpan(0, read), offset);
                offset += read;
            }

            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Copies a database as it was at one moment, with everything that has been committed.</summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    /// <exception cref="SqliteException">The database cannot be read, or the copy cannot be written.</exception>
    public static void OfDatabase(SqliteConnection live, string to)
    {
        // SQLite fills a file that is there and empty; one that it made itself others could read.
        new FileStream(to, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        using (var command = live.Prepare("VACUUM INTO $path", "$path").With(to))
        {
            command.ExecuteNonQuery();
        }

        Flush(to);
    }

    /// <summary>Flushes a file that is written.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
