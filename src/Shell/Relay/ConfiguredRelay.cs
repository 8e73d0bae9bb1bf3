using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Dns;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Relay;

/// <summary>Where the settings send mail: to a relay, or into a pickup folder.</summary>
/// <param name="settings">The settings.</param>
/// <param name="resolver">Our own resolver.</param>
/// <param name="signer">Signs anew what had to be encoded for the relay.</param>
sealed class ConfiguredRelay(LaitosSettings settings, IResolver resolver, MailSigner signer) : IAsyncDisposable
{
    readonly PickupFolder folder = new(settings.MailClient.PickupDirectory.IfNone("."));
    readonly SmtpRelay? client = SettingsPolicies.Relay(settings).MatchUnsafe<SmtpRelay?>(
        policy => new SmtpRelay(policy, settings.MailClient.Connections, resolver: settings.Dns.Servers.IsEmpty ? null : resolver, proven: Proven(settings, policy)) { Signer = signer }, () => null);

    /// <summary>Takes outgoing mail.</summary>
    public IRelay Relay => client is null ? folder : client;

    /// <summary>What it lets us do, as far as it is known now. A folder takes everything.</summary>
    public RelayProfile Profile => client?.Profile ?? RelayProfile.Unknown;

    /// <summary>The relay's address or the folder's path, for the log.</summary>
    public string Name => settings.MailClient.MtaHost.Match(host => $"{host}:{settings.MailClient.MtaPort}", () => settings.MailClient.PickupDirectory.IfNone(""));

    /// <summary>What is remembered of the relay of these settings; null where nothing is, or there is no relay.</summary>
    public static ProvenRelay? Proven(LaitosSettings settings) => SettingsPolicies.Relay(settings).MatchUnsafe<ProvenRelay?>(policy => Proven(settings, policy), () => null);

    /// Without a spool nothing is remembered, and no mail is kept.
    static ProvenRelay? Proven(LaitosSettings settings, RelayPolicy policy) => settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? null
        : new ProvenRelay(new SpoolDirectory(settings.Spool.Directory).Relay, RelayDigest.Of(policy, settings.MailClient.MailFrom.AddrSpec));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
