namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon.Limits</c>.</summary>
/// <param name="CommandLine">Octets of a command line with its CRLF, at least 512 (RFC 5321 §4.5.3.1.4).</param>
/// <param name="Recipients">Recipients of one mail, at least 100 (RFC 5321 §4.5.3.1.8).</param>
/// <param name="MessageSize">Octets of one mail, at least 64 KiB (RFC 5321 §4.5.3.1.7).</param>
/// <param name="HeaderSection">Octets of the header section of one mail.</param>
/// <param name="Memory">Octets of memory for all mails on their way in together; what does not fit goes to the disk, and past that is refused for now.</param>
/// <param name="CommandsWithoutMail">Commands since the connection or the last mail.</param>
/// <param name="FaultyCommands">Refused commands in one session.</param>
/// <param name="IdleTime">The longest silence of a client.</param>
/// <param name="Connections">Connections in all.</param>
/// <param name="ConnectionsPerClient">Connections of one client address.</param>
/// <param name="ShutdownTime">The time that mail in flight is given when the daemon is stopped.</param>
public sealed record LimitSettings(
    int CommandLine,
    int Recipients,
    long MessageSize,
    int HeaderSection,
    long Memory,
    int CommandsWithoutMail,
    int FaultyCommands,
    TimeSpan IdleTime,
    int Connections,
    int ConnectionsPerClient,
    TimeSpan ShutdownTime)
{
    /// <summary>How long mail data may still arrive when the daemon is stopped. What is left of <see cref="ShutdownTime"/> is for telling the client (421 4.3.2).</summary>
    public TimeSpan DataTime => ShutdownTime - TimeSpan.FromTicks(Math.Clamp(ShutdownTime.Ticks / 10, TimeSpan.TicksPerSecond / 2, 3 * TimeSpan.TicksPerSecond));

    /// <summary>The limits where the configuration names none.</summary>
    public static LimitSettings Default { get; } = new(
        CommandLine: 4096, Recipients: 100, MessageSize: 32 << 20, HeaderSection: 1 << 20, Memory: 256 << 20,
        CommandsWithoutMail: 256, FaultyCommands: 20, IdleTime: TimeSpan.FromMinutes(5),
        Connections: 2000, ConnectionsPerClient: 1000, ShutdownTime: TimeSpan.FromSeconds(30));
}

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
