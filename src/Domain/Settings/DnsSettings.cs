using Laitos.Domain.Dns;

namespace Laitos.Domain.Settings;

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
