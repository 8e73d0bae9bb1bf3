namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>MailDaemon.Limits</c>.</summary>
static class LimitKeys
{
    const int Million = 1_000_000;

    internal static Seq<SettingKey<LimitSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "CommandLine", SettingFormats.Number(512, 1 << 16, " (RFC 5321 §4.5.3.1.4 demands 512)"),
            (LimitSettings s) => s.CommandLine, (s, v) => s with { CommandLine = v }),
        SettingKey.Of(
            "Recipients", SettingFormats.Number(100, 10_000, " (RFC 5321 §4.5.3.1.8 demands 100: senders split their mail by it)"),
            (LimitSettings s) => s.Recipients, (s, v) => s with { Recipients = v }),
        SettingKey.Of(
            "MessageSize", SettingFormats.Octets(64 << 10, 1 << 30, " (RFC 5321 §4.5.3.1.7 demands 64KiB)"),
            (LimitSettings s) => s.MessageSize, (s, v) => s with { MessageSize = v }),
        SettingKey.Of(
            "HeaderSection", SettingFormats.Octets(64 << 10, 16 << 20),
            (LimitSettings s) => s.HeaderSection, (s, v) => s with { HeaderSection = (int)v }),
        SettingKey.Of("Memory", SettingFormats.Octets(1 << 20, 1L << 40), (LimitSettings s) => s.Memory, (s, v) => s with { Memory = v }),
        SettingKey.Of("CommandsWithoutMail", SettingFormats.Number(10, Million), (LimitSettings s) => s.CommandsWithoutMail, (s, v) => s with { CommandsWithoutMail = v }),
        SettingKey.Of("FaultyCommands", SettingFormats.Number(1, Million), (LimitSettings s) => s.FaultyCommands, (s, v) => s with { FaultyCommands = v }),
        SettingKey.Of("IdleTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (LimitSettings s) => s.IdleTime, (s, v) => s with { IdleTime = v }),
        SettingKey.Of("Connections", SettingFormats.Number(1, Million), (LimitSettings s) => s.Connections, (s, v) => s with { Connections = v }),
        SettingKey.Of("ConnectionsPerClient", SettingFormats.Number(1, Million), (LimitSettings s) => s.ConnectionsPerClient, (s, v) => s with { ConnectionsPerClient = v }),
        SettingKey.Of("ShutdownTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (LimitSettings s) => s.ShutdownTime, (s, v) => s with { ShutdownTime = v }));
}
