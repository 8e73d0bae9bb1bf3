using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Relay;

/// <summary>Remembers, from run to run, with which settings the relay has taken mail: a file in the spool with their digest.</summary>
/// <param name="path">The file.</param>
/// <param name="digest">The digest of the present settings.</param>
public sealed class ProvenRelay(string path, string digest)
{
    const int MostCharacters = 100;

    readonly long start = Environment.TickCount64;
    int isWritten;

    /// <summary>True when these settings had served in an earlier run.</summary>
    public bool Before { get; } = Read(path) == digest;

    /// <summary>How the relay stands now.</summary>
    /// <param name="isHere">True when it is on this machine.</param>
    public RelayStanding Standing(bool isHere) => new(Before, TimeSpan.FromMilliseconds(Environment.TickCount64 - start), isHere);

    /// <summary>Takes note of a mail that the relay has taken.</summary>
    public void Note(DeliveryReport report)
    {
        if (!Before && report.Outcomes.Exists(item => item.Outcome is Outcome.Delivered) && Interlocked.Exchange(ref isWritten, 1) == 0)
        {
            Write();
        }
    }

    void Write()
    {
        try
        {
            var fresh = path + ".part";
            using (var file = new FileStream(fresh, SpoolDirectory.NewFile(FileMode.Create)))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(digest));
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it the next start puts the relay on trial once more.
            Volatile.Write(ref isWritten, 0);
        }
    }

    static string Read(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length <= MostCharacters ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
