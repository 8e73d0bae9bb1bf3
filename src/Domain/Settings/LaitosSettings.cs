using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Dns;
using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;

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

/// <summary>Section <c>DNS</c>: whom to ask.</summary>
/// <param name="Servers">The servers in the order of preference; empty for those that the machine is set up with.</param>
public sealed record DnsSettings(Seq<NameServer> Servers);

/// <summary>The keys of the section <c>DNS</c>.</summary>
static class DnsKeys
{
    internal static Seq<SettingKey<DnsSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Servers", SettingFormats.List(SettingFormats.Server, nonEmpty: false), (DnsSettings s) => s.Servers, (s, v) => s with { Servers = v }));

    internal static DnsSettings Seed { get; } = new(Servers: default);
}

/// <summary>The section <c>Spool</c>: where mail waits that could not be delivered at once, and for how long.</summary>
/// <param name="Directory">The folder of the spool.</param>
/// <param name="Retry">When a mail is tried again and given up: the keys <c>Retry</c>, <c>Expire</c> and <c>DelayNotice</c>.</param>
public sealed record SpoolSettings(string Directory, RetryPolicy Retry)
{
    /// <summary>The keys <c>PostgreSql…</c>.</summary>
    public DatabaseKeys DatabaseKeys { get; init; } = DatabaseKeys.None;

    /// <summary>The database that mail waits in; none where it waits in the folder.</summary>
    public Option<DatabaseSettings> Database => DatabaseKeys.Settings;

    /// <summary>What holds where the configuration names nothing.</summary>
    public static SpoolSettings Default { get; } = new("spool", RetryPolicy.Standard);
}

/// <summary>The keys of the section <c>Spool</c>.</summary>
static class SpoolKeys
{
    /// <summary>The most pauses of a schedule.</summary>
    const int MaxPauses = 100;

    internal static Seq<SettingKey<SpoolSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Directory", SettingFormats.Words, (SpoolSettings s) => s.Directory, (s, v) => s with { Directory = v }),
        SettingKey.Of(
            "Retry", SettingFormats.List(SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), nonEmpty: true, MaxPauses),
            (SpoolSettings s) => s.Retry.Delays, (s, v) => s with { Retry = s.Retry with { Delays = v } }),
        SettingKey.Of("Expire", Age, (SpoolSettings s) => s.Retry.Expire, (s, v) => s with { Retry = s.Retry with { Expire = v } }),
        SettingKey.Of("DelayNotice", Age, (SpoolSettings s) => s.Retry.DelayNoticeAfter, (s, v) => s with { Retry = s.Retry with { DelayNoticeAfter = v } }),
        SettingKey.Maybe("PostgreSql", DatabaseKeys.Format, (SpoolSettings s) => s.DatabaseKeys.Connection, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Connection = v } }),
        SettingKey.Maybe("PostgreSqlPassword", SettingFormats.Hidden, (SpoolSettings s) => s.DatabaseKeys.Password, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Password = v } }),
        SettingKey.Maybe("PostgreSqlPasswordFile", SettingFormats.Words, (SpoolSettings s) => s.DatabaseKeys.PasswordFile, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { PasswordFile = v } }),
        SettingKey.Of("PostgreSqlCommit", SettingFormats.Choice([.. DatabaseSettings.Levels]), (SpoolSettings s) => s.DatabaseKeys.Commit, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Commit = v } }),
        SettingKey.Of(
            "PostgreSqlLease", SettingFormats.Time(DatabaseKeys.Leases.Shortest, DatabaseKeys.Leases.Longest), (SpoolSettings s) => s.DatabaseKeys.Lease, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Lease = v } }),
        SettingKey.Maybe("DaemonName", SettingFormats.Words, (SpoolSettings s) => s.DatabaseKeys.Daemon, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Daemon = v } }),
        SettingKey.Of(
            "Shared", SettingFormats.List(SettingFormats.Choice([.. SharedKinds.Words]), nonEmpty: false, SharedKinds.Words.Count), (SpoolSettings s) => s.DatabaseKeys.Shared, (s, v) => s with { DatabaseKeys = s.DatabaseKeys with { Shared = v } }));

    /// How old a mail may become before something is done about it.
    static SettingFormat<TimeSpan> Age => SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
}
