namespace Laitos.Domain.Settings;

/// <summary>The section <c>Spool</c>: where mail waits that could not be delivered at once, and for how long.</summary>
/// <param name="Directory">The folder of the spool.</param>
/// <param name="Retry">The pause after the first attempt, the second, and so on; the last one repeats. At least one (RFC 5321 §4.5.4.1).</param>
/// <param name="Expire">How long after its acceptance a mail is given up.</param>
/// <param name="DelayNotice">How long after its acceptance the postmaster is told that a mail is late.</param>
public sealed record SpoolSettings(string Directory, Seq<TimeSpan> Retry, TimeSpan Expire, TimeSpan DelayNotice)
{
    /// <summary>What holds where the configuration names nothing.</summary>
    public static SpoolSettings Default { get; } = new(
        Directory: "spool",
        Retry: Seqs.Of(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)),
        Expire: TimeSpan.FromDays(3),
        DelayNotice: TimeSpan.FromHours(4));
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
            (SpoolSettings s) => s.Retry, (s, v) => s with { Retry = v }),
        SettingKey.Of("Expire", Age, (SpoolSettings s) => s.Expire, (s, v) => s with { Expire = v }),
        SettingKey.Of("DelayNotice", Age, (SpoolSettings s) => s.DelayNotice, (s, v) => s with { DelayNotice = v }));

    /// How old a mail may become before something is done about it.
    static SettingFormat<TimeSpan> Age => SettingFormats.Time(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
}
