using Laitos.Domain.Queue;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>Spool</c>: where mail waits that could not be delivered at once, and for how long.</summary>
/// <param name="Directory">The folder of the spool.</param>
/// <param name="Retry">When a mail is tried again and given up: the keys <c>Retry</c>, <c>Expire</c> and <c>DelayNotice</c>.</param>
public sealed record SpoolSettings(string Directory, RetryPolicy Retry)
{
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
        SettingKey.Of("DelayNotice", Age, (SpoolSettings s) => s.Retry.DelayNoticeAfter, (s, v) => s with { Retry = s.Retry with { DelayNoticeAfter = v } }));

    /// How old a mail may become before something is done about it.
    static SettingFormat<TimeSpan> Age => SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
}
