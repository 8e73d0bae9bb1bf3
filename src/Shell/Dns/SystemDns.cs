using System.Net.NetworkInformation;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>The DNS servers that this machine is set up to use.</summary>
public static class SystemDns
{
    const string ResolvConf = "/etc/resolv.conf";

    /// <summary>The servers of <c>/etc/resolv.conf</c>, or of the network interfaces where there is no such file; none when neither can be read.</summary>
    public static Seq<NameServer> Servers()
    {
        try
        {
            return File.Exists(ResolvConf) ? SystemServers.Parse(File.ReadAllText(ResolvConf)) : OfInterfaces();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NetworkInformationException or PlatformNotSupportedException)
        {
            return default;
        }
    }

    static Seq<NameServer> OfInterfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().DnsAddresses)
        .Where(address => address.ScopeIdOrZero() == 0)
        .SelectMany(address => IpAddress.OfOctets(address.GetAddressBytes()).AsEnumerable())
        .Select(address => new NameServer(address))
        .Distinct()
        .Take(SystemServers.MaxServers)
        .Gather();

    static long ScopeIdOrZero(this System.Net.IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
