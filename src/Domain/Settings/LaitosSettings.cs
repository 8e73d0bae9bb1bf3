using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>
/// A validated configuration. It holds plain values; each machine is given its own narrow policy made from them.
/// </summary>
/// <param name="MailDaemon">How mail is received and screened.</param>
/// <param name="MailClient">How mail is sent on.</param>
/// <param name="Dns">Whom to ask.</param>
/// <param name="Spool">Where mail waits, and how long.</param>
/// <param name="MailFilters">Commands in mail.</param>
/// <param name="Features">What a command can run.</param>
public sealed record LaitosSettings(
    MailDaemonSettings MailDaemon, MailClientSettings MailClient, DnsSettings Dns, SpoolSettings Spool, MailFilterSettings MailFilters, FeatureSettings Features);

/// <summary>The settings in force, written as a configuration: every key with its value, in a fixed order, secrets hidden.</summary>
public static class EffectiveSettings
{
    /// Shown on a terminal, never put into HTML: quotes and letters beyond ASCII may stand as they are.
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// JSON text that <see cref="SettingsParser"/> reads back as the same settings, except for secrets: those are <c>***</c>, shortcuts with a number behind it. In the zones of block lists and the addresses of
    /// feeds it stands for a part only.
    /// </summary>
    public static string Render(LaitosSettings settings) => new JsonObject
    {
        ["MailDaemon"] = SettingSection.Write(settings.MailDaemon, MailDaemonKeys.Table),
        ["MailClient"] = SettingSection.Write(settings.MailClient, MailClientKeys.Table),
        ["DNS"] = SettingSection.Write(settings.Dns, DnsKeys.Table),
        ["Spool"] = SettingSection.Write(settings.Spool, SpoolKeys.Table),
        ["MailFilters"] = SettingSection.Write(settings.MailFilters, MailFilterKeys.Table),
        ["Features"] = SettingSection.Write(settings.Features, FeatureKeys.Table),
    }.ToJsonString(Readable);
}
