using Laitos.Domain.Addresses;

namespace Laitos.Signatures.Signing;

/// <summary>The name of a key record (RFC 6376 §3.6.2.1); prints as it stands in the DNS.</summary>
/// <param name="Domain">The domain that signs.</param>
/// <param name="Selector">The key's own name, in lower case.</param>
public sealed record KeyRecordName(DomainName Domain, string Selector)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Selector}._domainkey.{Domain}";
}

/// <summary>A key record as one enters it at a DNS provider, or into a zone file.</summary>
public static class KeyRecordLine
{
    /// The most octets of a character-string (RFC 1035 §3.3.14).
    const int MostOctets = 255;

    /// <summary>The name of a record; or what is wrong with domain or selector, in one line.</summary>
    public static Either<string, KeyRecordName> Parse(string domain, string selector) =>
        DomainName.Parse(domain).MapLeft(_ => $"the domain {Printable.Excerpt(domain, 60)} is no domain name")
            .Bind(name => DomainName.Parse(selector).MapLeft(_ => $"the selector {Printable.Excerpt(selector, 60)} is no label, such as s2026: letters, digits, hyphens and dots")
                .Bind(label => DomainName.Parse($"{label}._domainkey.{name}").MapLeft(_ => "domain and selector are too long together"))
                .Map(whole => new KeyRecordName(name, whole.Value[..^(name.Value.Length + "._domainkey.".Length)])));

    /// <summary>The line of a zone file (RFC 1035 §5.1): the text in strings of at most 255 octets, which readers join.</summary>
    public static string Zone(KeyRecordName name, string recordText) =>
        $"{name}. IN TXT ( {string.Join(' ', recordText.Chunk(MostOctets).Select(part => $"\"{new string(part)}\""))} )";
}
