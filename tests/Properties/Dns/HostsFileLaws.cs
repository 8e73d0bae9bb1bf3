using Laitos.Domain.Dns;

namespace Laitos.Properties.Dns;

/// <summary>Names of the hosts file.</summary>
public class HostsFileLaws
{
    const string Text = "127.0.0.1\tlocalhost\n# 192.0.2.9 remark\n192.0.2.1  Relay.example relay # the relay\r\n2001:db8::1 relay\nnonsense relay\n\n192.0.2.3";

    [TestCase("relay.EXAMPLE", "192.0.2.1")]
    [TestCase("relay", "192.0.2.1 2001:db8::1")]
    [TestCase("relay.", "192.0.2.1 2001:db8::1")]
    [TestCase("remark", "")]
    [TestCase("192.0.2.3", "")]
    [TestCase("localhost", "127.0.0.1 ::1")]
    [TestCase("db.localhost", "127.0.0.1 ::1")]
    public void The_addresses_of_a_name(string name, string expected) => Assert.That(string.Join(' ', HostsFile.Find(Text, name)), Is.EqualTo(expected));

    [Property]
    public bool Reading_never_throws(string text, string name) => HostsFile.Find(text ?? "", name ?? "").Count >= 0;
}
