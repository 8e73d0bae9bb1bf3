namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>Spool</c>.</summary>
static class SpoolKeys
{
    /// <summary>The most pauses of a schedule.</summary>
    const int MaxPauses = 100;

    internal static Seq<SettingKey<SpoolSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Directory", SettingFormats.Words, (SpoolSettings s) => s.Directory, (s, v) => s with { Directory = v }),
        SettingKey.Of(
            "Retry", SettingFormats.List(SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), nonEmpty: true, MaxPauses),
            (SpoolSettings s) => s.Retry, (s, v) => s with { Retry = v }),
        SettingKey.Of("Expire", Age, (SpoolSettings s) => s.Expire, (s, v) => s with { Expire = v }),
        SettingKey.Of("DelayNotice", Age, (SpoolSettings s) => s.DelayNotice, (s, v) => s with { DelayNotice = v }));

    /// How old a mail may become before something is done about it.
    static SettingFormat<TimeSpan> Age => SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
}
