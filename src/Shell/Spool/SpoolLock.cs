using System.Globalization;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>
/// Says that a daemon works on a spool, for as long as it does: an exclusive lock that the system takes back when the process ends,
/// however it ends. A file beside it names the process, for people to read.
/// </summary>
sealed class SpoolLock : IDisposable
{
    readonly FileStream file;

    SpoolLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; none when another holds it.</summary>
    /// <param name="directory">The spool.</param>
    /// <param name="isPassing">True for a command that lets go in a moment, and does not name its process.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static Option<SpoolLock> TryTake(SpoolDirectory directory, bool isPassing)
    {
        try
        {
            var file = new FileStream(directory.Lock, SpoolDirectory.NewFile(FileMode.OpenOrCreate, FileShare.None));
            Sign(directory, isPassing ? "" : Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new SpoolLock(file);
        }
        catch (IOException fault) when (!fault.IsNoSpace() && File.Exists(directory.Lock))
        {
            return Option<SpoolLock>.None;
        }
    }

    /// <summary>The process that holds the lock, as far as it has said so; empty when it will let go in a moment.</summary>
    public static string Holder(SpoolDirectory directory)
    {
        try
        {
            return File.ReadAllText(directory.Pid).Trim();
        }
        catch (Exception unknown) when (unknown.IsDisk())
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    static void Sign(SpoolDirectory directory, string name)
    {
        try
        {
            using var pid = new StreamWriter(directory.Pid, SpoolDirectory.NewFile(FileMode.Create));
            pid.Write(name);
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            // A full disk: the lock holds without it.
        }
    }
}
