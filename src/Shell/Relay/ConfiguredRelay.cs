using Laitos.Domain.Journey;
using Laitos.Domain.Settings;

namespace Laitos.Shell.Relay;

/// <summary>Where the settings send mail: to a relay, or into a pickup folder.</summary>
sealed class ConfiguredRelay(LaitosSettings settings) : IAsyncDisposable
{
    readonly PickupFolder folder = new(settings.MailClient.PickupDirectory.IfNone("."));
    readonly SmtpRelay? client = SettingsPolicies.Relay(settings).MatchUnsafe<SmtpRelay?>(policy => new SmtpRelay(policy, settings.MailClient.Connections), () => null);

    /// <summary>Takes outgoing mail.</summary>
    public IRelay Relay => client is null ? folder : client;

    /// <summary>The relay's address or the folder's path, for the log.</summary>
    public string Name => settings.MailClient.MtaHost.Match(host => $"{host}:{settings.MailClient.MtaPort}", () => settings.MailClient.PickupDirectory.IfNone(""));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
