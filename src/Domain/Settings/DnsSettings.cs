using Laitos.Domain.Dns;

namespace Laitos.Domain.Settings;

/// <summary>Section <c>DNS</c>: whom to ask.</summary>
/// <param name="Servers">The servers in the order of preference; empty for those that the machine is set up with.</param>
public sealed record DnsSettings(Seq<NameServer> Servers);
