using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Laitos.Integration.Support;

namespace Laitos.Integration.Dns;

/// <summary>DnsClient by itself asks the stub server: what the other tests of the DNS rest on is understood by an implementation that nobody here wrote.</summary>
public class DnsClientTests
{
    const string Zone = """
        host.example A 192.0.2.1
        host.example AAAA 2001:db8::1
        host.example MX 10 mail.example
        host.example TXT "v=spf1 -all"
        alias.example CNAME host.example
        1.2.0.192.in-addr.arpa PTR host.example
        cut.example A 192.0.2.3
        cut.example TRUNCATE
        """;

    [TestCase("host.example", QueryType.A, "192.0.2.1")]
    [TestCase("host.example", QueryType.AAAA, "2001:db8::1")]
    [TestCase("host.example", QueryType.MX, "10 mail.example.")]
    [TestCase("host.example", QueryType.TXT, "v=spf1 -all")]
    [TestCase("alias.example", QueryType.A, "host.example. 192.0.2.1")]
    [TestCase("1.2.0.192.in-addr.arpa", QueryType.PTR, "host.example.")]
    [TestCase("cut.example", QueryType.A, "192.0.2.3")]
    [TestCase("host.example", QueryType.PTR, "NODATA")]
    [TestCase("none.example", QueryType.A, "NXDOMAIN")]
    public async Task DnsClient_understands_what_the_stub_server_writes(string name, QueryType type, string expected)
    {
        await using var dns = StubDns.Start(Zone);
        var client = new LookupClient(new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, dns.Port)) { UseCache = false, Retries = 0, Timeout = TimeSpan.FromSeconds(30) });
        var response = await client.QueryAsync(name, type);
        var shown = string.Join(' ', response.Answers.Select(record => record switch
        {
            AddressRecord address => address.Address.ToString(),
            MxRecord exchange => $"{exchange.Preference} {exchange.Exchange}",
            TxtRecord text => string.Concat(text.Text),
            CNameRecord alias => alias.CanonicalName.Value,
            PtrRecord pointer => pointer.PtrDomainName.Value,
            _ => record.ToString(),
        }));
        Assert.That(response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain ? "NXDOMAIN" : shown.Length == 0 ? "NODATA" : shown, Is.EqualTo(expected));
        Assert.That(dns.Packets.Select(packet => packet.Tcp), Is.EqualTo(name == "cut.example" ? new[] { false, true } : new[] { false }));
    }
}
