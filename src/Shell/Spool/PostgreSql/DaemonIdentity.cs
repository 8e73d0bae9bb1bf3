using System.Globalization;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Tells a daemon from all others, also after its end: a file in its folder, which no other program has, and the name of its machine, for folders are copied with their machines.</summary>
static class DaemonIdentity
{
    /// <summary>One that nobody has.</summary>
    public static string New() => string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.NextInt64():x16}");

    /// <summary>The one of a folder whose lock is held; it is made when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    public static string Of(SpoolDirectory directory)
    {
        if (!File.Exists(directory.Identity))
        {
            using var file = new StreamWriter(directory.Identity, SpoolDirectory.NewFile(FileMode.CreateNew));
            file.Write(New());
        }

        return $"{File.ReadAllText(directory.Identity).Trim()} {Environment.MachineName}";
    }
}
