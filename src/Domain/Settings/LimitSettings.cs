using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon.Limits</c>.</summary>
/// <param name="Session">The limits of sessions and of the mail data in them. <c>IdleTime</c> is the limit of silence, and of slowness, in all of them.</param>
/// <param name="Memory">Octets of memory for all mails on their way in together; what does not fit goes to the disk, and past that is refused for now.</param>
/// <param name="ShutdownTime">The time that mail in flight is given when the daemon is stopped.</param>
public sealed record LimitSettings(SessionLimits Session, long Memory, TimeSpan ShutdownTime)
{
    /// <summary>How long mail data may still arrive when the daemon is stopped. What is left of <see cref="ShutdownTime"/> is for telling the client (421 4.3.2).</summary>
    public TimeSpan DataTime => ShutdownTime - TimeSpan.FromTicks(Math.Clamp(ShutdownTime.Ticks / 10, TimeSpan.TicksPerSecond / 2, 3 * TimeSpan.TicksPerSecond));

    /// <summary>The limits where the configuration names none.</summary>
    public static LimitSettings Default { get; } = new(SessionLimits.Default, Memory: 256 << 20, ShutdownTime: TimeSpan.FromSeconds(30));
}

/// <summary>The keys of the section <c>MailDaemon.Limits</c>.</summary>
static class LimitKeys
{
    const int Million = 1_000_000;

    internal static Seq<SettingKey<LimitSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "CommandLine", SettingFormats.Number(512, 1 << 16, " (RFC 5321 §4.5.3.1.4 demands 512)"),
            (LimitSettings s) => s.Session.CommandLine, (s, v) => s with { Session = s.Session with { CommandLine = v } }),
        SettingKey.Of(
            "Recipients", SettingFormats.Number(100, 10_000, " (RFC 5321 §4.5.3.1.8 demands 100: senders split their mail by it)"),
            (LimitSettings s) => s.Session.Recipients, (s, v) => s with { Session = s.Session with { Recipients = v } }),
        SettingKey.Of(
            "MessageSize", SettingFormats.Octets(64 << 10, 1 << 30, " (RFC 5321 §4.5.3.1.7 demands 64KiB)"),
            (LimitSettings s) => s.Session.Content.MaxSize, (s, v) => s with { Session = s.Session with { Content = s.Session.Content with { MaxSize = v } } }),
        SettingKey.Of(
            "HeaderSection", SettingFormats.Octets(64 << 10, 16 << 20),
            (LimitSettings s) => s.Session.Content.MaxHeader, (s, v) => s with { Session = s.Session with { Content = s.Session.Content with { MaxHeader = v } } }),
        SettingKey.Of("Memory", SettingFormats.Octets(1 << 20, 1L << 40), (LimitSettings s) => s.Memory, (s, v) => s with { Memory = v }),
        SettingKey.Of("CommandsWithoutMail", SettingFormats.Number(10, Million), (LimitSettings s) => s.Session.CommandsWithoutMail, (s, v) => s with { Session = s.Session with { CommandsWithoutMail = v } }),
        SettingKey.Of("FaultyCommands", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.FaultyCommands, (s, v) => s with { Session = s.Session with { FaultyCommands = v } }),
        SettingKey.Of(
            "IdleTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (LimitSettings s) => s.Session.Idle, (s, v) => s with { Session = s.Session with { Idle = v, Content = s.Session.Content with { Idle = v, Progress = v } } }),
        SettingKey.Of("Connections", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.Connections, (s, v) => s with { Session = s.Session with { Connections = v } }),
        SettingKey.Of("ConnectionsPerClient", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.ConnectionsPerClient, (s, v) => s with { Session = s.Session with { ConnectionsPerClient = v } }),
        SettingKey.Of("ShutdownTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (LimitSettings s) => s.ShutdownTime, (s, v) => s with { ShutdownTime = v }));
}
