using Laitos.Domain.Settings;

namespace Laitos.Shell.Spool;

/// <summary>Where the settings say that the spool lies.</summary>
public static class SpoolLocations
{
    /// <summary>The place.</summary>
    public static ISpoolLocation Of(SpoolSettings settings) => new SqliteLocation(new SpoolDirectory(settings.Directory));
}
