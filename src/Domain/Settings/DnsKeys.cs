namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>DNS</c>.</summary>
static class DnsKeys
{
    internal static Seq<SettingKey<DnsSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Servers", SettingFormats.List(SettingFormats.Server, nonEmpty: false), (DnsSettings s) => s.Servers, (s, v) => s with { Servers = v }));

    internal static DnsSettings Seed { get; } = new(Servers: default);
}
