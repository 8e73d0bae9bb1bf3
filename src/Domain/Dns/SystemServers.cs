namespace Laitos.Domain.Dns;

/// <summary>The DNS servers that a system names in its <c>resolv.conf</c>.</summary>
public static class SystemServers
{
    /// <summary>As many as the usual system libraries heed.</summary>
    public const int MaxServers = 3;

    /// <summary>
    /// The servers of the lines <c>nameserver ADDRESS</c>, in order, each once. Comments, other lines and addresses that we cannot use
    /// (such as those with an IPv6 zone) are passed over.
    /// </summary>
    public static Seq<NameServer> Parse(string text) =>
        text.Split('\n').SelectMany(Servers).Distinct().Take(MaxServers).Gather();

    static IEnumerable<NameServer> Servers(string line) =>
        line.Split((char[]?)[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var address, ..]
            ? Addresses.IpAddress.Parse(address).Match(parsed => Enumerable.Repeat(new NameServer(parsed), 1), _ => [])
            : [];
}
