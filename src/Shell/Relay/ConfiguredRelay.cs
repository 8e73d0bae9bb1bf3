using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Shell.Dns;

namespace Laitos.Shell.Relay;

/// <summary>Where the settings send mail: to a relay, or into a pickup folder.</summary>
/// <param name="settings">The settings.</param>
/// <param name="resolver">Our own resolver.</param>
sealed class ConfiguredRelay(LaitosSettings settings, IResolver resolver) : IAsyncDisposable
{
    readonly PickupFolder folder = new(settings.MailClient.PickupDirectory.IfNone("."));
    readonly SmtpRelay? client = SettingsPolicies.Relay(settings).MatchUnsafe<SmtpRelay?>(policy => new SmtpRelay(policy, settings.MailClient.Connections, resolver: settings.Dns.Servers.IsEmpty ? null : resolver), () => null);

    /// <summary>Takes outgoing mail.</summary>
    public IRelay Relay => client is null ? folder : client;

    /// <summary>The relay's address or the folder's path, for the log.</summary>
    public string Name => settings.MailClient.MtaHost.Match(host => $"{host}:{settings.MailClient.MtaPort}", () => settings.MailClient.PickupDirectory.IfNone(""));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
