using System.Runtime.CompilerServices;
using Laitos.Domain.Settings;
using Laitos.Shell.Spool.PostgreSql;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>Where the settings say that the spool lies.</summary>
public static class SpoolLocations
{
    /// <summary>The place: the database that is named, or else the folder.</summary>
    public static ISpoolLocation Of(SpoolSettings settings) => Database(settings).IfNone(() => Folder(settings));

    /// <summary>The folder, whether it is where the spool lies or not.</summary>
    public static ISpoolLocation Folder(SpoolSettings settings) => new SqliteLocation(new SpoolDirectory(settings.Directory));

    /// <summary>The database, if one is named.</summary>
    public static Option<ISpoolLocation> Database(SpoolSettings settings) => settings.Database.Map(ISpoolLocation (database) => OnServer(database, settings));

    /// By itself, so that the library of the database server is not loaded where there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static PostgreSqlLocation OnServer(DatabaseSettings database, SpoolSettings settings) => new PostgreSqlLocation(database, new SpoolDirectory(settings.Directory));
}
