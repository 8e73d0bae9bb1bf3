namespace Laitos.Shell.Spool;

/// <summary>
/// The room on a disk that mails may take. A reserve is kept back, so that entries which are in the spool can be updated and settled
/// when nothing new is taken any more.
/// </summary>
/// <param name="directory">A folder on that disk.</param>
/// <param name="reserve">Octets kept back.</param>
public sealed class DiskSpace(string directory, long reserve)
{
    /// <summary>The reserve of a daemon, in octets.</summary>
    public const long Reserve = 32 << 20;

    /// <summary>True when so many octets more leave the reserve untouched.</summary>
    public bool Has(long octets)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace - reserve >= octets;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What cannot be measured is tried: the write will tell.
            return true;
        }
    }
}
