using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Cli;

/// <summary>What a configuration says of the spool.</summary>
public static class SpoolLocation
{
    /// <summary>The folder of the spool.</summary>
    public static SpoolDirectory Of(LoadedConfiguration configuration) => new(configuration.Settings.Spool.Directory);

    /// <summary>When mails in it are tried and given up.</summary>
    public static RetryPolicy RetryOf(LoadedConfiguration configuration) => SettingsPolicies.Retry(configuration.Settings);
}
