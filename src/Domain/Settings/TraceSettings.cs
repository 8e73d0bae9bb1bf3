using Laitos.Domain.Tracing;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon.Trace</c>: whether it is kept what became of each mail and each session, and for how long.</summary>
/// <param name="Enabled">False to keep nothing.</param>
/// <param name="Policy">The bounds: the keys <c>Keep</c> and <c>MaxSize</c>.</param>
public sealed record TraceSettings(bool Enabled, TracePolicy Policy)
{
    /// <summary>What holds where the configuration names nothing.</summary>
    public static TraceSettings Default { get; } = new(true, new TracePolicy(TimeSpan.FromDays(30), 200 << 20));
}

/// <summary>The keys of the section <c>MailDaemon.Trace</c>.</summary>
static class TraceKeys
{
    internal static Seq<SettingKey<TraceSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Enabled", SettingFormats.Flag, (TraceSettings s) => s.Enabled, (s, v) => s with { Enabled = v }),
        SettingKey.Of(
            "Keep", SettingFormats.Time(TimeSpan.FromHours(1), TimeSpan.FromDays(3650)),
            (TraceSettings s) => s.Policy.Keep, (s, v) => s with { Policy = s.Policy with { Keep = v } }),
        SettingKey.Of(
            "MaxSize", SettingFormats.Octets(1 << 20, 1L << 40),
            (TraceSettings s) => s.Policy.MaxSize, (s, v) => s with { Policy = s.Policy with { MaxSize = v } }));
}
