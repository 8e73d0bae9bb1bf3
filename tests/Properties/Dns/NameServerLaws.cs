using Laitos.Domain.Dns;

namespace Laitos.Properties.Dns;

public class NameServerLaws
{
    [TestCase("192.0.2.1", "192.0.2.1:53")]
    [TestCase("192.0.2.1:5353", "192.0.2.1:5353")]
    [TestCase("::1", "[::1]:53")]
    [TestCase("[::1]", "[::1]:53")]
    [TestCase("[2001:db8::1]:5353", "[2001:db8::1]:5353")]
    public void An_address_with_or_without_a_port_is_a_server(string text, string shown)
    {
        Assert.That(NameServer.Parse(text).Map(server => server.ToString()) == shown);
        Assert.That(NameServer.Parse(shown) == NameServer.Parse(text));
    }

    [TestCase("")]
    [TestCase("dns.example")]
    [TestCase("192.0.2.1:")]
    [TestCase("192.0.2.1:0")]
    [TestCase("192.0.2.1:65536")]
    [TestCase("192.0.2.1:+53")]
    [TestCase("192.0.2.1:99999999999")]
    [TestCase("[192.0.2.1]:53")]
    [TestCase("[::1")]
    [TestCase("[::1]53")]
    [TestCase("[]")]
    [TestCase("[")]
    public void Anything_else_is_refused(string text) => Assert.That(NameServer.Parse(text).IsLeft);

    [Property]
    public bool Any_text_gives_a_server_or_an_error(string? text) =>
        NameServer.Parse(text ?? "").Match(server => NameServer.Parse(server.ToString()) == server, _ => true);

    [Test]
    public void The_servers_of_the_system_are_its_nameserver_lines()
    {
        const string text = "# nameserver 192.0.2.9\r\nsearch example.test\nnameserver 192.0.2.1\r\n\tnameserver  2001:db8::1 # second\n"
            + ";nameserver 192.0.2.8\nnameserver fe80::1%eth0\nnameserver\nnameservers 192.0.2.7\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3";
        Assert.That(SystemServers.Parse(text).Select(server => server.ToString()), Is.EqualTo(new[] { "192.0.2.1:53", "[2001:db8::1]:53", "192.0.2.2:53" }));
    }

    [Property]
    public bool Any_text_names_at_most_three_servers(string? text) => SystemServers.Parse(text ?? "").Count <= SystemServers.MaxServers;
}
