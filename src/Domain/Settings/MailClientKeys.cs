using System.Text.Json;

namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>MailClient</c>.</summary>
static class MailClientKeys
{
    internal static Seq<SettingKey<MailClientSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("MailFrom", SettingFormats.Mailbox, (MailClientSettings s) => s.MailFrom, (s, v) => s with { MailFrom = v }, required: true),
        SettingKey.Maybe("MTAHost", SettingFormats.Host, (MailClientSettings s) => s.MtaHost, (s, v) => s with { MtaHost = v }),
        SettingKey.Of("MTAPort", SettingFormats.Port, (MailClientSettings s) => s.MtaPort, (s, v) => s with { MtaPort = v }),
        SettingKey.Maybe("AuthUsername", SettingFormats.Words, (MailClientSettings s) => s.AuthUsername, (s, v) => s with { AuthUsername = v }),
        SettingKey.Maybe("AuthPassword", SettingFormats.Hidden, (MailClientSettings s) => s.AuthPassword, (s, v) => s with { AuthPassword = v }),
        SettingKey.Maybe("PickupDirectory", SettingFormats.Words, (MailClientSettings s) => s.PickupDirectory, (s, v) => s with { PickupDirectory = v }),
        SettingKey.Of("AllowPlaintextAuth", SettingFormats.Flag, (MailClientSettings s) => s.AllowPlaintextAuth, (s, v) => s with { AllowPlaintextAuth = v }),
        SettingKey.Of("VerifyCertificate", SettingFormats.Flag, (MailClientSettings s) => s.VerifyCertificate, (s, v) => s with { VerifyCertificate = v }),
        SettingKey.Of("Connections", SettingFormats.Number(1, 1000), (MailClientSettings s) => s.Connections, (s, v) => s with { Connections = v }),
        SettingKey.Of("Timeout", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), (MailClientSettings s) => s.Timeout, (s, v) => s with { Timeout = v }));

    /// <summary>What holds where a key is absent. A password demands that the relay proves who it is.</summary>
    internal static MailClientSettings Seed(JsonElement section) => new(
        MailFrom: Placeholder.Mailbox,
        MtaHost: default,
        MtaPort: 25,
        AuthUsername: default,
        AuthPassword: default,
        PickupDirectory: default,
        AllowPlaintextAuth: false,
        VerifyCertificate: SettingSection.Find(section, "AuthPassword").IsSome,
        Connections: 10,
        Timeout: TimeSpan.FromSeconds(60));
}
