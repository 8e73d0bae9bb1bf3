using Laitos.Domain.Addresses;

namespace Laitos.Properties.Arbitraries;

/// <summary>Addresses by construction, near the borders of their grammar.</summary>
public static class AddressArbitraries
{
    const string AtomText = "abcXYZ019!#$%&'*+-/=?^_`{|}~";

    /// <summary>Text whose characters all matter to some grammar of mail.</summary>
    public static Gen<string> Hostile { get; } =
        Gen.Elements("<", ">", "@", ",", ":", ";", "\"", "\\", ".", "..", " ", "\t", "\r", "\n", "\0", "\x7f", "[", "]", "(", ")", "%", "!", "a", "example.com",
            "postmaster", "IPv6:", "::1", "192.0.2.1", "ü", "世", "😀", "\u0085", "\ufffd", "\ud800", "xn--", "-", "_", "=")
        .ListOf().Select(parts => string.Concat(parts));

    static readonly Gen<string> Atom =
        from length in Gen.Frequency((8, Gen.Choose(1, 6)), (1, Gen.Elements(63, 64, 65)))
        from characters in Gen.Elements(AtomText.ToCharArray()).ListOf(length)
        select new string([.. characters]);

    static readonly Gen<string> Quoted =
        from characters in Gen.Elements(" @\"\\.,:;<>()[]%!aZ9".ToCharArray()).ListOf()
        select "\"" + string.Concat(characters.Take(100).Select(c => c is '"' or '\\' ? $"\\{c}" : $"{c}")) + "\"";

    static readonly Gen<string> Label =
        from first in Gen.Elements("abcxyzAZ019".ToCharArray())
        from middle in Gen.Elements("abc-_09".ToCharArray()).ListOf()
        from last in Gen.Elements("abz9".ToCharArray())
        from length in Gen.Elements(0, 1, 5, 61)
        select first + new string([.. middle.Take(length)]) + last;

    /// <summary>Wire forms of local parts.</summary>
    public static Gen<string> LocalPartTexts { get; } = Gen.Frequency(
        (4, Atom.NonEmptyListOf().Select(atoms => string.Join('.', atoms.Take(3)))),
        (1, Atom.ListOf().Select(atoms => string.Join("..", atoms.Take(3).Append("").Prepend("")))),
        (2, Quoted),
        (1, Gen.Elements("\"\"", "müller", "用户", "😀", "a%b", "b!a", "\"x@other.test\"", new string('a', 256))));

    /// <summary>Domains.</summary>
    public static Arbitrary<DomainName> Domains() =>
        Gen.Frequency(
            (3, Label.NonEmptyListOf().Select(labels => string.Join('.', labels.Take(3)))),
            (2, Gen.Elements("example.com", "my-blog.example.com", "bücher.example", "a.test", "_dmarc.example.com", "localhost")))
        .Select(text => (DomainName)DomainName.Parse(text)).ToArbitrary();

    /// <summary>IPv4 and IPv6 addresses.</summary>
    public static Arbitrary<IpAddress> Addresses() =>
        (from width in Gen.Elements(4, 16)
         from octets in Gen.Elements<byte>(0, 0, 1, 10, 127, 169, 192, 254, 255).ListOf(width)
         select IpAddress.OfOctets([.. octets]).IfNone(() => throw new System.Diagnostics.UnreachableException())).ToArbitrary();

    /// <summary>Hosts.</summary>
    public static Arbitrary<Host> Hosts() =>
        Gen.Frequency(
            (4, Domains().Generator.Select(Host (domain) => new Host.Named(domain))),
            (1, Addresses().Generator.Select(Host (address) => new Host.Literal(address)))).ToArbitrary();

    /// <summary>Local parts.</summary>
    public static Arbitrary<LocalPart> LocalParts() => LocalPartTexts.Select(text => (LocalPart)LocalPart.Parse(text)).ToArbitrary();

    /// <summary>Mailboxes.</summary>
    public static Arbitrary<Mailbox> Mailboxes() =>
        (from local in LocalParts().Generator from host in Hosts().Generator select new Mailbox(local, host)).ToArbitrary();

    /// <summary>Reverse-paths.</summary>
    public static Arbitrary<ReversePath> ReversePaths() =>
        Gen.Frequency(
            (1, Gen.Constant<ReversePath>(new ReversePath.Null())),
            (4, Mailboxes().Generator.Select(ReversePath (mailbox) => new ReversePath.Sender(mailbox)))).ToArbitrary();

    /// <summary>Forward-paths.</summary>
    public static Arbitrary<ForwardPath> ForwardPaths() =>
        Gen.Frequency(
            (1, Gen.Constant<ForwardPath>(new ForwardPath.Postmaster())),
            (4, Mailboxes().Generator.Select(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)))).ToArbitrary();
}
