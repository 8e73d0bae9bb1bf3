using Laitos.Domain.Addresses;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Addresses;

/// <summary>Addresses are read back from what they are written as, and nothing makes their readers fail.</summary>
public class AddressLaws
{
    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool A_domain_is_read_back(DomainName domain) => DomainName.Parse(domain.ToString()) == domain;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool Letter_case_and_one_trailing_dot_are_no_part_of_a_domain(DomainName domain) => DomainName.Parse(domain.Value.ToUpperInvariant() + ".") == domain;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool A_domain_is_its_first_label_and_its_parent(DomainName domain) =>
        domain.Parent.Match(parent => $"{domain.Labels.Head}.{parent}", () => domain.Labels.Head) == domain.Value;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool An_address_is_read_back(IpAddress address) =>
        IpAddress.Parse(address.ToString()) == address && IpAddress.OfOctets(address.Octets.Span) == address && Host.Parse($"[{address.Literal}]") == new Host.Literal(address);

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 300)]
    public bool Reversed_labels_read_backwards_are_the_octets(IpAddress address)
    {
        var labels = address.Reversed.Split('.').Reverse().ToArray();
        var octets = address.IsV6
            ? labels.Chunk(2).Select(pair => Convert.ToByte(pair[0] + pair[1], 16)).ToArray()
            : [.. labels.Select(byte.Parse)];
        return IpAddress.OfOctets(octets) == address;
    }

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool A_client_of_IPv6_is_its_64_bit_network(IpAddress address) =>
        address.Client.Client == address.Client && (address.IsV6 ? address.Client.Octets.Slice(0, 8) == address.Octets.Slice(0, 8) : address.Client == address);

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool A_host_is_read_back(Host host) => Host.Parse(host.ToString()!) == host;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 1000)]
    public bool A_local_part_is_read_back(LocalPart local) => LocalPart.Parse(local.ToString()) == local;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 1000)]
    public bool The_strict_form_has_the_same_meaning_and_its_dots_in_place_unless_it_is_quoted(LocalPart local) =>
        LocalPart.Parse(local.Strict).Match(strict => strict.Value == local.Value && strict.ToString() == local.Strict, _ => false)
        && (local.Strict[0] == '"' || local.Strict.Split('.').All(atom => atom.Length > 0));

    [TestCase("try..this..0511")]
    [TestCase("john.")]
    [TestCase(".anna")]
    [TestCase("...")]
    [TestCase(".")]
    public void Dots_astray_are_carried_as_they_came_and_quoted_in_what_we_compose(string text)
    {
        var mailbox = (Mailbox)Mailbox.Parse(text + "@docomo.test");
        Assert.That((mailbox.ToString(), mailbox.AddrSpec), Is.EqualTo(($"{text}@docomo.test", $"\"{text}\"@docomo.test")));
    }

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 1000)]
    public bool A_mailbox_is_read_back(Mailbox mailbox) => Mailbox.Parse(mailbox.ToString()) == mailbox;

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool A_mailbox_says_truly_whether_its_wire_form_is_ASCII(Mailbox mailbox) => mailbox.NeedsUtf8 != mailbox.ToString().All(char.IsAscii);

    [Property(MaxTest = 2000)]
    public Property Hostile_text_never_makes_a_reader_fail_and_what_it_accepts_is_stable() =>
        Prop.ForAll(AddressArbitraries.Hostile.ToArbitrary(), text =>
            DomainName.Parse(text).Match(domain => DomainName.Parse(domain.Value) == domain, _ => true)
            && Host.Parse(text).Match(host => Host.Parse(host.ToString()!) == host, _ => true)
            && LocalPart.Parse(text).Match(local => LocalPart.Parse(local.ToString()) == local, _ => true)
            && Mailbox.Parse(text).Match(mailbox => Mailbox.Parse(mailbox.ToString()) == mailbox, _ => true)
            && IpAddress.Parse(text).Match(address => IpAddress.Parse(address.ToString()) == address, _ => true));

    [Property(MaxTest = 500)]
    public bool Arbitrary_text_never_makes_a_reader_fail(string? text) =>
        Mailbox.Parse(text ?? "").Match(mailbox => Mailbox.Parse(mailbox.ToString()) == mailbox, error => error.Found.Length <= 400);

    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("BÜCHER.Example", "xn--bcher-kva.example")]
    [TestCase("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [TestCase("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [TestCase("example.com.", "example.com")]
    [TestCase("a_b.example", "a_b.example")]
    public void A_domain_has_one_canonical_form(string text, string canonical) =>
        Assert.That(DomainName.Parse(text).Match(domain => domain.Value, error => error.ToString()), Is.EqualTo(canonical));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a..b")]
    [TestCase(".a")]
    [TestCase("a..")]
    [TestCase("-a.b")]
    [TestCase("a-.b")]
    [TestCase("a b")]
    [TestCase("ü\ufffd.test")]
    [TestCase("😀.test")]
    [TestCase("例え。テスト")]
    [TestCase("a\u200bb.test")]
    public void This_is_no_domain(string text) => Assert.That(DomainName.Parse(text).IsLeft, text);

    [Test]
    public void Sizes_of_domains_and_local_parts_end_where_they_should()
    {
        var label = new string('a', 63);
        var name = string.Join('.', label, label, label, new string('a', 61));
        Assert.Multiple(() =>
        {
            Assert.That(DomainName.Parse(name).IsRight);
            Assert.That(DomainName.Parse(name + "a").IsLeft);
            Assert.That(DomainName.Parse("a" + label + ".test").IsLeft);
            Assert.That(LocalPart.Parse(new string('a', 256)).IsRight);
            Assert.That(LocalPart.Parse(new string('a', 257)).IsLeft);
            Assert.That(LocalPart.Parse(new string('ü', 129)).IsLeft);
        });
    }

    [TestCase("[192.0.2.1]", true)]
    [TestCase("[IPv6:2001:db8::1]", true)]
    [TestCase("[ipv6:::1]", true)]
    [TestCase("[IPv6:::ffff:192.0.2.1]", true)]
    [TestCase("[IPv6:192.0.2.1]", false)]
    [TestCase("[2001:db8::1]", false)]
    [TestCase("[192.0.2]", false)]
    [TestCase("[192.0.2.256]", false)]
    [TestCase("[192.0.2.01]", false)]
    [TestCase("[0x7f.1.1.1]", false)]
    [TestCase("[IPv6:fe80::1%eth0]", false)]
    [TestCase("[IPv6:1::2::3]", false)]
    [TestCase("[IPv6:::1.2.3]", false)]
    [TestCase("[IPv6:1:2:3:4:5:6:7:8:9]", false)]
    [TestCase("[IPv6:12345::1]", false)]
    [TestCase("[192.0.2.1", false)]
    [TestCase("[]", false)]
    [TestCase("[x-tag:anything]", false)]
    public void An_address_literal_is_one_of_the_two_registered_forms(string text, bool valid) => Assert.That(Host.Parse(text).IsRight, Is.EqualTo(valid), text);

    [TestCase("\"a b\"", "a b")]
    [TestCase("\"a\\\"b\"", "a\"b")]
    [TestCase("\"a\\b\"", "ab")]
    [TestCase("\"abc\"", "abc")]
    [TestCase("\"\"", "")]
    public void A_quoted_string_stands_for_its_meaning(string text, string meaning) =>
        Assert.That(LocalPart.Parse(text).Match(local => local.Value, error => error.ToString()), Is.EqualTo(meaning));

    [TestCase("\"a")]
    [TestCase("\"a\\")]
    [TestCase("\"a\"b")]
    [TestCase("a\"b\"")]
    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a\tb")]
    [TestCase("\"a\u0000\"")]
    [TestCase("\"a\\ü\"")]
    public void This_is_no_local_part(string text) => Assert.That(LocalPart.Parse(text).IsLeft, text);

    [Test]
    public void Half_a_surrogate_pair_is_no_part_of_an_address() => Assert.That(Mailbox.Parse("a" + '\ud83d' + "@example.com").IsLeft && DomainName.Parse("a" + '\ud83d').IsLeft);

    [TestCase("10.1.2.3", true)]
    [TestCase("172.15.255.255", false)]
    [TestCase("172.16.0.1", true)]
    [TestCase("172.31.255.255", true)]
    [TestCase("172.32.0.1", false)]
    [TestCase("192.168.0.1", true)]
    [TestCase("169.254.1.1", true)]
    [TestCase("100.64.0.1", true)]
    [TestCase("100.128.0.1", false)]
    [TestCase("127.0.0.1", true)]
    [TestCase("0.0.0.0", true)]
    [TestCase("8.8.8.8", false)]
    [TestCase("::1", true)]
    [TestCase("::", true)]
    [TestCase("fd00::1", true)]
    [TestCase("fe80::1", true)]
    [TestCase("2001:db8::1", false)]
    public void Private_addresses_are_known(string text, bool isPrivate) => Assert.That(((IpAddress)IpAddress.Parse(text)).IsPrivate, Is.EqualTo(isPrivate), text);
}
