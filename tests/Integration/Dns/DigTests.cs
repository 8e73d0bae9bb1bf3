using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Laitos.Integration.Support;

namespace Laitos.Integration.Dns;

/// <summary>The stub server against an independent program: <c>dig</c> finds no fault with what it writes. Skipped where it is not installed.</summary>
public class DigTests
{
    const string Zone = """
        host.example A 192.0.2.1
        host.example AAAA 2001:db8::1
        host.example MX 10 mail.example
        host.example TXT "v=spf1 -all"
        alias.example CNAME host.example
        cut.example A 192.0.2.3
        cut.example TRUNCATE
        """;

    [TestCase("host.example A", "192.0.2.1")]
    [TestCase("host.example AAAA", "2001:db8::1")]
    [TestCase("host.example MX", "10 mail.example.")]
    [TestCase("host.example TXT", "\"v=spf1 -all\"")]
    [TestCase("alias.example A", "host.example.\n192.0.2.1")]
    [TestCase("cut.example A", "192.0.2.3")]
    [TestCase("+tcp host.example A", "192.0.2.1")]
    [TestCase("+noedns host.example A", "192.0.2.1")]
    [TestCase("none.example A", "")]
    public async Task Dig_understands_what_we_write(string arguments, string expected)
    {
        await using var dns = StubDns.Start(Zone);
        var (code, output) = await Dig(dns, "+short " + arguments);
        Assert.That((code, output.Trim()), Is.EqualTo((0, expected)));
    }

    [Test]
    public async Task Dig_finds_no_fault_with_a_denial()
    {
        await using var dns = StubDns.Start(Zone);
        var (_, output) = await Dig(dns, "none.example A");
        Assert.That(output, Does.Contain("status: NXDOMAIN").And.Contain("AUTHORITY: 1").And.Contain("EDNS: version: 0").And.Not.Contain("malformed").And.Not.Contain("WARNING"));
    }

    static async Task<(int Code, string Output)> Dig(StubDns dns, string arguments)
    {
        var port = dns.Port.ToString(CultureInfo.InvariantCulture);
        using var dig = Start(new ProcessStartInfo("dig", $"@127.0.0.1 -p {port} +tries=2 +time=5 {arguments}") { RedirectStandardOutput = true });
        var output = await dig.StandardOutput.ReadToEndAsync();
        await dig.WaitForExitAsync();
        return (dig.ExitCode, output);
    }

    static Process Start(ProcessStartInfo program)
    {
        try
        {
            return Process.Start(program)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("dig is not installed");
            throw;
        }
    }
}
