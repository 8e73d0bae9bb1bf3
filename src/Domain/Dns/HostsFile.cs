using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>The hosts file of a machine, <c>/etc/hosts</c>: addresses of names that the DNS need not know.</summary>
public static class HostsFile
{
    /// <summary>
    /// The addresses of a name, in the order of the file: each line is an address and its names, <c>#</c> begins a remark; letter case makes no
    /// difference. <c>localhost</c> is this machine whatever the file says (RFC 6761 §6.3).
    /// </summary>
    public static Seq<IpAddress> Find(string text, string name)
    {
        var sought = name.TrimEnd('.');
        return sought.Equals("localhost", StringComparison.OrdinalIgnoreCase) || sought.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? Loopback
            : text.Split('\n').SelectMany(line => Named(line, sought).AsEnumerable()).Gather();
    }

    static Seq<IpAddress> Loopback { get; } = Seqs.Of("127.0.0.1", "::1").SelectEach(text => IpAddress.Parse(text).ToOption().ToSeq());

    static Seq<IpAddress> Named(string line, string name) =>
        line.Split('#')[0].Split(Blanks, StringSplitOptions.RemoveEmptyEntries) is [var address, .. var names] && names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? IpAddress.Parse(address).RightToSeq()
            : default;

    static readonly char[] Blanks = [' ', '\t', '\r'];
}
