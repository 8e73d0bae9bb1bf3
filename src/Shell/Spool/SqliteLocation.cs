using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>A spool in a folder of this machine.</summary>
/// <param name="directory">The folder.</param>
public sealed class SqliteLocation(SpoolDirectory directory) : ISpoolLocation
{
    /// <inheritdoc/>
    public string Name => directory.Root;

    /// <inheritdoc/>
    public Task<Either<SpoolRefusal, OpenedSpool>> Open(Instant now, bool isPassing = false) => Task.FromResult(SpoolOpening.Open(directory, now, isPassing: isPassing));

    /// <inheritdoc/>
    public Task<Either<string, Option<ISpoolReader>>> Look() => Task.FromResult(Reader());

    Either<string, Option<ISpoolReader>> Reader()
    {
        try
        {
            // Unlike File.Exists, this tells what is absent from what may not be seen.
            File.GetAttributes(directory.Database);
            return Option<ISpoolReader>.Some(new SpoolReader(directory));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Option<ISpoolReader>.None;
        }
        catch (UnauthorizedAccessException)
        {
            return $"{Environment.UserName} may not look into the spool. Run the command as the user of the daemon.";
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }
}
